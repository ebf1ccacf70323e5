/** Where workers say what they begin and hand over what they found. */
import type { Outcome } from "@pqc-audit/scanner/fact.ts";

export interface BeginRequest {
  readonly unitId: string;
  readonly attempt: number;
  readonly engineDigest: string;
  readonly workerId: string;
}

export type BeginDecision =
  | { readonly decision: "scan"; readonly nonce: string }
  /** Cancelled, committed already, or superseded by a later attempt: complete the message, scan nothing. */
  | { readonly decision: "drop"; readonly reason: string }
  | { readonly decision: "wait"; readonly delayMs: number };

/** One content of the unit. `blob` is the git object id (SHA-1, hex), `kind` as in the plan. */
export interface BlobResult {
  readonly blob: string;
  readonly kind: string;
  readonly outcome: Outcome;
}

export interface UnitResult {
  readonly unitId: string;
  readonly attempt: number;
  readonly engineDigest: string;
  /** The nonce its `begin` was given; a result without it is rejected. */
  readonly nonce: string;
  readonly blobs: readonly BlobResult[];
}

export type Receipt =
  | { readonly status: "COMMITTED" }
  | { readonly status: "DUPLICATE" }
  | { readonly status: "REJECTED"; readonly reason: string }
  | { readonly status: "RETRY_AFTER"; readonly delayMs: number };

export interface ResultSink {
  begin(request: BeginRequest): Promise<BeginDecision>;
  /** Resolves once the result is durable (or refused). Facts, blobs and unit are written in one transaction. */
  submit(result: UnitResult): Promise<Receipt>;
  /** The unit could not be scanned at all (its pack is gone or corrupt): the ledger decides on another attempt. */
  fail(request: BeginRequest & { readonly nonce: string; readonly error: string }): Promise<Receipt>;
  close(): Promise<void>;
}
