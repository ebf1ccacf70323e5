/** Methods that run a function for each entry of a list or table, and what its parameters take out. */
import type { Step } from "./collections.ts";

const EACH =
  /^(?:for_?each|forEach|ForEach|each|each_with_index|each_with_object|each_pair|each_entry|map|flat_?map|flatMap|filter_map|compactMap|mapToObj|Select|SelectMany|Where|Any|All|First|FirstOrDefault|collect|collectEntries|findAll|filter|filterNot|select|reject|find|detect|any|all|any\?|all\?|anyMatch|allMatch|noneMatch|some|every|none|onEach|peek|mapNotNull|associateWith|associateBy|to_h|ToDictionary|foreach|exists|withFilter|eachWithIndex|max_by|min_by)$/;
const KEYS = /^each_key$/;
const VALUES = /^(?:each_value|mapValues|transform_values)$/;
/** The place of the entry comes first. */
const NUMBERED = /^(?:forEachIndexed|mapIndexed|filterIndexed)$/;
/** The place of the entry, or what is made of all, comes behind it. */
const BESIDE = /^(?:each_with_index|each_with_object|eachWithIndex)$/;
/** Functions of what stands before them as a whole. */
const WHOLE = /^(?:let|also|then|yield_self|tap|takeIf)$/;

/** What the parameter at that place, of so many, is of what the method is called on; nothing where the method is another. */
export function takenBy(method: string, index: number, count: number): readonly Step[] | undefined {
  if (WHOLE.test(method)) return index === 0 ? [] : undefined;
  if (NUMBERED.test(method)) return index === 1 ? ["entry"] : undefined;
  if (KEYS.test(method)) return ["key"];
  if (VALUES.test(method)) return ["value"];
  if (!EACH.test(method)) return undefined;
  if (count === 1) return ["entry"];
  if (BESIDE.test(method)) return index === 0 ? ["entry"] : undefined;
  return ["entry", index];
}
