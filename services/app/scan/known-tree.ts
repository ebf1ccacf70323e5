/** What is known of a git tree by its id, in whatever repository it lay: a fork, a mirror, another branch of the same files. */
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import type { ResultCache } from "../cache/result-cache.ts";
import { entriesIn, isKnown, type LookedPart } from "../cache/tree-index.ts";
import { readRecord, type TreeRecord } from "../cache/tree-record.ts";

/** A tree with the options that decide which of its files are scanned. */
export interface AskedTree {
  readonly id: string;
  /** Of the two together. */
  readonly key: string;
  readonly maxFileSizeBytes: number;
}

/** What is kept of a target; rather of the very tree that it is now, where another target was the same. */
export function recordOf(cache: ResultCache, key: string, asked: AskedTree | undefined): TreeRecord | undefined {
  const own = readRecord(cache.tree(key));
  if (!asked || own?.shape?.tree?.id === asked.id) return own;
  const other = cache.otherKey(asked.key);
  const same = other === undefined ? undefined : readRecord(cache.tree(other));
  return same?.shape?.tree?.id === asked.id ? same : own;
}

/** All files of the tree, where it is the one asked for and something is known of each of them. */
export async function filesOfTree(
  { shape }: TreeRecord,
  parts: readonly Buffer[],
  { id, maxFileSizeBytes }: AskedTree,
  source: Pick<Source, "sizes">,
): Promise<readonly LookedPart[] | undefined> {
  if (shape?.tree?.id !== id || !parts.every(isKnown)) return undefined;
  const { large } = shape.tree;
  if (large.length > 0) {
    const sizes = (await source.sizes?.(large)) ?? [undefined];
    // Which contents are too large their repository alone says.
    if (!sizes.every((size) => size !== undefined && size > maxFileSizeBytes)) return undefined;
  }
  return parts.map((bytes) => ({ bytes, unchanged: new Uint8Array(entriesIn(bytes)).fill(1) }));
}
