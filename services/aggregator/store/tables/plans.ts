/** What a scan looks at: pages of its plan, ranges of its tree, what its repository says, and where contents stand. */
import type { Generated } from "kysely";

export interface PlanPageTable {
  scan_id: string;
  page: number;
  commit_id: string;
  last_path: string;
  skipped: string;
  units: number;
  occurrences: number;
  /**
   * 1 where a content was left out for its size and nobody saw it: the server said so. 0 where all were seen; null where that
   * is not known.
   */
  unseen: Generated<number | null>;
}

/** A part of a scan's tree that one coordinator at a time plans. Kept until the scan is cleaned. */
export interface ScanRangeTable {
  scan_id: string;
  /** From 0, in tree order. */
  number: number;
  /** Paths before it, and the number of its first page: no range has more pages than paths, so numbers never meet. */
  start: number;
  entries: number;
  /** Its last path. */
  up_to: string;
  /** Stored so far, and the paths they cover. */
  pages: Generated<number>;
  planned: Generated<number>;
  claim_holder: string | null;
  /** Rises each time the range changes hands; a write with an older one is refused. */
  claim_epoch: number;
  claim_expires_at: Generated<number>;
  sealed: Generated<number>;
}

/** Contents of a page of which it was said that they need no unit, until the page is stored; see `ledger/answers.ts`. */
export interface PlanAnswerTable {
  scan_id: string;
  digest: string;
  answered_at: number;
}

/** What the repository says of itself at the scan's commit. */
export interface ScanPolicyTable {
  scan_id: string;
  /** Null where the file could not be read. */
  body: string | null;
  /** Why it could not. */
  fault: string | null;
  /** Digest of the repository's own functions that are looked for; null where none are. */
  wrappers: string | null;
  /** `OwnersFile`, JSON; null where nobody looked. */
  owners: string | null;
}

/** Keyed by its place in the plan: a path can be longer than an index entry may be. */
export interface OccurrenceTable {
  scan_id: string;
  page: number;
  ordinal: number;
  path: string;
  blob: string;
  kind: string;
  size: number;
  /** Under which the repository's own functions are looked for in it; null where they are not. */
  second_kind: string | null;
}
