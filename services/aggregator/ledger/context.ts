/** What every part of the ledger and of the result sink works with. */
import type { RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Store } from "../store/store.ts";

export interface LedgerSettings {
  /** A coordinator that does not renew its claim within this time loses the scan. */
  readonly claimTtlMs: number;
  /** How long a pack stays that was announced and came into no page: far longer than a put under way may last. */
  readonly announcedPacksMs: number;
  /** So many reported failures, and the unit is given up. */
  readonly maxFailures: number;
  /** So many starts without an end, and the unit is a suspect: it is scanned alone. */
  readonly suspectStarts: number;
  /** So many starts alone without an end, and a unit of several files is split. */
  readonly splitStarts: number;
  /** So many starts alone without an end, and a unit of one file is quarantined. */
  readonly quarantineStarts: number;
  /** Parts of a unit that is split. */
  readonly splitInto: number;
  /** Another worker that begins a unit this soon after the last start is told to wait. */
  readonly startGraceMs: number;
  /** Submits worked on at once; more are told to come again. */
  readonly maxConcurrentCommits: number;
  /** How long a pack stays after the last unit that needed it has ended. */
  readonly keepPacksMs: number;
  /** Rows per insert statement. */
  readonly bulkInsertSize: number;
  /** Units of one scan in flight at once; 0: no limit. */
  readonly scanUnits: number;
  /** Units of one repository in flight at once, over all of its scans; 0: no limit. */
  readonly repositoryUnits: number;
}

export const LEDGER_DEFAULTS: LedgerSettings = {
  claimTtlMs: 30_000,
  announcedPacksMs: 600_000,
  maxFailures: 3,
  suspectStarts: 2,
  splitStarts: 1,
  quarantineStarts: 3,
  splitInto: 10,
  startGraceMs: 1_000,
  maxConcurrentCommits: 32,
  keepPacksMs: 0,
  bulkInsertSize: 5_000,
  scanUnits: 0,
  repositoryUnits: 0,
};

/** Told after the transaction that made it true, never inside. */
export interface LedgerEvents {
  /** All blobs of these scans are final. */
  readonly joining: (scanIds: readonly string[]) => void;
  /** A result came that was there already. */
  readonly duplicate: () => void;
  /** So many blobs came with a content that differs from the one stored. */
  readonly divergence: (blobs: number) => void;
  readonly committed: (blobs: number, facts: number) => void;
  /** A worker was answered: which call, and the decision or the status of the receipt. */
  readonly answered?: (call: "begin" | "submit" | "fail", answer: string) => void;
  /** A worker was told to come again with its result: the database is away, or busy where no reason is given. */
  readonly postponed: (reason?: RetryableError) => void;
}

export interface LedgerContext {
  readonly store: Store;
  readonly settings: LedgerSettings;
  /** Milliseconds since 1970. Only times out claims; what may be written is decided by epochs. */
  readonly clock: () => number;
  readonly events: LedgerEvents;
  /** `judgingDigest` of the policy in force. Where absent no finding is held to be judged by it. */
  readonly judging?: string;
}
