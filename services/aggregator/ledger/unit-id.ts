import { createHash } from "node:crypto";
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";

/** Bytewise by blob, then kind (both ASCII): the order in which rows are written and locks taken. */
export function compareKeys(a: BlobKey, b: BlobKey): number {
  if (a.blob !== b.blob) return a.blob < b.blob ? -1 : 1;
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1;
  return 0;
}

export function keyText(key: BlobKey): string {
  return `${key.blob} ${key.kind}`;
}

/** Each as often as once, where it stands first. */
export function withoutRepetitions<Key extends BlobKey>(keys: readonly Key[]): readonly Key[] {
  const all = new Map<string, Key>();
  for (const key of keys) {
    const text = keyText(key);
    if (!all.has(text)) all.set(text, key);
  }
  return all.size === keys.length ? keys : [...all.values()];
}

/** Sorted, without repetitions. */
export function distinctKeys(keys: readonly BlobKey[]): BlobKey[] {
  return withoutRepetitions(keys)
    .map(({ blob, kind }) => ({ blob, kind }))
    .sort(compareKeys);
}

/** A unit's id where the ledger makes one itself: the hash of its scan and its blobs, so that making it again is harmless. */
export function unitIdOf(scanId: string, keys: readonly BlobKey[]): string {
  const hash = createHash("sha256").update(scanId);
  for (const key of [...keys].sort(compareKeys)) hash.update(`\n${keyText(key)}`);
  return hash.digest("hex");
}
