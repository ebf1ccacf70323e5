/** `alg += "256"`: what a name holds once it was changed, where that happens as often as it is written. */
import type { Node } from "web-tree-sitter";
import type { Value } from "./language.ts";
import { ancestor, field } from "./syntax.ts";
import { combine, UNKNOWN } from "./values.ts";

const LOOPS: ReadonlySet<string> = new Set([
  "for_statement",
  "enhanced_for_statement",
  "while_statement",
  "do_statement",
]);

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
  return before.kind === "unknown" ? UNKNOWN : combine(operator.slice(0, -1), before, evaluate(right));
}
