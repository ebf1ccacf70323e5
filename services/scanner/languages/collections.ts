/** Lists and tables of values: what stands at a place of one, what a loop over one takes out, and what methods make of one. */
import type { Value } from "./language.ts";
import { choiceOf, NONE, UNKNOWN } from "./values.ts";

/**
 * What is taken out: the item at a place of a list, or any. Of a list `key`, `value` and `entry` are any of its items; of a
 * table any of its keys, of its values, of both as a list of two. `place` is the key in a table, and nothing that is known in a
 * list.
 */
export type Step = number | "key" | "value" | "entry" | "place";

/** What is left of a value behind these steps. */
export function taken(value: Value, path: readonly Step[]): Value {
  return path.reduce(stepOf, value);
}

function stepOf(value: Value, step: Step): Value {
  if (value.kind === "choice") return choiceOf(value.values.map((each) => stepOf(each, step)));
  if (value.kind === "list" && step === "place") return UNKNOWN;
  if (value.kind === "list") return typeof step === "number" ? (value.items[step] ?? UNKNOWN) : choiceOf(value.items);
  if (value.kind !== "object" || typeof step === "number") return UNKNOWN;
  if (step === "key" || step === "place") return choiceOf(value.keys?.() ?? []);
  return choiceOf(step === "value" ? (value.values?.() ?? []) : entriesOf(value));
}

function entriesOf(table: Extract<Value, { kind: "object" }>): readonly Value[] {
  const values = table.values?.() ?? [];
  const keys = table.keys?.() ?? [];
  return values.map((value, index) => ({ kind: "list", items: [keys[index] ?? UNKNOWN, value] }));
}

/** What stands under a key of a table or at a place of a list; any of their values where the key is not known. */
export function elementOf(container: Value, key: Value): Value {
  if (container.kind === "choice") return choiceOf(container.values.map((each) => elementOf(each, key)));
  const name = key.kind === "string" ? key.text : key.kind === "number" ? String(key.value) : undefined;
  if (container.kind === "list" && key.kind === "number") return container.items.at(key.value) ?? UNKNOWN;
  if (container.kind === "list") return choiceOf(container.items);
  if (container.kind !== "object") return UNKNOWN;
  return name === undefined ? choiceOf(container.values?.() ?? []) : (container.field(name) ?? UNKNOWN);
}

const SAME =
  /^(?:iter|iter_mut|into_iter|iterator|cloned|copied|stream|parallelStream|sequence|asSequence|AsEnumerable|AsParallel|asList|toList|toSet|toArray|toTypedArray|toMutableList|toSeq|toVector|ToList|ToArray|ToHashSet|to_a|to_h|to_vec|each|sort|sorted|rev|reverse|reversed|Reverse|distinct|Distinct|uniq|shuffled|freeze|dup|clone|copy)$/;
const KEYS = /^(?:keys|keySet|Keys|each_key|keysIterator|into_keys)$/;
const VALUES = /^(?:values|Values|each_value|valuesIterator|into_values)$/;
const ENTRIES = /^(?:entries|entrySet|items|iteritems|each_pair)$/;
const NUMBERED = /^(?:enumerate|withIndex|enumerated)$/;
const FIRST = /^(?:getKey|key|Key|first|getFirst|component1|_1|Item1)$/;
const SECOND = /^(?:getValue|value|Value|second|getSecond|component2|_2|Item2)$/;

/** Whether a method or property of that name may hand on what a list or table holds. */
export function handsOn(name: string): boolean {
  return [SAME, KEYS, VALUES, ENTRIES, NUMBERED, FIRST, SECOND].some((names) => names.test(name));
}

/** What it gives: `TABLE.values()`, `names.iter()`, `entry.getValue()`; nothing where the value is no list and no table. */
export function handedOn(name: string, value: Value): Value | undefined {
  if (value.kind === "choice") {
    const ways = value.values.flatMap((each) => handedOn(name, each) ?? []);
    return ways.length === value.values.length ? choiceOf(ways) : undefined;
  }
  if (value.kind === "list") {
    if (SAME.test(name) || VALUES.test(name)) return value;
    if (NUMBERED.test(name)) {
      return { kind: "list", items: value.items.map((item) => ({ kind: "list", items: [UNKNOWN, item] })) };
    }
    if (value.items.length === 2 && FIRST.test(name)) return value.items[0] ?? NONE;
    return value.items.length === 2 && SECOND.test(name) ? (value.items[1] ?? NONE) : undefined;
  }
  if (value.kind !== "object") return undefined;
  if (SAME.test(name)) return value;
  if (KEYS.test(name) && value.keys) return { kind: "list", items: value.keys() };
  if (VALUES.test(name) && value.values) return { kind: "list", items: value.values() };
  return ENTRIES.test(name) && value.values ? { kind: "list", items: entriesOf(value) } : undefined;
}
