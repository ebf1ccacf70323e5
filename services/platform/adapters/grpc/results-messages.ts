/** The messages and methods of proto/results.proto. */
import type {
  BeginDecision,
  BeginRequest,
  BlobResult,
  FailRequest,
  FailureCause,
  Receipt,
  UnitResult,
} from "../../ports/result-sink.ts";
import { outcome } from "./fact-messages.ts";
import { blobKey } from "./ledger-messages.ts";
import { unaryMethod } from "./method.ts";
import { count, flag, list, name, oneOf, optional, record, text, union } from "./wire.ts";

type Variant<T, Tag extends keyof T, V extends T[Tag]> = Omit<Extract<T, Readonly<Record<Tag, V>>>, Tag>;

export const beginRequest = record<BeginRequest>({ unitId: name, attempt: count, engineDigest: name, workerId: name });

type BeginScan = Variant<BeginDecision, "decision", "scan">;

export const unitPart = record<NonNullable<BeginScan["part"]>>({ keys: list(blobKey) });

export const beginScan = record<BeginScan>({ nonce: name, alone: optional(flag), part: optional(unitPart) });

export const beginDecision = union<BeginDecision, "decision">("decision", {
  scan: beginScan,
  drop: record<Variant<BeginDecision, "decision", "drop">>({ reason: text }),
  wait: record<Variant<BeginDecision, "decision", "wait">>({ delayMs: count }),
});

/** What comes back on a stream of results. */
export type ResultAnswer = Receipt | { readonly status: "DRAIN" };

export const receipt = union<ResultAnswer, "status">("status", {
  COMMITTED: record<Variant<Receipt, "status", "COMMITTED">>({}),
  DUPLICATE: record<Variant<Receipt, "status", "DUPLICATE">>({}),
  REJECTED: record<Variant<Receipt, "status", "REJECTED">>({ reason: text }),
  RETRY_AFTER: record<Variant<Receipt, "status", "RETRY_AFTER">>({ delayMs: count }),
  DRAIN: record<Variant<ResultAnswer, "status", "DRAIN">>({}),
});

export const failRequest = record<FailRequest>({
  unitId: name,
  attempt: count,
  engineDigest: name,
  workerId: name,
  nonce: name,
  error: text,
  cause: optional(oneOf<FailureCause>({ pack: true, scan: true, returned: true })),
});

export const blobResult = record<BlobResult>({ blob: name, kind: name, outcome, anchors: optional(text) });

export type ResultHeader = Omit<UnitResult, "blobs">;
export interface ResultPart {
  readonly blobs: readonly BlobResult[];
  /** The first of `blobs` goes on with the facts of the last blob of the part before. */
  readonly continues: boolean;
}
export interface ResultEnd {
  /** Blobs in all parts together. */
  readonly blobs: number;
  /** Hex SHA-256, see `ResultDigest`. */
  readonly digest: string;
}
export type ResultFrame =
  | ({ readonly frame: "header" } & ResultHeader)
  | ({ readonly frame: "part" } & ResultPart)
  | ({ readonly frame: "end" } & ResultEnd);

export const resultHeader = record<ResultHeader>({ unitId: name, attempt: count, engineDigest: name, nonce: name });
export const resultPart = record<ResultPart>({ blobs: list(blobResult), continues: flag });
export const resultEnd = record<ResultEnd>({ blobs: count, digest: name });

export const resultFrame = union<ResultFrame, "frame">("frame", {
  header: resultHeader,
  part: resultPart,
  end: resultEnd,
});

export const begin = unaryMethod("Results", "Begin", beginRequest, beginDecision);
export const fail = unaryMethod("Results", "Fail", failRequest, receipt);
export const submitPath = "/pqc_audit.v1.Results/Submit";
