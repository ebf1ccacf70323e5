/** What the aggregator needs to take archives; the composition root hands in the coordinator's own naming of them. */
import type { UploadStore } from "@pqc-audit/platform/ports/upload-store.ts";

export interface Uploads {
  readonly store: UploadStore;
  /** Bytes of one archive. */
  readonly maxBytes: number;
  /** How long one is kept, in milliseconds. */
  readonly keepMs: number;
  /** First bytes of an archive that needs no more to be told. */
  readonly headBytes: number;
  /** Whether these first bytes are an archive's. */
  readonly isArchive: (head: Buffer) => boolean;
  /** Whether archives may be sent under this target. */
  readonly isTarget: (target: string) => boolean;
  readonly keyOf: (target: string, sha256: string) => string;
}
