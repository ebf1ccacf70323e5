/** Scans, who asks for them, and repositories that are to be looked at or to go. */
import type { Generated } from "kysely";
import type { ScanState } from "../../ledger/states.ts";

export interface ScanTable {
  id: string;
  target: string;
  ref: string | null;
  /** The commit the plan is of; null until the first page. */
  commit_id: string | null;
  options: string;
  options_digest: string;
  engine: number;
  state: ScanState;
  /** 0 on-demand, 1 scheduled: lower goes first. */
  priority: number;
  /** The sum of the requests of `scan_requester`. */
  requesters: number;
  /** Set while the scan is not final; unique, so that a scan submitted twice joins. */
  active_key: string | null;
  claim_holder: string | null;
  /** Rises each time the scan changes hands; a write with an older epoch is refused. */
  claim_epoch: Generated<number>;
  claim_expires_at: number | null;
  sealed: Generated<number>;
  pages: Generated<number>;
  /** Into so many ranges its tree is cut; 0 where it is planned as a whole. */
  ranges: Generated<number>;
  present: Generated<number>;
  traceparent: string | null;
  /** Until it is finished: of what it took over of another plan. */
  coverage: string | null;
  summary: string | null;
  digest: string | null;
  error: string | null;
  /** 1 for the newest finished scan of its target and ref. */
  newest: Generated<number>;
  /** 1 once rows that only a running scan needs are gone. */
  cleaned: Generated<number>;
  /** The scan of the same commit whose plan it took over; null where it has a plan of its own. */
  repeats: string | null;
  /** The scan whose plan is its page 0, but for what has changed since, which is page 1; null where all is its own. */
  continues: string | null;
  /** What it found against the scan before (`Changes`); null until it is finished, and where it was not compared. */
  changes: Generated<string | null>;
  /** When its ref was last seen to stand at its commit still, after it was finished. */
  checked_at: number | null;
  /** `judgingDigest` of the policy that its findings were judged by; null until it is finished. */
  judged_by: string | null;
  /** When that comes to an end by itself, as the first ignore does that was heeded; null where none does. */
  judged_until: number | null;
  /** When the plan that it took over was made. */
  looked_at: number | null;
  /** When its state last changed, by the database's own clock; null where that was before it was kept. */
  /** Rows of `finding_kind`; null until they are written. */
  kinds: Generated<number | null>;
  changed_at: Generated<number | null>;
  created_at: number;
  started_at: number | null;
  sealed_at: number | null;
  joining_at: number | null;
  finished_at: number | null;
}

/** Requests for a scan that is not final, by who made them. */
export interface ScanRequesterTable {
  scan_id: string;
  /** `Identity.id`; empty where it is not known. */
  requester: string;
  requests: number;
}

/** A repository that is to be scanned where its ref does not stand at the commit of its newest scan. */
export interface HeadCheckTable {
  /** Of target, ref and what shapes the result: asked twice it is looked at once. */
  check_id: string;
  target: string;
  ref: string | null;
  options: string;
  options_digest: string;
  /** `Identity.id` of who asked first. */
  requester: string;
  requested_at: number;
  /** Rises each time it changes hands. */
  claim_epoch: Generated<number>;
  claim_expires_at: number | null;
  /** The `head_run` that named it last. */
  run: Generated<string | null>;
}

/** All that one schedule named. What is in none of the counts is waiting, or was named again. */
export interface HeadRunTable {
  run_id: string;
  /** `Identity.id`. */
  requester: string;
  requested_at: number;
  asked: Generated<number>;
  unchanged: Generated<number>;
  changed: Generated<number>;
  unread: Generated<number>;
}

/** A repository that shall go, with all scans submitted until then. */
export interface RemovalTable {
  target: string;
  requested_at: number;
}
