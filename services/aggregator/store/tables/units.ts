/** Units of work, the packs they point to, and who waits for them. */
import type { Generated } from "kysely";
import type { UnitState } from "../../ledger/states.ts";

export interface PackTable {
  pack_key: string;
  digest: string;
  size: number;
  /** The scan whose coordinator said that it puts it; null once a page of its plan names it. */
  announced_for: string | null;
  announced_at: number | null;
}

export interface UnitTable {
  unit_id: string;
  scan_id: string;
  engine: number;
  /** Null where the unit was taken over from another scan. */
  page: number | null;
  ordinal: number;
  pack_key: string;
  bytes: number;
  state: UnitState;
  /** Counts (re)publishes, upward only. */
  attempt: Generated<number>;
  /** Attempts that a worker reported as failed. */
  failures: Generated<number>;
  published_at: number | null;
  sequence: number | null;
  started_at: number | null;
  finished_at: number | null;
  error: string | null;
  /** The unit it was split or taken over from. */
  parent: string | null;
  /** 1 where it holds only some of its pack's blobs: it was split off a suspect, so it runs alone. */
  part: Generated<number>;
  /** Messages of it that the queue lost; `attempt` does not tell those from failures. */
  lost: Generated<number>;
  /** How many contents it holds; null where an older release planned it. */
  contents: Generated<number | null>;
}

/** One `begin` that was answered SCAN: who started what, whatever the queue's counters say. */
export interface UnitStartTable {
  unit_id: string;
  nonce: string;
  attempt: number;
  worker_id: string;
  started_at: number;
  ended_at: number | null;
  error: string | null;
  /** 1 where the worker was told to scan nothing beside it. */
  alone: Generated<number>;
}

export interface UnitBlobTable {
  unit_id: string;
  blob: string;
  kind: string;
}

/** A scan that needs a blob which another scan's unit holds. */
export interface BlobWaitTable {
  scan_id: string;
  blob: string;
  kind: string;
  unit_id: string;
}
