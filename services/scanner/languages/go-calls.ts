/** Which calls of a Go file run which of its functions and methods: by name and number of arguments. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import { field, isField, namedChildren, sameNode, textOf } from "./syntax.ts";

export function goCalls(text: string): Calls<Definition> {
  return { place: (parameter) => place(text, parameter), argument };
}

function place(text: string, { by, name }: Definition): ParameterPlace | undefined {
  const list = by.parent;
  const made = list?.parent;
  const called = made && /^(?:function|method)_declaration$/.test(made.type) ? field(made, "name") : undefined;
  if (list?.type !== "parameter_list" || !called || !made || !isField(made, "parameters", list)) return undefined;
  const index = parameterNames(list).findIndex((each) => sameNode(each, name));
  return index < 0 ? undefined : { called: textOf(text, called), index, name: textOf(text, name), by: list };
}

/** Of `a, b string, c int`: three. */
function parameterNames(list: Node): readonly Node[] {
  return namedChildren(list).flatMap((declaration) => declaration.childrenForFieldName("name"));
}

function argument(mention: Node, { index, by }: ParameterPlace): Node | undefined {
  const above = mention.parent;
  const isMethod = by.parent?.type === "method_declaration";
  if (isMethod && !(above?.type === "selector_expression" && isField(above, "field", mention))) return undefined;
  const callee = isMethod && above ? above : mention;
  const call = callee.parent;
  if (call?.type !== "call_expression" || !isField(call, "function", callee)) return undefined;
  const list = field(call, "arguments");
  const given = list ? namedChildren(list) : [];
  return given.length === parameterNames(by).length ? given[index] : undefined;
}
