/** The variable that holds what a call of C or C++ makes: assigned, taken over by a smart pointer, filled by address. */
import type { Node } from "web-tree-sitter";
import { isSmartPointer } from "./cpp-names.ts";
import { field, textOf } from "./syntax.ts";

const MAX_CLIMB = 16;
/** Wrappers around a value. */
const WRAPPERS: ReadonlySet<string> = new Set(["parenthesized_expression", "cast_expression", "condition_clause"]);

/** The expression with casts and parentheses, and with the smart pointer that takes it over. */
export function outermost(node: Node, text: string): Node {
  let current = node;
  for (let step = 0; step < MAX_CLIMB && current.parent; step++) {
    const parent: Node = current.parent;
    const list =
      parent.type === "argument_list" && parent.firstNamedChild?.id === current.id ? parent.parent : undefined;
    if (WRAPPERS.has(parent.type)) current = parent;
    else if (list?.type === "init_declarator") current = parent;
    else if (list?.type === "call_expression" && isSmartPointer(field(list, "function"), text)) current = list;
    else break;
  }
  return current;
}

/** `ctx` of `ctx.reset(value)`. */
export function resetTarget(value: Node, text: string): string | undefined {
  const list = value.parent;
  const callee = list?.type === "argument_list" && list.parent ? field(list.parent, "function") : undefined;
  const object = callee?.type === "field_expression" ? field(callee, "argument") : undefined;
  const method = callee?.type === "field_expression" ? field(callee, "field") : undefined;
  if (!object || !method || textOf(text, method) !== "reset" || list?.firstNamedChild?.id !== value.id)
    return undefined;
  const name = textOf(text, object);
  return name.length > 100 ? undefined : name;
}

export function declaredName(declarator: Node | undefined): Node | undefined {
  let current = declarator;
  for (let step = 0; current && step < MAX_CLIMB; step++) {
    if (current.type === "identifier") return current;
    current = field(current, "declarator") ?? current.firstNamedChild ?? undefined;
  }
  return undefined;
}

/** `hash` of `status = BCryptOpenAlgorithmProvider(&hash, …)`: the object is what is filled, not the status. */
export function filledArgument(call: Node, text: string): string | undefined {
  const first = call.type === "call_expression" ? field(call, "arguments")?.firstNamedChild : undefined;
  if (first?.type !== "pointer_expression" || field(first, "operator")?.type !== "&") return undefined;
  const name = textOf(text, first).slice(1).trim();
  return name.length > 100 ? undefined : name;
}
