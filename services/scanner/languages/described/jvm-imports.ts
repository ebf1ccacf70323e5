/** Imports of Kotlin, Scala and Groovy files, read line by line: their grammars differ, their imports hardly. */
import type { Tree } from "web-tree-sitter";
import { meantByFragment } from "../jvm-fragments.ts";
import { wordOffsets } from "../words.ts";
import { Imports } from "./imports.ts";

const MAX_IMPORTS = 2_000;
/** Characters of one import clause. */
const MAX_CLAUSE = 2_000;
const CLAUSE =
  /^import\s+(static\s+)?([\w.`$]+?)(?:\.(\*|_)|\s+as\s+(\w+)|\s*\.\s*\{([^}]*)\})?[ \t]*(?:[;,\r\n]|\/[/*]|$)/;

export function readJvmImports(text: string, tree: Tree): Imports {
  const head = /^[ \t]*package[ \t]+([\w.`]+)/m.exec(text.slice(0, 65_536));
  const found = new Imports(".", head?.[1]?.replaceAll("`", "") ?? "");
  // known without an import; one of the file's own comes after and wins
  found.add("System", "java.lang.System");
  let imports = 0;
  for (const offset of wordOffsets(text, tree, "import", 0, text.length, MAX_IMPORTS)) {
    const match = CLAUSE.exec(text.slice(offset, offset + MAX_CLAUSE));
    const path = match?.[2]?.replaceAll("`", "");
    if (!match || path === undefined) continue;
    imports++;
    const [, isStatic, , wildcard, alias, selectors] = match;
    if (selectors !== undefined) addSelectors(found, path, selectors);
    else if (wildcard !== undefined) (isStatic === undefined ? add : addStatic)(found, path);
    else addOne(found, path, alias, isStatic !== undefined);
  }
  if (imports === 0 && found.here === "") found.fragment = meantByFragment;
  return found;
}

/** A capitalised path is a class, whose members may be meant; any other a package. */
function add(found: Imports, path: string): void {
  if (/(?:^|\.)[A-Z][^.]*$/.test(path)) found.addMembersOf(path);
  else found.addAll(path);
}

function addStatic(found: Imports, path: string): void {
  found.addMembersOf(path);
}

function addOne(found: Imports, path: string, alias: string | undefined, isStatic: boolean): void {
  const name = alias ?? path.slice(path.lastIndexOf(".") + 1);
  if (isStatic) found.addMember(name, path);
  else found.add(name, path);
}

/** Scala: `{Cipher, KeyGenerator => KG, _}`. */
function addSelectors(found: Imports, path: string, selectors: string): void {
  for (const selector of selectors.split(",").slice(0, 64)) {
    const [name = "", , alias] = /^\s*(\w+|\*)(\s*(?:=>|\bas\b)\s*(\w+))?\s*$/.exec(selector)?.slice(1) ?? [];
    if (name === "_" || name === "*") found.addAll(path);
    else if (name !== "" && alias !== "_") found.add(alias ?? name, `${path}.${name}`);
  }
}
