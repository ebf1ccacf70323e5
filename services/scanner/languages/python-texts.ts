/** What Python's methods and operators on texts give, where text and arguments are known. */
import { handedOn } from "./collections.ts";
import type { Value } from "./language.ts";
import { filledIn, joined } from "./text-formats.ts";
import { choiceOf, stringValue, UNKNOWN } from "./values.ts";

const METHODS =
  /^(?:upper|lower|strip|encode|decode|replace|format|join|split|casefold|title|removeprefix|removesuffix)$/;

export function isTextMethod(name: string): boolean {
  return METHODS.test(name);
}

/** The result of a method on a text; `undefined` where it is called on none. */
export function textResult(method: string, on: Value, given: readonly Value[]): Value | undefined {
  if (on.kind === "choice") {
    const ways = on.values.map((way) => textResult(method, way, given) ?? UNKNOWN);
    return ways.every((way) => way.kind === "unknown") ? undefined : choiceOf(ways);
  }
  if (on.kind !== "string") return undefined;
  const { text } = on;
  const [first, second] = given;
  switch (method) {
    case "encode":
    case "decode":
      return on;
    case "strip":
      return given.length === 0 ? stringValue(text.trim()) : UNKNOWN;
    case "upper":
      return stringValue(text.toUpperCase());
    case "lower":
    case "casefold":
      return stringValue(text.toLowerCase());
    case "replace":
      return first?.kind === "string" && second?.kind === "string" && first.text !== ""
        ? stringValue(text.replaceAll(first.text, () => second.text))
        : UNKNOWN;
    case "format":
      return filledIn(text, given);
    case "join":
      return first ? joined(first, text) : UNKNOWN;
    case "split":
      return first?.kind === "string" && first.text !== ""
        ? { kind: "list", items: text.split(first.text, MAX_PARTS).map(stringValue) }
        : UNKNOWN;
    default:
      return UNKNOWN;
  }
}

const MAX_PARTS = 64;

/** What the functions of the language make of one list or text: `sorted(names)`, `enumerate(names)`, `zip(a, b)`, `str(1)`. */
export function builtin(name: string, given: readonly Value[]): Value | undefined {
  const [first] = given;
  switch (name) {
    case "str":
      if (first?.kind === "number") return stringValue(String(first.value));
      return first?.kind === "string" || first?.kind === "choice" ? first : undefined;
    case "enumerate":
      return first && handedOn("enumerate", first);
    case "sorted":
    case "list":
    case "tuple":
    case "set":
    case "frozenset":
    case "reversed":
    case "iter":
      if (first?.kind === "object") return handedOn("keys", first);
      return first?.kind === "list" ? first : undefined;
    case "zip": {
      if (first?.kind !== "list") return undefined;
      const items = first.items.map((_item, index): Value => {
        const row = given.map((list) => (list.kind === "list" ? (list.items[index] ?? UNKNOWN) : UNKNOWN));
        return { kind: "list", items: row };
      });
      return { kind: "list", items };
    }
    default:
      return undefined;
  }
}
