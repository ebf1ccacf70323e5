/** Methods that JavaScript calls by a text: `const make = "createHash"; crypto[make]("md5")`, `crypto[old ? "a" : "b"](x)`. */
import type { Node } from "web-tree-sitter";
import { chosenAmong } from "./chosen.ts";
import type { Scopes } from "./ecmascript-scope.ts";
import { field, isField, nodeAt, sameNode, textOf } from "./syntax.ts";
import { wordOffsets } from "./words.ts";

const MAX_MENTIONS = 32;

export interface ComputedCall {
  /** What the method is looked up in. */
  readonly object: Node;
  readonly call: Node;
}

/** The first call of the method that a literal names, where it stands in the brackets itself or a constant holds it. */
export function computedCall(text: string, literal: Node, scopes: Scopes): ComputedCall | undefined {
  const chosen = chosenAmong(literal);
  const holder = chosen.parent;
  if (holder?.type === "subscript_expression") return calledAt(holder, chosen);
  const target = holder?.type === "variable_declarator" && isField(holder, "value", chosen) && field(holder, "name");
  if (!holder || !target || target.type !== "identifier") return undefined;
  const name = textOf(text, target);
  const declaration = scopes.lookup(name, target);
  if (!declaration?.constant) return undefined;
  const mentions = wordOffsets(text, holder.tree, name, holder.endIndex, declaration.scope.endIndex, MAX_MENTIONS);
  for (const at of mentions) {
    const mention = nodeAt(holder.tree, at);
    const owner = mention?.parent;
    if (!mention || owner?.type !== "subscript_expression") continue;
    const found = scopes.lookup(name, mention);
    const call = found && sameNode(found.node, declaration.node) ? calledAt(owner, mention) : undefined;
    if (call) return call;
  }
  return undefined;
}

function calledAt(member: Node, index: Node): ComputedCall | undefined {
  const object = field(member, "object");
  const call = member.parent;
  return object &&
    isField(member, "index", index) &&
    call?.type === "call_expression" &&
    isField(call, "function", member)
    ? { object, call }
    : undefined;
}
