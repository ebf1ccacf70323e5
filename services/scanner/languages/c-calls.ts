/** Which calls of a C or C++ file run which of its functions: by name and number of arguments. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import { field, isField, namedChildren, sameNode, textOf } from "./syntax.ts";

export function cCalls(text: string): Calls<Definition> {
  return { place: (parameter) => place(text, parameter), mayCall, argument };
}

function place(text: string, { by, name }: Definition): ParameterPlace | undefined {
  const list = by.parent;
  const declarator = list?.parent;
  const called = declarator?.type === "function_declarator" ? field(declarator, "declarator") : undefined;
  if (list?.type !== "parameter_list" || !called || !/^(?:identifier|field_identifier)$/.test(called.type))
    return undefined;
  const index = namedChildren(list).findIndex((each) => sameNode(each, by));
  return index < 0 ? undefined : { called: textOf(text, called), index, name: textOf(text, name), by: list };
}

/** A table of functions names many that it does not call. */
const mayCall = (text: string, end: number): boolean => /^[\s)\\]{0,20}\(/.test(text.slice(end, end + 24));

function argument(mention: Node, { index, by }: ParameterPlace): Node | undefined {
  const call = mention.parent;
  if (call?.type !== "call_expression" || !isField(call, "function", mention)) return undefined;
  const list = field(call, "arguments");
  const given = list ? namedChildren(list) : [];
  return given.length === namedChildren(by).length ? given[index] : undefined;
}
