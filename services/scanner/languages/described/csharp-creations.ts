/** C#'s constructions that leave the type out: it stands where what they are given to is declared. */
import type { Node } from "web-tree-sitter";
import { returnedIn } from "../returns.ts";
import { field, isField, namedChildren, nodeAt, sameNode } from "../syntax.ts";
import { wordOffsets } from "../words.ts";
import { setOf } from "./grammar-table.ts";
import type { DescribedNames } from "./names.ts";

/** Between what a declaration gives and the declaration. */
const HOLDERS = setOf("variable_declarator", "arrow_expression_clause", "return_statement", "block");
/** Mentions of one name that are looked at. */
const MAX_MENTIONS = 64;
const MADE = /^\s*(?:\?\?)?=\s*new\s*[({[]/;

/** `RSA key = new();`, `RSA Key => new();`, `RSA Make() { return new(); }` */
export function declaredTypeOf(creation: Node): Node | undefined {
  let declaration = creation.parent;
  for (let step = 0; step < 2 && declaration && HOLDERS.has(declaration.type); step++) declaration = declaration.parent;
  return declaration ? (field(declaration, "returns") ?? field(declaration, "type")) : undefined;
}

/** For the name of a type in a declaration: the construction that gives it, there or further on in the file. */
export function constructionFor(identifier: Node, names: DescribedNames): Node | undefined {
  const type = isGeneric(identifier) ? identifier.parent : identifier;
  const declaration = type?.parent;
  if (!type || !declaration) return undefined;
  if (!isField(declaration, "type", type) && !isField(declaration, "returns", type)) return undefined;
  return [...given(declaration, names)].find((each) => each?.type === "implicit_object_creation_expression");
}

const isGeneric = (identifier: Node): boolean => identifier.parent?.type === "generic_name";

function* given(declaration: Node, names: DescribedNames): Generator<Node | undefined> {
  const declarators = namedChildren(declaration).filter((child) => child.type === "variable_declarator");
  for (const declarator of declarators) {
    yield declarator.lastNamedChild ?? undefined;
    yield assignedLater(field(declarator, "name"), names);
  }
  if (declarators.length > 0) return;
  const body = field(declaration, "body") ?? field(declaration, "value");
  const last = body?.type === "block" ? namedChildren(body).at(-1) : body;
  yield last && HOLDERS.has(last.type) ? (last.lastNamedChild ?? undefined) : last;
  if (declaration.type === "method_declaration" || declaration.type === "local_function_statement") {
    yield* returnedIn(names.text, names.tree, declaration, names.table.scoping.functions);
  } else if (declaration.type === "property_declaration") {
    for (const accessor of namedChildren(field(declaration, "accessors") ?? declaration)) {
      if (accessor.type !== "accessor_declaration") continue;
      yield* returnedIn(names.text, names.tree, accessor, names.table.scoping.functions);
    }
    yield assignedLater(field(declaration, "name"), names);
  } else if (declaration.type === "parameter") {
    yield handedTo(declaration, names);
    yield assignedLater(field(declaration, "name"), names);
  }
}

/** `key = new(2048)`, `this.key = new(2048)`. */
function assignedLater(name: Node | undefined, names: DescribedNames): Node | undefined {
  if (!name) return undefined;
  const { text, tree, bindings } = names;
  const word = names.textOf(name);
  const mentions = wordOffsets(text, tree, word, 0, text.length, MAX_MENTIONS);
  for (const at of mentions.length < MAX_MENTIONS ? mentions : []) {
    if (!MADE.test(text.slice(at + word.length, at + word.length + 40))) continue;
    const mention = nodeAt(tree, at);
    const target = mention?.parent?.type === "member_access_expression" ? mention.parent : mention;
    const assignment = target?.parent;
    if (!mention || !target || assignment?.type !== "assignment_expression") continue;
    const binding = names.variable(target) ?? bindings.lookup(word, mention);
    if (binding?.definitions.some((one) => sameNode(one.name, name))) return field(assignment, "right");
  }
  return undefined;
}

/** `Sign(new(2048))` for the parameter of `Sign`. */
function handedTo(parameter: Node, names: DescribedNames): Node | undefined {
  const list = parameter.parent;
  const name = list?.parent ? field(list.parent, "name") : undefined;
  if (!list || !name) return undefined;
  const { text, tree } = names;
  const word = names.textOf(name);
  const index = namedChildren(list).findIndex((each) => sameNode(each, parameter));
  const mentions = wordOffsets(text, tree, word, 0, text.length, MAX_MENTIONS);
  for (const at of mentions.length < MAX_MENTIONS ? mentions : []) {
    const mention = nodeAt(tree, at);
    const callee = mention?.parent?.type === "member_access_expression" ? mention.parent : mention;
    const call = callee?.parent;
    if (!callee || !call || !(isField(call, "function", callee) || isField(call, "type", callee))) continue;
    const argument = field(call, "arguments");
    const value = argument && namedChildren(argument)[index]?.lastNamedChild;
    if (value?.type === "implicit_object_creation_expression") return value;
  }
  return undefined;
}
