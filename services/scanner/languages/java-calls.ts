/** Which calls of a Java file run which of its methods and constructors: by name, number of arguments and receiver. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import type { JavaNames } from "./java-names.ts";
import { JAVA_CLASSES } from "./java-scoping.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "./syntax.ts";

export function javaCalls(names: JavaNames): Calls<Definition> {
  return {
    place: (parameter) => place(names.text, parameter),
    argument: (mention, wanted) => argument(names, mention, wanted),
  };
}

function place(text: string, { by, name }: Definition): ParameterPlace | undefined {
  const list = by.parent;
  const method = list?.parent;
  if (by.type !== "formal_parameter" || list?.type !== "formal_parameters" || !method) return undefined;
  const methodName = field(method, "name");
  const index = namedChildren(list).findIndex((each) => sameNode(each, by));
  if (methodName === undefined || index < 0) return undefined;
  return { called: textOf(text, methodName), index, name: textOf(text, name), by: method };
}

function argument(names: JavaNames, mention: Node, { index, by }: ParameterPlace): Node | undefined {
  const call = mention.parent;
  if (call === null) return undefined;
  const runs = by.type === "constructor_declaration" ? isConstruction(call, mention) : isCall(names, call, mention, by);
  const list = runs ? field(call, "arguments") : undefined;
  const parameters = field(by, "parameters");
  if (list === undefined || parameters === undefined) return undefined;
  const given = namedChildren(list);
  return given.length === namedChildren(parameters).length ? given[index] : undefined;
}

function isConstruction(call: Node, mention: Node): boolean {
  return call.type === "object_creation_expression" && isField(call, "type", mention);
}

/** Of this class, or on an object whose type is this class. */
function isCall(names: JavaNames, call: Node, mention: Node, method: Node): boolean {
  if (call.type !== "method_invocation" || !isField(call, "name", mention)) return false;
  const owner = ancestor(method, JAVA_CLASSES);
  const receiver = field(call, "object");
  if (owner === undefined) return false;
  if (receiver === undefined) return true;
  const ownerName = field(owner, "name");
  if (ownerName === undefined) return false;
  const name = textOf(names.text, ownerName);
  const isOwn = (type: string): boolean => type === name || type.endsWith(`.${name}`);
  const path = names.classPath(receiver);
  return path === undefined ? names.typesOf(receiver).some(isOwn) : isOwn(path);
}
