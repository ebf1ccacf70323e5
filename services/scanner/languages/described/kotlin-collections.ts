/** Kotlin's lists, pairs, tables and enumerations, and what loops and destructuring take out of them. */
import type { Node } from "web-tree-sitter";
import type { Definition } from "../bindings.ts";
import { ancestor, field, namedChildren, sameNode } from "../syntax.ts";
import { setOf } from "./grammar-table.ts";

const LISTS = /^(?:listOf|arrayOf|setOf|mutableListOf|mutableSetOf|arrayListOf|listOfNotNull|sequenceOf|Pair|Triple)$/;
const TABLES = /^(?:mapOf|mutableMapOf|hashMapOf|linkedMapOf|sortedMapOf)$/;
const ENUMERATION = setOf("class_declaration");

export interface Entry {
  readonly key: string;
  readonly value: Node;
}

function plainCallee(node: Node): string {
  const callee = node.type === "call_expression" ? node.firstNamedChild : null;
  return callee?.type === "identifier" ? callee.text : "";
}

const givenTo = (call: Node): readonly Node[] =>
  namedChildren(namedChildren(call).find((child) => child.type === "value_arguments") ?? call).flatMap(
    (argument) => (argument.type === "value_argument" && argument.lastNamedChild) || [],
  );

/** `listOf("a", "b")`, `Pair("a", 1)`, `"a" to 1`. */
export function itemsOf(node: Node): readonly Node[] | undefined {
  if (node.type === "collection_literal") return namedChildren(node);
  if (LISTS.test(plainCallee(node))) return givenTo(node);
  return pairOf(node);
}

function pairOf(node: Node): readonly Node[] | undefined {
  const [first, word, second] = node.type === "infix_expression" ? namedChildren(node) : [];
  return first && second && word?.text === "to" ? [first, second] : undefined;
}

/** `mapOf("a" to "MD5")`; what an entry of an enumeration is made with, by the names its class gives. */
export function entriesOf(node: Node): readonly Entry[] | undefined {
  if (node.type === "enum_entry") return madeWith(node);
  if (!TABLES.test(plainCallee(node))) return undefined;
  return givenTo(node).flatMap((each) => {
    const [key, value] = pairOf(each) ?? [];
    return key && value ? [{ key: key.text.replace(/^"|"$/g, ""), value }] : [];
  });
}

function madeWith(entry: Node): readonly Entry[] {
  const [name] = namedChildren(entry);
  const declaration = ancestor(entry, ENUMERATION);
  const primary = declaration && namedChildren(declaration).find((child) => child.type === "primary_constructor");
  const parameters = primary?.firstNamedChild ? namedChildren(primary.firstNamedChild) : [];
  const given = givenTo(entry);
  const made = parameters.flatMap((parameter, index) => {
    const key = namedChildren(parameter).find((child) => child.type === "identifier");
    const value = given[index];
    return key && value ? [{ key: key.text, value }] : [];
  });
  return name ? [{ key: "name", value: name }, ...made] : made;
}

export function enumeratorsOf(declaration: Node): readonly Node[] {
  const body = namedChildren(declaration).find((child) => child.type === "enum_class_body");
  return body ? namedChildren(body).filter((child) => child.type === "enum_entry") : [];
}

/** `TABLE["old"]`. */
export function elementOf(node: Node): { readonly of: Node; readonly key: Node } | undefined {
  if (node.type !== "index_expression") return undefined;
  const [of, key] = namedChildren(node);
  return of && key && { of, key };
}

/** What a variable of a loop, or one of several that are declared at once, is taken out of. */
export function takenApart(declaration: Node): Definition["part"] | undefined {
  const among = declaration.parent?.type === "multi_variable_declaration" ? declaration.parent : undefined;
  const holder = among ? among.parent : declaration.parent;
  const place = among ? [namedChildren(among).findIndex((each) => sameNode(each, declaration))] : [];
  if (holder?.type === "for_statement") {
    const of = namedChildren(holder).find((child) => !/variable_declaration$|^block$|^annotation$/.test(child.type));
    return of && { of, path: ["entry", ...place] };
  }
  const of = among && holder?.type === "property_declaration" ? holder.lastNamedChild : undefined;
  return of && !sameNode(of, among) ? { of, path: place } : undefined;
}

/** `k ?: "MD5"`, whose other way may be none at all. */
export function fallbackOf(node: Node): readonly Node[] | undefined {
  if (node.type !== "binary_expression" || field(node, "operator")?.type !== "?:") return undefined;
  const left = field(node, "left");
  const right = field(node, "right");
  if (!left || !right) return undefined;
  return /^(?:return|throw|jump|break|continue)/.test(right.type) ? [left] : [left, right];
}
