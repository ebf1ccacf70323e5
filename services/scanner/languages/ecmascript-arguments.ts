/** What a function of JavaScript is given, also where it is called through `call`, `apply`, `bind` or `Reflect`. */
import type { Node } from "web-tree-sitter";
import type { Argument } from "./language.ts";
import { field, isField, namedChildren, sameNode, textOf } from "./syntax.ts";

/** Arguments up to the first spread: what stands behind one has no known position. */
export function argumentsOf(list: Node | undefined): readonly Argument[] {
  if (list?.type !== "arguments") return [];
  const nodes = namedChildren(list);
  const spread = nodes.findIndex((node) => node.type === "spread_element");
  return (spread < 0 ? nodes : nodes.slice(0, spread + 1)).map((node) => ({ node }));
}

/** The function that is called, and what it is given. */
interface Through {
  readonly callee: Node;
  readonly arguments: readonly Argument[];
}

/** `f.call(o, x)`, `f.apply(o, [x])`, `f.bind(o, x)`, `Reflect.apply(f, o, [x])`; `f.bind(o)` calls nothing yet. */
export function throughCall(text: string, call: Node): Through | undefined {
  const member = field(call, "function");
  const object = member?.type === "member_expression" ? field(member, "object") : undefined;
  const property = member && field(member, "property");
  if (!object || !property) return undefined;
  const [first, second, third] = argumentsOf(field(call, "arguments"));
  switch (textOf(text, property)) {
    case "call":
      return { callee: object, arguments: argumentsOf(field(call, "arguments")).slice(1) };
    case "bind":
      return second && { callee: object, arguments: argumentsOf(field(call, "arguments")).slice(1) };
    case "apply":
      return textOf(text, object) === "Reflect"
        ? first && { callee: first.node, arguments: listed(third) }
        : { callee: object, arguments: listed(second) };
    default:
      return undefined;
  }
}

/** Of a function's mention below `parent`: the call that calls it through one of these. */
export function callThrough(
  text: string,
  parent: Node,
  mention: Node,
): { readonly call: Node; readonly arguments: readonly Argument[] } | undefined {
  const isObject = parent.type === "member_expression" && isField(parent, "object", mention);
  const call = isObject || parent.type === "arguments" ? parent.parent : null;
  if (call?.type !== "call_expression") return undefined;
  const through = throughCall(text, call);
  return through && sameNode(through.callee, mention) ? { call, arguments: through.arguments } : undefined;
}

/** Items of an array that stands for arguments. */
function listed(array: Argument | undefined): readonly Argument[] {
  return array?.node.type === "array" ? namedChildren(array.node).map((node) => ({ node })) : [];
}
