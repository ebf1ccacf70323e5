/** What contents hold, each scanned once by an engine. */
import type { Generated } from "kysely";

export interface EngineTable {
  engine: Generated<number>;
  digest: string;
  /** 1 where `large_blob` holds every large content that has a result of this engine. */
  sizes_kept: Generated<number>;
}

/** Contents larger than `LARGE_BLOB_BYTES`, whether or not they were ever scanned. */
export interface LargeBlobTable {
  blob: string;
  /** The only target that believes it, where nobody saw the content; empty where somebody did. */
  target: string;
  /** At least so many bytes. */
  size: number;
  used_at: number;
}

export type BlobStatus = "scanned" | "skipped" | "failed" | "quarantined";

/** Set once per (engine, blob, kind); only `failed` gives way to a later result. */
export interface BlobResultTable {
  engine: number;
  blob: string;
  kind: string;
  status: BlobStatus;
  /** Skip reason, or the error. */
  detail: string | null;
  facts: number;
  /** SHA-256 over the canonical outcome: what "the same content" means. */
  digest: string;
  /** When it was written or last relied on, to the hour. */
  used_at: Generated<number>;
  /** Which anchors of models stand in the content (`scanner/anchor-set.ts`); null where no worker told. */
  anchors: Generated<string | null>;
}

/** What anchors open (`scanner/anchor-digests.ts`), by the digest of the part of an engine that it tells of. */
export interface ModelAnchorsTable {
  digest: string;
  body: string;
}

/** A blob's facts are always read together, so up to a hundred of them share a row. */
export interface FactTable {
  engine: number;
  blob: string;
  kind: string;
  /** Of the row's first fact. */
  ordinal: number;
  /** A JSON array of facts. */
  body: string;
}
