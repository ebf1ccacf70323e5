/** Which calls of a JavaScript file run which of its functions: by plain name, and methods on `this`. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "./argument-flow.ts";
import type { Step } from "./collections.ts";
import type { Declaration } from "./ecmascript-scope.ts";
import { takenBy } from "./iterations.ts";
import { contains, field, isField, namedChildren, textOf } from "./syntax.ts";

export function ecmaScriptCalls(text: string): Calls<Declaration> {
  return { place: (parameter) => place(text, parameter), argument };
}

function place(text: string, { name, node, path, scope }: Declaration): ParameterPlace | undefined {
  const made = nameOf(scope);
  const index = indexOf(scope, node);
  if (path.length > 0 || made === undefined) return undefined;
  return index < 0 ? undefined : { called: textOf(text, made), index, name, by: scope };
}

/** The parameter's place; -1 where it is none of this function's. */
function indexOf(made: Node, parameter: Node): number {
  const list = field(made, "parameters");
  const only = field(made, "parameter");
  if (only) return contains(only, parameter) ? 0 : -1;
  return list ? namedChildren(list).findIndex((each) => contains(each, parameter)) : -1;
}

/** What the first parameter of a function takes out of the list that runs the function for each of its items. */
export function iteratedBy(text: string, { node, scope }: Declaration): { of: Node; step: Step } | undefined {
  const list = scope.parent?.type === "arguments" ? scope.parent : undefined;
  const callee = list?.parent?.type === "call_expression" ? field(list.parent, "function") : undefined;
  const of = callee?.type === "member_expression" ? field(callee, "object") : undefined;
  const method = callee && field(callee, "property");
  if (!of || !method || indexOf(scope, node) !== 0) return undefined;
  const name = textOf(text, method);
  return name !== "then" && takenBy(name, 0, 1)?.length === 1 ? { of, step: "value" } : undefined;
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
