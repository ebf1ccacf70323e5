/** C#'s lists, tuples and tables, and what loops and tuples take out of them. */
import type { Node } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import type { Step } from "../collections.ts";
import { field, isField, namedChildren, sameNode } from "../syntax.ts";
import { setOf } from "./grammar-table.ts";

const LISTS = /^(?:[\w.]*\.)?(?:List|HashSet|SortedSet|Collection|ReadOnlyCollection|Queue|Stack|LinkedList)\b/;
const TABLES = /^(?:[\w.]*\.)?\w*Dictionary\b/;
const CREATIONS = setOf("object_creation_expression", "implicit_object_creation_expression");

/** Items of a list, array or tuple literal. */
export function itemsOf(node: Node): readonly Node[] | undefined {
  if (node.type === "initializer_expression" || node.type === "collection_expression") return namedChildren(node);
  if (node.type === "tuple_expression") {
    return namedChildren(node).flatMap((argument) => argument.lastNamedChild ?? []);
  }
  if (/^(?:implicit_)?array_creation_expression$/.test(node.type)) {
    const body = namedChildren(node).find((child) => child.type === "initializer_expression");
    return body && namedChildren(body);
  }
  const initializer = initializerOf(node);
  const type = field(node, "type")?.text;
  return initializer && (type === undefined ? isPlain(initializer) : LISTS.test(type))
    ? namedChildren(initializer)
    : undefined;
}

function initializerOf(node: Node): Node | undefined {
  if (!CREATIONS.has(node.type)) return undefined;
  return field(node, "initializer") ?? namedChildren(node).find((child) => child.type === "initializer_expression");
}

const isPlain = (initializer: Node): boolean =>
  namedChildren(initializer).every((each) => !/^(?:assignment|initializer)_expression$/.test(each.type));

/** Entries of a dictionary (`{ { "a", x }, ["b"] = y }`) or of an object without a class (`new { Alg = "MD5" }`). */
export function entriesOf(node: Node): readonly { readonly key: string; readonly value: Node }[] | undefined {
  if (node.type === "anonymous_object_creation_expression") return anonymousEntries(node);
  const initializer = initializerOf(node);
  const type = field(node, "type")?.text;
  if (!initializer || !(type === undefined ? isTable(initializer) : TABLES.test(type))) return undefined;
  return namedChildren(initializer).flatMap((item) => {
    const isPair = item.type === "initializer_expression";
    const [key, value] = isPair ? namedChildren(item) : [field(item, "left"), field(item, "right")];
    return key && value ? [{ key: keyText(key), value }] : [];
  });
}

const isTable = (initializer: Node): boolean =>
  namedChildren(initializer).every(
    (each) => each.type === "initializer_expression" || field(each, "left")?.type === "element_binding_expression",
  );

const keyText = (key: Node): string => key.text.replace(/^\[|\]$/g, "").replace(/^"|"$/g, "");

function anonymousEntries(node: Node): readonly { readonly key: string; readonly value: Node }[] {
  const children = namedChildren(node);
  const found: { key: string; value: Node }[] = [];
  for (let at = 0; at + 1 < children.length; at += 2) {
    const [key, value] = [children[at], children[at + 1]];
    // a member that takes the name of what it is given stands alone, and nothing behind it can be told
    if (key?.type !== "identifier" || !value || key.nextSibling?.type !== "=") return found;
    found.push({ key: key.text, value });
  }
  return found;
}

/** `names[0]`, `TABLE["old"]`. */
export function elementOf(node: Node): { readonly of: Node; readonly key: Node } | undefined {
  if (node.type !== "element_access_expression") return undefined;
  const of = field(node, "expression");
  const key = field(node, "subscript")?.firstNamedChild?.lastNamedChild;
  return of && key ? { of, key } : undefined;
}

/** `foreach (var name in names)`, `foreach (var (name, size) in pairs)`. */
export function loopVariable(identifier: Node): Definition | undefined {
  const parent = identifier.parent;
  const pattern = parent?.type === "tuple_pattern" ? parent : undefined;
  const loop = pattern ? pattern.parent : parent;
  if (loop?.type !== "foreach_statement" || !isField(loop, "left", pattern ?? identifier)) return undefined;
  const of = field(loop, "right");
  const path: readonly Step[] = ["entry", ...placeIn(pattern, identifier)];
  return { name: identifier, scope: loop, kind: "other", by: identifier, ...(of && { part: { of, path } }) };
}

/** The list that `(a, b) = ("MD5", 1)` or `var (a, b) = …` takes a variable out of. */
export function takenApart(identifier: Node): Definition["part"] | undefined {
  const parent = identifier.parent;
  if (parent?.type === "tuple_pattern") {
    const declarator = parent.parent;
    const of = declarator?.type === "variable_declarator" ? declarator.lastNamedChild : undefined;
    return of ? { of, path: placeIn(parent, identifier) } : undefined;
  }
  const argument = parent?.type === "declaration_expression" ? parent.parent : parent;
  const tuple = argument?.type === "argument" ? argument.parent : undefined;
  const assignment = tuple?.type === "tuple_expression" ? tuple.parent : undefined;
  if (!argument || !tuple || assignment?.type !== "assignment_expression" || !isField(assignment, "left", tuple))
    return undefined;
  const of = field(assignment, "right");
  return of && { of, path: placeIn(tuple, argument) };
}

function placeIn(list: Node | undefined, item: Node): readonly number[] {
  return list ? [namedChildren(list).findIndex((each) => sameNode(each, item))] : [];
}
