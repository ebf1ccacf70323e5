/** Which calls of a file run which of its functions, for every language that is described by a table. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "../argument-flow.ts";
import type { Definition } from "../bindings.ts";
import { ancestor, field, namedChildren, sameNode } from "../syntax.ts";
import type { CallParts } from "./grammar-table.ts";
import type { DescribedNames } from "./names.ts";

/** Levels between a name and the call it names. */
const MAX_LEVELS = 4;

export function parameterCalls(names: DescribedNames): Calls<Definition> {
  return {
    place: (parameter) => place(names, parameter),
    argument: (mention, wanted) => argument(names, mention, wanted),
  };
}

function place(names: DescribedNames, { by, name }: Definition): ParameterPlace | undefined {
  const list = by.parent;
  const owner = list?.parent;
  if (!list || !owner) return undefined;
  const called = field(owner, "name");
  const index = namedChildren(list).findIndex((each) => sameNode(each, by));
  if (called === undefined || index < 0) return undefined;
  return { called: names.textOf(called), index, name: names.textOf(name), by: owner };
}

function argument(names: DescribedNames, mention: Node, { index, name, by }: ParameterPlace): Node | undefined {
  const call = callNamedBy(names, mention);
  if (call === undefined || !runs(names, call, by)) return undefined;
  return (
    call.arguments.find((each) => each.name === name) ?? call.arguments.filter((each) => each.name === undefined)[index]
  )?.node;
}

/** The call whose name this identifier is. */
function callNamedBy(names: DescribedNames, identifier: Node): CallParts | undefined {
  let up = identifier.parent;
  for (let level = 0; up && level < MAX_LEVELS; level++, up = up.parent) {
    const call = names.table.call(up);
    if (call) return sameNode(call.name, identifier) ? call : undefined;
  }
  return undefined;
}

/** Of the same class or file, or on an object whose type is the class. */
function runs(names: DescribedNames, call: CallParts, declaration: Node): boolean {
  if (!call.object || call.form === "new" || names.table.isSelf(call.object)) return true;
  const owner = ancestor(declaration, names.table.classes);
  const ownName = owner && field(owner, "name");
  if (!ownName) return false;
  const name = names.textOf(ownName);
  const isOwn = (type: string): boolean => type === name || type.endsWith(names.table.separator + name);
  const path = names.staticPath(call.object);
  return path === undefined ? names.typesOf(call.object).some(isOwn) : isOwn(path);
}
