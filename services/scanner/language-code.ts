/**
 * Which source files can change results of some languages only: those that are reached through these languages' own
 * modules and in no other way. It holds because a language's modules change nothing outside of themselves: the rest of the
 * engine meets them only through `languages/all.ts`, as a `Language` of which it asks what it is scanning.
 */
import { posix } from "node:path";

const LIST = "languages/all.ts";
/** `import type` is erased; everything else is run when the module is. */
const IMPORTS = /(?:^(?:import|export)(?!\s+type\b)[^;"]{0,4000}?|\bimport\()"(\.[^"]{1,200})"/gm;
const IMPORT = /^import \{ ([^}]{1,500}) \} from "(\.[^"]{1,200})";$/gm;
const LISTED = /\bLANGUAGES\b[^=]{0,80}= \[([^\]]{1,4000})\]/;

/** `sources`: text by path, of all modules; `ids`: of the languages in the order of their list. Answers ids by path. */
export function languagesOfCode(
  sources: ReadonlyMap<string, string>,
  ids: readonly string[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const imports = new Map([...sources].map(([path, text]) => [path, importsOf(path, text)]));
  const reached = new Map<string, Set<string>>();
  for (const [at, module] of modulesOf(sources.get(LIST) ?? "", ids.length).entries()) {
    for (const path of closure([module], imports)) {
      const languages = reached.get(path) ?? new Set();
      reached.set(path, languages.add(ids[at] ?? ""));
    }
  }
  const others = new Map([...imports, [LIST, []]]);
  for (const path of closure(
    [...sources.keys()].filter((each) => !reached.has(each)),
    others,
  ))
    reached.delete(path);
  return reached;
}

/** The modules of the languages, in the order of the list. */
function modulesOf(list: string, count: number): readonly string[] {
  const moduleOf = new Map<string, string>();
  for (const [, names = "", module = ""] of list.matchAll(IMPORT)) {
    for (const name of names.split(",")) moduleOf.set(name.trim(), posix.join(posix.dirname(LIST), module));
  }
  const names = (LISTED.exec(list)?.[1] ?? "").split(",").map((name) => name.trim());
  const modules = names.filter((name) => name !== "").map((name) => moduleOf.get(name));
  if (modules.length !== count || modules.includes(undefined)) {
    throw new Error(`${LIST} names ${modules.length} languages and has ${count}: import each by its name, one list`);
  }
  return modules.filter((each) => each !== undefined);
}

function importsOf(path: string, text: string): readonly string[] {
  return Array.from(text.matchAll(IMPORTS), ([, module = ""]) => posix.join(posix.dirname(path), module));
}

function closure(from: readonly string[], imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set(from);
  // A set that grows while it is gone through is gone through to its end.
  for (const path of reached) for (const next of imports.get(path) ?? []) reached.add(next);
  return reached;
}
