/** Texts that are put together by a format or a separator, in whatever language. */
import type { Value } from "./language.ts";
import { combine, stringValue, UNKNOWN } from "./values.ts";

const MAX_PARTS = 64;

/** `%s` and `%d` filled in order; any other directive is not read. */
export function formatted(pattern: string, given: readonly Value[]): Value {
  let at = 0;
  return pattern.split(/(%.)/, MAX_PARTS).reduce<Value>((whole, part) => {
    if (part === "%%") return combine("+", whole, stringValue("%"));
    if (!part.startsWith("%")) return combine("+", whole, stringValue(part));
    const value = /^%[sd]$/.test(part) ? given[at++] : undefined;
    return combine("+", whole, value ?? UNKNOWN);
  }, stringValue(""));
}

/** `{}` filled in order, `{0}` by place, `{name}` by name; a field with a format is not read. */
export function filledIn(
  pattern: string,
  given: readonly Value[],
  named: (name: string) => Value | undefined = () => undefined,
): Value {
  let at = 0;
  let whole: Value = stringValue("");
  for (const part of pattern.split(/(\{[^{}]{0,40}\})/, MAX_PARTS)) {
    const [, place, name] = /^\{(?:(\d*)|([A-Za-z_]\w*))\}$/.exec(part) ?? [];
    const value =
      name !== undefined ? named(name) : place !== undefined ? given[place === "" ? at++ : +place] : undefined;
    if (/[{}]/.test(part) && !value) return UNKNOWN;
    whole = combine("+", whole, value ?? stringValue(part));
  }
  return whole;
}

/** Items of a list with a separator between them. */
export function joined(list: Value, separator: string): Value {
  if (list.kind !== "list" || list.items.length > MAX_PARTS) return UNKNOWN;
  return list.items.reduce<Value>(
    (whole, item, index) => combine("+", index === 0 ? whole : combine("+", whole, stringValue(separator)), item),
    stringValue(""),
  );
}
