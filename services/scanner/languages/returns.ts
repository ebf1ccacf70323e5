/** The expressions that the `return` statements of a function give, found by searching its text. */
import type { Node, Tree } from "web-tree-sitter";
import { ancestor, field, nodeAt, sameNode } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

/** `return` statements of one function that are told apart; with more, none is known. */
const MAX_RETURNS = 8;

/** `functions` are the language's node types of functions: what a function within returns is not this one's. */
export function returnedIn(text: string, tree: Tree, made: Node, functions: ReadonlySet<string>): readonly Node[] {
  const body = field(made, "body") ?? made;
  const offsets = wordOffsets(text, tree, "return", body.startIndex, body.endIndex, MAX_RETURNS + 1);
  const found: Node[] = [];
  for (const at of offsets.length > MAX_RETURNS ? [] : offsets) {
    const statement = nodeAt(tree, at);
    if (!statement || !/^(?:return|jump)/.test(statement.type)) continue;
    if (!sameNode(ancestor(statement, functions), made)) continue;
    const value = statement.firstNamedChild;
    const given = value?.type === "argument_list" ? value.firstNamedChild : value;
    if (given) found.push(given);
  }
  return found;
}
