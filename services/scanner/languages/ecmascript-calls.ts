/** Which calls of a JavaScript file run which of its functions: by plain name, and methods on `this`. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "./argument-flow.ts";
import type { Declaration } from "./ecmascript-scope.ts";
import { contains, field, isField, namedChildren, textOf } from "./syntax.ts";

export function ecmaScriptCalls(text: string): Calls<Declaration> {
  return { place: (parameter) => place(text, parameter), argument };
}

function place(text: string, { name, node, path, scope }: Declaration): ParameterPlace | undefined {
  const made = nameOf(scope);
  const list = field(scope, "parameters");
  if (path.length > 0 || made === undefined || list === undefined) return undefined;
  const index = namedChildren(list).findIndex((each) => contains(each, node));
  return index < 0 ? undefined : { called: textOf(text, made), index, name, by: scope };
}

/** Its own name, or that of the variable it is the value of. */
function nameOf(made: Node): Node | undefined {
  const holder = made.parent;
  if (holder?.type === "variable_declarator" && isField(holder, "value", made)) return field(holder, "name");
  return field(made, "name");
}

function argument(mention: Node, { index, by }: ParameterPlace): Node | undefined {
  const above = mention.parent;
  const isMethod = by.type === "method_definition";
  const onThis =
    above?.type === "member_expression" &&
    isField(above, "property", mention) &&
    field(above, "object")?.type === "this";
  if (isMethod && !onThis) return undefined;
  const callee = isMethod && above ? above : mention;
  const call = callee.parent;
  if (call?.type !== "call_expression" || !isField(call, "function", callee)) return undefined;
  const list = field(call, "arguments");
  const given = list?.type === "arguments" ? namedChildren(list) : [];
  return given.slice(0, index + 1).some((each) => each.type === "spread_element") ? undefined : given[index];
}
