/** Where workers say what they begin and hand over what they found. */
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import type { BlobKey } from "./ledger.ts";

export interface BeginRequest {
  readonly unitId: string;
  readonly attempt: number;
  readonly engineDigest: string;
  readonly workerId: string;
}

export type BeginDecision =
  | {
      readonly decision: "scan";
      readonly nonce: string;
      /** The unit has stopped workers before: scan nothing else meanwhile. */
      readonly alone?: boolean;
      /** Only these of the pack's contents belong to the unit; all of them where absent. */
      readonly part?: { readonly keys: readonly BlobKey[] };
    }
  /** Cancelled, committed already, or superseded by a later attempt: complete the message, scan nothing. */
  | { readonly decision: "drop"; readonly reason: string }
  | { readonly decision: "wait"; readonly delayMs: number };

/** One content of the unit. `blob` is the git object id (SHA-1, hex), `kind` as in the plan. */
export interface BlobResult {
  readonly blob: string;
  readonly kind: string;
  readonly outcome: Outcome;
  /**
   * Which anchors of the engine's models stand in the content (`scanner/anchor-set.ts`): what tells whether the result
   * holds for an engine with other models. Absent where the worker does not tell.
   */
  readonly anchors?: string;
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

/**
 * - `pack`: it is gone or corrupt, for all its contents.
 * - `scan`: scanning them failed as a whole.
 * - `returned`: the worker ends and gives back what it had begun; nothing is wrong with the unit.
 */
export type FailureCause = "pack" | "scan" | "returned";

export interface FailRequest extends BeginRequest {
  readonly nonce: string;
  /** One line, without secrets. */
  readonly error: string;
  /** `pack` where absent. */
  readonly cause?: FailureCause;
}

export interface ResultSink {
  begin(request: BeginRequest): Promise<BeginDecision>;
  /** Resolves once the result is durable (or refused). Facts, blobs and unit are written in one transaction. */
  submit(result: UnitResult): Promise<Receipt>;
  /** The unit was begun and has no result: the ledger decides on another attempt. */
  fail(request: FailRequest): Promise<Receipt>;
  close(): Promise<void>;
}
