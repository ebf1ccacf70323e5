/**
 * Which use of a new content is which of an old one. First those with the same fingerprint, as baselines count them: so
 * lines may move. Then those of the same algorithm by the same rule: so a line may be edited, and is still the same use.
 */
import type { ContentUses, FileUses, Life } from "./life.ts";
import { resolved } from "./life.ts";
import type { UseTypes } from "./use-types.ts";

/** Whose use each of the content is; undefined for those that nobody had. */
export type Draft = (Life | undefined)[];

/** Gives the free places of `draft` to lives of `had` that have none yet; `taken` holds those that have. */
export function match(content: ContentUses, draft: Draft, had: FileUses, taken: Set<Life>, types: UseTypes): void {
  fill(content, draft, had, taken, (type) => type);
  fill(content, draft, had, taken, (type) => types.kindOf(type));
}

function fill(
  content: ContentUses,
  draft: Draft,
  had: FileUses,
  taken: Set<Life>,
  keyOf: (type: number) => number,
): void {
  const offered = new Map<number, Life[]>();
  for (const [at, life] of had.lives.entries()) {
    const its = resolved(life);
    if (taken.has(its)) continue;
    const key = keyOf(had.content.types[at] ?? -1);
    const same = offered.get(key);
    if (same) same.push(its);
    else offered.set(key, [its]);
  }
  if (offered.size === 0) return;
  for (const lives of offered.values()) lives.reverse();
  for (const [at, type] of content.types.entries()) {
    if (draft[at]) continue;
    const life = offered.get(keyOf(type))?.pop();
    if (!life || taken.has(life)) continue;
    draft[at] = life;
    taken.add(life);
  }
}

/** Equal for contents with the very same uses: how a file that moved is known, as baselines do it. */
export function usesKey(content: ContentUses): string {
  return [...content.types].sort((a, b) => a - b).join(" ");
}
