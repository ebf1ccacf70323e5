/** The states of units and scans; `transitions.ts` has the steps between them. */

/**
 * - `planned`: in the stored plan, not in the queue (any more).
 * - `published`: the queue holds its message.
 * - `started`: a worker was told to scan it.
 * - `committed`: its results are stored.
 * - `split`: replaced by units with parts of its blobs.
 * - `failed`: given up after too many attempts; its blobs count as failed.
 * - `quarantined`: its only blob stops workers again and again.
 * - `cancelled`: its scan ended before it did.
 */
export type UnitState =
  | "planned"
  | "published"
  | "started"
  | "committed"
  | "split"
  | "failed"
  | "quarantined"
  | "cancelled";

/**
 * - `queued`: nobody plans it yet. `planning`: a coordinator holds the claim. `running`: sealed, units outstanding; planned
 *   anew where nobody runs its engine any more.
 * - `joining`: every needed blob is final; findings, coverage and digest are being made.
 * - `completed`; `incomplete`: done, but some files could not be scanned; `failed`; `cancelled`.
 */
export type ScanState =
  | "queued"
  | "planning"
  | "running"
  | "joining"
  | "completed"
  | "incomplete"
  | "failed"
  | "cancelled";
