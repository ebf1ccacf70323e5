/** Scanning on threads: what the worker service and the `scan` command share. */
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";

/** A local file the thread reads itself, content in hand, or a content's zlib stream that the thread inflates. */
export type ScanSource = { readonly file: string } | { readonly bytes: Uint8Array } | StreamSource;

export interface StreamSource {
  readonly stream: Uint8Array;
  /** Git object id of the content, which is compared with it. */
  readonly blob: string;
  /** Bytes of the content. */
  readonly inflated: number;
}

export interface ScanFile {
  /** Kind by path (`kindOfPath`), or one of `wrappers`. */
  readonly kind: string;
  /** What a kind of the second pass looks for (`secondKind`). */
  readonly wrappers?: Wrappers;
  readonly source: ScanSource;
  /** Ids of contents whose results the caller has: a content that is one of them is not scanned. */
  readonly known?: readonly string[];
  /** Whether the caller wants to know the git blob id of what was scanned: in any case, or where there are results to keep. */
  readonly name?: "always" | "with-results";
}

export interface ScannedFile {
  readonly outcome: Outcome;
  /** It is one of those the caller knows, and was not scanned: `outcome` says nothing. */
  readonly known?: true;
  /** Bytes looked at. */
  readonly bytes: number;
  /** Git blob id of the very bytes that the outcome is of, hex; where it was asked for, and of what is known. */
  readonly blob?: string;
  /** What the outcome depends on of the engine's models (`anchor-set.ts`); undefined where that is not told. */
  readonly anchors?: string | undefined;
}

export interface ScanPool {
  readonly engineDigest: string;
  /**
   * Outcomes in the order of `files`. A file that cannot be read is `failed`; the others go on. Rejects with
   * `CorruptInputError` where a stream is not that of the content it is said to be.
   */
  scan(files: readonly ScanFile[], signal?: AbortSignal): Promise<readonly ScannedFile[]>;
  /** Whether threads get no further files for now. */
  hold?(held: boolean): void;
  close(): Promise<void>;
}
