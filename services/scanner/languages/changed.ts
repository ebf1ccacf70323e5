/** `alg += "256"`: what a name holds once it was changed, where that happens as often as it is written. */
import type { Node } from "web-tree-sitter";
import type { Value } from "./language.ts";
import { ancestor, field } from "./syntax.ts";
import { combine, UNKNOWN } from "./values.ts";

const LOOPS: ReadonlySet<string> = new Set([
  "for_statement",
  "for_in_statement",
  "for_expression",
  "foreach_statement",
  "enhanced_for_statement",
  "for",
  "while",
  "until",
  "while_modifier",
  "until_modifier",
  "while_statement",
  "while_expression",
  "loop_expression",
  "do_statement",
  "do_while_statement",
]);
/** Assignments that may change what a name holds, in the grammars that are described by a table. */
const CHANGES: ReadonlySet<string> = new Set([
  "assignment",
  "assignment_expression",
  "augmented_assignment_expression",
  "operator_assignment",
  "compound_assignment_expr",
]);

export function isChange(node: Node): boolean {
  return CHANGES.has(node.type) || isAppending(node);
}

/** Ruby's `text << "more"`. */
function isAppending(node: Node): boolean {
  return node.type === "binary" && field(node, "operator")?.type === "<<";
}

/** The changing assignment as the value it gives; nothing in a loop, which may run any number of times. */
export function valueOfChange(assignment: Node): Node | undefined {
  return ancestor(assignment, LOOPS) ? undefined : assignment;
}

/** Evaluates what is assigned: the right side, and with an operator (`+=`) the left side as it was, joined with it. */
export function assignedValue(assignment: Node, evaluate: (node: Node) => Value): Value {
  const operator = field(assignment, "operator")?.type ?? "=";
  const [left, right] = [field(assignment, "left"), field(assignment, "right")];
  if (!right) return UNKNOWN;
  if (operator === "=") return evaluate(right);
  const before = left ? evaluate(left) : UNKNOWN;
  if (operator === "<<") return combine(before.kind === "string" ? "+" : operator, before, evaluate(right));
  // PHP joins texts by `.=`
  const joining = operator === ".=" ? "+" : operator.slice(0, -1);
  return before.kind === "unknown" ? UNKNOWN : combine(joining, before, evaluate(right));
}
