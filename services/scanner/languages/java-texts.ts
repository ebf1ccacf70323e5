/** What Java's methods on texts give, where text and arguments are known, and which calls give an argument as a fallback. */
import type { Node } from "web-tree-sitter";
import type { Appended } from "./appended.ts";
import type { Value } from "./language.ts";
import { field, isField, namedChildren, textOf } from "./syntax.ts";
import { formatted, joined } from "./text-formats.ts";
import { choiceOf, combine, stringValue, UNKNOWN } from "./values.ts";

/** Methods of texts, character arrays and builders of texts whose result is known here. */
const METHODS =
  /^(?:toUpperCase|toLowerCase|trim|strip|toString|intern|getBytes|toCharArray|concat|append|substring|replace|replaceAll|replaceFirst|formatted|name|valueOf|copyValueOf)$/;
/** Lookups whose second argument is what holds where nothing is set. */
const LOOKUPS =
  /(?:^|\.)(?:getProperty|getOrDefault|getString|getStringProperty|getParameter|getInitParameter|requireNonNullElse|firstNonNull|default(?:String|IfEmpty|IfBlank))$/;
const OTHERWISE = /(?:^|\.)orElse$/;
/** They give what they are given, or throw. */
const CHECKS = /(?:^|\.)(?:requireNonNull|checkNotNull|notNull|notEmpty|notBlank)$/;

export function isTextMethod(method: string): boolean {
  return METHODS.test(method);
}

/** `Optional.ofNullable(x).orElse("AES")`, `properties.getProperty("alg", "AES")`: which argument is the fallback. */
export function fallbackIndex(names: readonly string[], given: number): number | undefined {
  if (given === 2 && names.some((name) => LOOKUPS.test(name))) return 1;
  return given === 1 && names.some((name) => OTHERWISE.test(name)) ? 0 : undefined;
}

export function isCheck(names: readonly string[]): boolean {
  return names.some((name) => CHECKS.test(name));
}

/** The result of a method on a text; `undefined` where the receiver is none. */
export function textResult(method: string, receiver: Value, given: readonly Value[]): Value | undefined {
  if (receiver.kind === "choice") {
    const ways = receiver.values.map((way) => textResult(method, way, given) ?? UNKNOWN);
    return choiceOf(ways);
  }
  if (receiver.kind === "list") return /^(?:toString|getBytes)$/.test(method) ? undefined : joined(receiver, "");
  if (receiver.kind !== "string") return receiver.kind === "unknown" ? UNKNOWN : undefined;
  const { text } = receiver;
  const [first, second] = given;
  switch (method) {
    case "toUpperCase":
      return stringValue(text.toUpperCase());
    case "toLowerCase":
      return stringValue(text.toLowerCase());
    case "trim":
    case "strip":
      return stringValue(text.trim());
    case "concat":
    case "append":
      return given.length === 1 && first ? combine("+", receiver, asText(first)) : UNKNOWN;
    case "substring":
      return substring(text, first, second);
    case "replace":
    case "replaceAll":
    case "replaceFirst":
      return replaced(method, text, first, second);
    case "formatted":
      return formatted(text, given);
    default:
      return receiver;
  }
}

/** `new String(chars)`, `String.valueOf(chars)`: the characters of a list, joined. */
export function asText(value: Value): Value {
  if (value.kind === "list") return joined(value, "");
  return value;
}

/** `String.join("/", a, b)` and `String.join("/", list)`. */
export function joinedBy(given: readonly Value[]): Value {
  const [separator, ...parts] = given;
  const [only] = parts;
  if (separator?.kind !== "string") return UNKNOWN;
  return joined(parts.length === 1 && only?.kind === "list" ? only : { kind: "list", items: parts }, separator.text);
}

function substring(text: string, from: Value | undefined, to: Value | undefined): Value {
  if (from?.kind !== "number" || (to !== undefined && to.kind !== "number")) return UNKNOWN;
  const end = to === undefined ? text.length : to.value;
  return from.value < 0 || end > text.length || from.value > end ? UNKNOWN : stringValue(text.slice(from.value, end));
}

/** A regular expression is only followed where it is a plain text. */
function replaced(method: string, text: string, from: Value | undefined, to: Value | undefined): Value {
  if (from?.kind !== "string" || to?.kind !== "string" || from.text === "") return UNKNOWN;
  if (method !== "replace" && !/^[\w\s/:,-]+$/.test(from.text + to.text)) return UNKNOWN;
  return stringValue(
    method === "replaceFirst" ? text.replace(from.text, () => to.text) : text.replaceAll(from.text, () => to.text),
  );
}

/** `sb.append("AES").append("/ECB");` of a builder's name. */
export function appendedAt(text: string, builder: Node): Appended | undefined {
  const values: Node[] = [];
  let current = builder;
  for (let call = current.parent; call?.type === "method_invocation"; call = current.parent) {
    const [only, ...others] = namedChildren(field(call, "arguments") ?? call);
    const name = field(call, "name");
    if (!isField(call, "object", current) || !name || textOf(text, name) !== "append" || !only || others.length > 0)
      return undefined;
    values.push(only);
    current = call;
  }
  return values.length > 0 && current.parent?.type === "expression_statement"
    ? { values, outermost: current }
    : undefined;
}
