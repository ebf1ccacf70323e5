/** Which calls of a Python file run which of its functions and methods: by name; a class's name runs its `__init__`. */
import type { Node } from "web-tree-sitter";
import type { Calls, ParameterPlace } from "./argument-flow.ts";
import type { Definition } from "./bindings.ts";
import type { PythonNames } from "./python-names.ts";
import { ancestor, field, isField, namedChildren, sameNode, textOf } from "./syntax.ts";

const CLASS: ReadonlySet<string> = new Set(["class_definition"]);
const SCOPES: ReadonlySet<string> = new Set(["class_definition", "function_definition"]);

export function pythonCalls(names: PythonNames): Calls<Definition> {
  return {
    place: (parameter) => place(names.text, parameter),
    argument: (mention, wanted) =>
      runs(names, mention, wanted.by) ? argument(names.text, mention, wanted) : undefined,
  };
}

/** A function is run by its plain name; a method on `self`, its class, or an object whose type is its class. */
function runs(names: PythonNames, mention: Node, made: Node): boolean {
  const above = mention.parent;
  const owner = ancestor(made, SCOPES);
  const isMethod = owner?.type === "class_definition" && field(made, "name")?.text === mention.text;
  const isMember = above?.type === "attribute" && isField(above, "attribute", mention);
  if (!isMethod || !isMember) return isMethod === isMember;
  const object = field(above, "object");
  const ownerName = field(owner, "name");
  if (!object || !ownerName) return false;
  const receiver = textOf(names.text, object);
  const className = textOf(names.text, ownerName);
  return /^(?:self|cls)$/.test(receiver) || receiver === className || names.typesOf(object).includes(className);
}

function place(text: string, { by, name }: Definition): ParameterPlace | undefined {
  const list = by.parent;
  const made = list?.parent;
  const madeName = made && field(made, "name");
  if (list?.type !== "parameters" || made?.type !== "function_definition" || !madeName) return undefined;
  const parameters = namedChildren(list).filter((each) => each.type !== "keyword_separator");
  const [first] = parameters;
  const bound = first !== undefined && /^(?:self|cls)$/.test(textOf(text, first));
  const index = parameters.findIndex((each) => sameNode(each, by)) - (bound ? 1 : 0);
  if (index < 0) return undefined;
  const called = textOf(text, madeName);
  const owner = called === "__init__" ? ancestor(made, CLASS) : undefined;
  const ownerName = owner && field(owner, "name");
  return { called: ownerName ? textOf(text, ownerName) : called, index, name: textOf(text, name), by: made };
}

function argument(text: string, mention: Node, { index, name }: ParameterPlace): Node | undefined {
  const above = mention.parent;
  const callee = above?.type === "attribute" && isField(above, "attribute", mention) ? above : mention;
  const call = callee.parent;
  if (call?.type !== "call" || !isField(call, "function", callee)) return undefined;
  const list = field(call, "arguments");
  const given = list?.type === "argument_list" ? namedChildren(list) : [];
  for (const each of given) {
    const keyword = each.type === "keyword_argument" ? field(each, "name") : undefined;
    if (keyword && textOf(text, keyword) === name) return field(each, "value");
  }
  const positional = given[index];
  const plain = given
    .slice(0, index + 1)
    .every((each) => !/^(?:keyword_argument|list_splat|dictionary_splat)$/.test(each.type));
  return plain ? positional : undefined;
}
