/** Shapes that many grammars share: operands, integers, what is passed on. */
import type { Node } from "web-tree-sitter";
import { valueOfChange } from "../changed.ts";
import type { Value } from "../language.ts";
import { field, textOf } from "../syntax.ts";
import { decodeEscapes, integerValue } from "../values.ts";
import type { TemplatePart } from "./grammar-table.ts";

export interface Operands {
  readonly left: Node;
  readonly operator: string;
  readonly right: Node;
}

/** The fields `left`, `operator`, `right` of a node of this type. */
export function operandsOf(node: Node, type: string): Operands | undefined {
  if (node.type !== type) return undefined;
  const left = field(node, "left");
  const right = field(node, "right");
  const operator = field(node, "operator")?.type;
  return left && right && operator !== undefined ? { left, operator, right } : undefined;
}

/** Both fields, where both are there: the arms of a condition. */
export function bothOf(node: Node, one: string, other: string): readonly Node[] | undefined {
  const ways = [one, other].flatMap((name) => field(node, name) ?? []);
  return ways.length === 2 ? ways : undefined;
}

/** The value of an assignment: with a plain `=` its right side, else the assignment itself, which changes what was there. */
export function assignedValue(assignment: Node): Node | undefined {
  return field(assignment, "operator")?.type === "=" ? field(assignment, "right") : valueOfChange(assignment);
}

export function integerOf(node: Node, text: string): Value {
  return integerValue(textOf(text, node));
}

const INSERTION = /(?<!\\)\$(?:([A-Za-z_]\w*)|\{([^{}]{0,200})\})/g;

/** `$NAME` and `${path.NAME}` in a text as Kotlin, Scala and Groovy spell them; none where nothing is put in. */
export function templateOf(spelled: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let end = 0;
  for (const match of spelled.matchAll(INSERTION)) {
    if (match.index > end) parts.push({ text: decodeEscapes(spelled.slice(end, match.index)) });
    const path = (match[1] ?? match[2] ?? "").trim();
    parts.push(/^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){0,8}$/.test(path) ? { path } : { unread: true });
    end = match.index + match[0].length;
  }
  if (parts.length === 0) return undefined;
  if (end < spelled.length) parts.push({ text: decodeEscapes(spelled.slice(end)) });
  return parts;
}

/** Characters of a path that are looked at; a longer one names nothing. */
const MAX_PATH = 400;
const CLASS_PATH = /^(?:[A-Za-z_]\w*\.){0,15}[A-Z]\w*$/;

/** A dotted path whose last name is capitalised, as classes are, without its type arguments: `javax.crypto.Cipher`. */
export function classPath(node: Node, text: string): string | undefined {
  const path = textOf(text, node)
    .slice(0, MAX_PATH)
    .replace(/[<[][\s\S]*/, "")
    .replace(/[\s?@]|^global::/g, "");
  return CLASS_PATH.test(path) ? path : undefined;
}
