/** Shapes that many grammars share: operands, integers, what is passed on. */
import type { Node } from "web-tree-sitter";
import type { Value } from "../language.ts";
import { field, numberValue, parseInteger, textOf, UNKNOWN } from "../syntax.ts";

export interface Operands {
  readonly left: Node;
  readonly operator: string;
  readonly right: Node;
}

/** The fields `left`, `operator`, `right` of a node of this type. */
export function operandsOf(node: Node, type: string): Operands | undefined {
  if (node.type !== type) return undefined;
  const left = field(node, "left");
  const right = field(node, "right");
  const operator = field(node, "operator")?.type;
  return left && right && operator !== undefined ? { left, operator, right } : undefined;
}

/** Both fields, where both are there: the arms of a condition. */
export function bothOf(node: Node, one: string, other: string): readonly Node[] | undefined {
  const ways = [one, other].flatMap((name) => field(node, name) ?? []);
  return ways.length === 2 ? ways : undefined;
}

/** The value of an assignment with a plain `=`. */
export function assignedValue(assignment: Node): Node | undefined {
  return field(assignment, "operator")?.type === "=" ? field(assignment, "right") : undefined;
}

export function integerOf(node: Node, text: string): Value {
  const value = parseInteger(textOf(text, node));
  return value === undefined ? UNKNOWN : numberValue(value);
}
