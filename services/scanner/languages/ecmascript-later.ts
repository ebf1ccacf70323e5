/** What a variable of JavaScript, or a field of its object, is given after it was made: `options.modulusLength = 1024;`. */
import type { Node } from "web-tree-sitter";
import { isChange } from "./changed.ts";
import { type Declaration, FUNCTIONS, type Scopes } from "./ecmascript-scope.ts";
import { ancestor, contains, field } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** Mentions of one variable that are looked at. */
const MAX_MENTIONS = 64;

/** What runs on one of several ways only. */
const WAYS: ReadonlySet<string> = new Set([
  "statement_block",
  "program",
  "if_statement",
  "else_clause",
  "switch_case",
  "switch_default",
  "for_statement",
  "for_in_statement",
  "while_statement",
  "do_statement",
]);

export interface GivenLater {
  readonly values: readonly Node[];
  /** Whether one of them is surely given: what the literal says holds no more. */
  readonly sure: boolean;
}

/** What the field `name` of a variable may be given before `use`, since what is surely given last. */
export function fieldGivenBefore(
  text: string,
  scopes: Scopes,
  declaration: Declaration,
  name: string,
  use: Node,
): GivenLater {
  const { scope } = declaration;
  let given: GivenLater = { values: [], sure: false };
  for (const at of wordOffsets(text, scope.tree, declaration.name, scope.startIndex, use.startIndex, MAX_MENTIONS)) {
    const behind = at + declaration.name.length;
    const spelled = [`.${name}`, `["${name}"]`, `['${name}']`].find((each) => text.startsWith(each, behind));
    if (
      spelled === undefined ||
      !/^\s{0,8}=(?![=>])/.test(text.slice(behind + spelled.length, behind + spelled.length + 12))
    )
      continue;
    const leaf = scope.namedDescendantForIndex(at, at + 1);
    const assignment = leaf?.parent?.parent;
    const right = assignment?.type === "assignment_expression" ? field(assignment, "right") : undefined;
    if (!leaf || !assignment || !right || scopes.lookup(declaration.name, leaf) !== declaration) continue;
    const way = ancestor(assignment, WAYS);
    const isSure = way === undefined || contains(way, use);
    given = isSure ? { values: [right], sure: true } : { ...given, values: [...given.values, right] };
  }
  return given;
}

/** Of all a variable is given, in order of text, what may hold at a use: in one run, what came since the last that surely ran. */
export function reaching(sources: readonly Node[], use: Node): readonly Node[] {
  if (sources.length < 2) return sources;
  const around = ancestor(use, FUNCTIONS)?.id;
  if (sources.some((source) => ancestor(source, FUNCTIONS)?.id !== around)) return settled(sources, use) ?? sources;
  const found: Node[] = [];
  for (const source of [...sources].sort((a, b) => b.startIndex - a.startIndex)) {
    if (source.endIndex > use.startIndex) continue;
    found.unshift(source);
    const way = ancestor(source, WAYS);
    if (way === undefined || contains(way, use)) break;
  }
  return found.length > 0 ? found : sources;
}

/** A text that the file itself puts together, step by step, before any function of it runs: what the last step gives. */
function settled(sources: readonly Node[], use: Node): readonly Node[] | undefined {
  const last = sources.at(-1);
  if (!last || !isChange(last) || sources.some((source) => ancestor(source, FUNCTIONS))) return undefined;
  return last.endIndex <= use.startIndex && ancestor(last, WAYS)?.type === "program" ? [last] : undefined;
}
