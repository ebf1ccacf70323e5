/** What JavaScript's own objects and methods make of texts, lists and tables: `new Map([…])`, `Object.values(x)`, `names.join("-")`. */
import { elementOf, handedOn, handsOn } from "./collections.ts";
import type { Value } from "./language.ts";
import { choiceOf, combine, stringValue, UNKNOWN } from "./values.ts";

/** Entries of a table of which one is taken; with more, it is not known which. */
const MAX_TABLE = 16;
const MAX_PARTS = 64;
/** Methods of which it is known what they give. */
const METHODS =
  /^(?:join|toLowerCase|toUpperCase|trim|toString|concat|replace|replaceAll|split|slice|filter|get|at|values|keys|entries|sort|reverse|flat)$/;

export function isKnownMethod(name: string): boolean {
  return METHODS.test(name);
}

/** The result of a method on a text, list or table; `undefined` where it is called on something else. */
export function methodResult(method: string, on: Value, given: readonly Value[]): Value | undefined {
  if (on.kind === "string") return textResult(method, on, given);
  const [first] = given;
  if (on.kind === "list") {
    if (method === "join") return joined(on, first);
    if (method === "at" && first) return elementOf(on, first);
    if (/^(?:slice|filter|concat|flat|sort|reverse)$/.test(method)) return on;
  }
  if (on.kind === "object" && method === "get") return first && elementOf(on, first);
  return handsOn(method) ? handedOn(method, on) : undefined;
}

function textResult(
  method: string,
  on: Extract<Value, { kind: "string" }>,
  given: readonly Value[],
): Value | undefined {
  const [first, second] = given;
  switch (method) {
    case "toLowerCase":
      return stringValue(on.text.toLowerCase());
    case "toUpperCase":
      return stringValue(on.text.toUpperCase());
    case "concat":
      return first ? combine("+", on, first) : on;
    case "trim":
    case "toString":
      return stringValue(on.text.trim());
    case "replace":
    case "replaceAll":
      if (first?.kind !== "string" || second?.kind !== "string" || first.text === "") return UNKNOWN;
      return stringValue(
        method === "replace"
          ? on.text.replace(first.text, () => second.text)
          : on.text.replaceAll(first.text, () => second.text),
      );
    case "split":
      return first?.kind === "string" && first.text !== ""
        ? { kind: "list", items: on.text.split(first.text, MAX_PARTS).map(stringValue) }
        : UNKNOWN;
    default:
      return undefined;
  }
}

function joined(list: Extract<Value, { kind: "list" }>, glue: Value | undefined): Value {
  const texts = list.items.map((item) => (item.kind === "string" ? item.text : undefined));
  if (texts.includes(undefined) || (glue && glue.kind !== "string")) return UNKNOWN;
  return stringValue(texts.join(glue?.kind === "string" ? glue.text : ","));
}

/** `Object.values(table)`, `Array.from(list)`; `undefined` where the function is another. */
export function staticResult(callee: string, given: readonly Value[]): Value | undefined {
  const [first] = given;
  const method = /^Object\.(keys|values|entries)$/.exec(callee)?.[1];
  if (method !== undefined) return first && handedOn(method, first);
  return /^(?:Array|Set)\.from$/.test(callee) && (first?.kind === "list" || first?.kind === "object")
    ? first
    : undefined;
}

/** `new Map([["a", "md5"]])`, `new Set(["md5"])`. */
export function constructed(type: string, given: readonly Value[]): Value | undefined {
  const [first] = given;
  if (first?.kind !== "list") return undefined;
  if (type === "Set") return first;
  if (type !== "Map") return undefined;
  const pairs = first.items.flatMap((item) => (item.kind === "list" ? [item.items] : []));
  return {
    kind: "object",
    field: (name) => pairs.find(([key]) => key?.kind === "string" && key.text === name)?.[1],
    keys: () => pairs.slice(0, MAX_TABLE).map(([key]) => key ?? UNKNOWN),
    values: () => pairs.slice(0, MAX_TABLE).map(([, value]) => value ?? UNKNOWN),
  };
}

/** What a property or place of an object or list holds. */
export function memberOf(value: Value, name: string): Value | undefined {
  if (value.kind === "choice") return choiceOf(value.values.map((each) => memberOf(each, name) ?? UNKNOWN));
  if (value.kind === "object") return value.field(name);
  if (value.kind === "list") return /^\d{1,3}$/.test(name) ? value.items[Number(name)] : undefined;
  return undefined;
}
