/** Scanning on threads: what the worker service and the `scan` command share. */
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";

export interface ScanFile {
  /** Kind by path (`kindOfPath`), or one of `wrappers`. */
  readonly kind: string;
  /** What a kind of the second pass looks for (`secondKind`). */
  readonly wrappers?: Wrappers;
  /** A local file the thread reads itself, or content in hand. */
  readonly source: { readonly file: string } | { readonly bytes: Uint8Array };
}

export interface ScannedFile {
  readonly outcome: Outcome;
  /** Bytes looked at. */
  readonly bytes: number;
}

export interface ScanPool {
  readonly engineDigest: string;
  /** Outcomes in the order of `files`. A file that cannot be read is `failed`; the others go on. */
  scan(files: readonly ScanFile[], signal?: AbortSignal): Promise<readonly ScannedFile[]>;
  close(): Promise<void>;
}
