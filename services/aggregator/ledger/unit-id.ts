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

/** Sorted, without repetitions. */
export function distinctKeys(keys: Iterable<BlobKey>): BlobKey[] {
  const all = new Map<string, BlobKey>();
  for (const key of keys) all.set(keyText(key), { blob: key.blob, kind: key.kind });
  return [...all.values()].sort(compareKeys);
}

/** A unit's id where the ledger makes one itself: the hash of its scan and its blobs, so that making it again is harmless. */
export function unitIdOf(scanId: string, keys: readonly BlobKey[]): string {
  const hash = createHash("sha256").update(scanId);
  for (const key of [...keys].sort(compareKeys)) hash.update(`\n${keyText(key)}`);
  return hash.digest("hex");
}
