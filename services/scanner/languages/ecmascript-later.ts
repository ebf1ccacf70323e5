/** Fields that an object of JavaScript is given after it was made: `options.modulusLength = 1024;`. */
import type { Node } from "web-tree-sitter";
import type { Declaration, Scopes } from "./ecmascript-scope.ts";
import { field } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** Mentions of one variable that are looked at. */
const MAX_MENTIONS = 64;

/** What the field `name` of a variable is given before `use`: of several the last. */
export function fieldGivenBefore(
  text: string,
  scopes: Scopes,
  declaration: Declaration,
  name: string,
  use: Node,
): Node | undefined {
  const { scope } = declaration;
  let given: Node | undefined;
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
    if (leaf && right && scopes.lookup(declaration.name, leaf) === declaration) given = right;
  }
  return given;
}
