/**
 * A pack: contents to scan, as one object of a store. tar, so that any shell can open it; zstd, since scanning is
 * faster than moving. Members are sorted (their names: `member.ts`), without times or owners, so that the same members
 * give the same bytes, and the key is the hash of the bytes.
 */
import { createHash } from "node:crypto";
import type { BlobKey } from "../ports/ledger.ts";

export interface PackedBlob extends BlobKey {
  readonly bytes: Uint8Array;
}

/** What goes into a pack: a content, or its zlib stream (RFC 1950) where somebody has compressed it already. */
export interface PackMember extends PackedBlob {
  /** Bytes of the content whose zlib stream `bytes` is; absent where they are the content. */
  readonly inflated?: number;
}

export const PACK_KEY_PREFIX = "packs/";

/** The key of the pack with this SHA-256 (hex) of its bytes. */
export function packKeyOf(digest: string): string {
  return `${PACK_KEY_PREFIX}${digest.slice(0, 2)}/${digest}.tar.zst`;
}

/** Printable ASCII without a slash, a letter or digit first: nothing that means something as a folder's name. */
export const KIND = /^[A-Za-z0-9][!-.0-~]{0,63}$/;
/** Object ids of SHA-1 or SHA-256 repositories. */
export const BLOB_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Bytewise by blob, then kind: the order of members, whatever order they were found in. */
export function compareKeys(a: BlobKey, b: BlobKey): number {
  if (a.blob !== b.blob) return a.blob < b.blob ? -1 : 1;
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
}

/** The id git gives to this content, by the algorithm that ids of `length` hex digits come from. */
export function gitObjectId(bytes: Uint8Array, length = 40): string {
  return createHash(length === 64 ? "sha256" : "sha1")
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest("hex");
}
