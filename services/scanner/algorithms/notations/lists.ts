/** Lists of names in one text: how they are cut, and how much of them is read. */
import type { AlgorithmUse } from "../algorithm.ts";

/** More names than any protocol defines; what follows is not read. */
const MAX_ITEMS = 600;
const MAX_TEXT = 65_536;

/** Items of a list, cut at any of `separators` (characters), without empty ones. */
export function items(text: string, separators: string): string[] {
  const found: string[] = [];
  const end = Math.min(text.length, MAX_TEXT);
  let start = 0;
  for (let at = 0; at <= end && found.length < MAX_ITEMS; at++) {
    if (at < end && !separators.includes(text.charAt(at))) continue;
    const item = text.slice(start, at).trim();
    if (item !== "") found.push(item);
    start = at + 1;
  }
  return found;
}

/** Each use once, in the order of first mention. */
export function distinct(uses: readonly AlgorithmUse[]): AlgorithmUse[] {
  const seen = new Map<string, AlgorithmUse>();
  for (const use of uses) {
    const key = JSON.stringify(use);
    if (!seen.has(key)) seen.set(key, use);
  }
  return [...seen.values()];
}
