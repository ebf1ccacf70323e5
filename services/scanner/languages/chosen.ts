/** What a condition chooses among: `short ? "md5" : "sha1"`. */
import type { Node } from "web-tree-sitter";
import { isField } from "./syntax.ts";

const MAX_WAYS = 8;

/** The outermost condition, with its parentheses, that an expression is a way of; itself where it is none. */
export function chosenAmong(way: Node): Node {
  let node = way;
  for (let depth = 0; depth < MAX_WAYS; depth++) {
    const above = node.parent;
    if (!above) return node;
    const isWay =
      above.type === "parenthesized_expression" ||
      (/^(?:conditional|ternary)_expression$/.test(above.type) && !isField(above, "condition", node));
    if (!isWay) return node;
    node = above;
  }
  return node;
}
