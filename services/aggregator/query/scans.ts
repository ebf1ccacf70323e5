/** Scans as the API shows them. */

import type { Changes } from "@pqc-audit/reports/model/changes.ts";
import type { Coverage, Summary } from "@pqc-audit/reports/model/finding.ts";
import type { Selectable } from "kysely";
import { sql } from "kysely";
import { PRIORITIES, type Priority } from "../ledger/scans.ts";
import type { ScanState } from "../ledger/states.ts";
import { type Reach, withinReach } from "../repositories/reach.ts";
import type { Store } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";

export interface ScanView {
  readonly id: string;
  readonly state: ScanState;
  readonly target: string;
  readonly ref?: string;
  readonly commit?: string;
  readonly priority: Priority;
  readonly requesters: number;
  readonly createdAt: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly checkedAt?: string;
  readonly error?: string;
  readonly coverage?: Coverage;
  readonly summary?: Summary;
  readonly digest?: string;
  /** Against the scan before. */
  readonly changes?: Changes;
}

const iso = (time: number) => new Date(time).toISOString();

export function viewOf(scan: Selectable<ScanTable>): ScanView {
  return {
    id: scan.id,
    state: scan.state,
    target: scan.target,
    ...(scan.ref !== null && { ref: scan.ref }),
    ...(scan.commit_id !== null && { commit: scan.commit_id }),
    priority: PRIORITIES[scan.priority] ?? "on-demand",
    requesters: scan.requesters,
    createdAt: iso(scan.created_at),
    ...(scan.started_at !== null && { startedAt: iso(scan.started_at) }),
    ...(scan.finished_at !== null && { finishedAt: iso(scan.finished_at) }),
    ...(scan.checked_at !== null && { checkedAt: iso(scan.checked_at) }),
    ...(scan.error !== null && { error: scan.error }),
    // Before its end it is that of what was taken over of another plan.
    ...(scan.coverage !== null && scan.digest !== null && { coverage: JSON.parse(scan.coverage) as Coverage }),
    ...(scan.summary !== null && { summary: JSON.parse(scan.summary) as Summary }),
    ...(scan.digest !== null && { digest: scan.digest }),
    ...(scan.changes !== null && { changes: JSON.parse(scan.changes) as Changes }),
  };
}

export async function scanRow(store: Store, scanId: string): Promise<Selectable<ScanTable> | undefined> {
  return store.ask((db) => db.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirst());
}

/** Newest first; of repositories within reach. */
export async function listScans(
  store: Store,
  { page, size, reach }: { readonly page: number; readonly size: number; readonly reach: Reach },
): Promise<{ readonly results: readonly ScanView[]; readonly total: number }> {
  const visible = withinReach(store, reach, sql`target`);
  return store.ask(async (db) => {
    const counted = await db
      .selectFrom("scan")
      .where(visible)
      .select((count) => count.fn.countAll<number>().as("scans"))
      .executeTakeFirst();
    const scans = await db
      .selectFrom("scan")
      .selectAll()
      .where(visible)
      .orderBy("created_at", "desc")
      .orderBy("id", "desc")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    return { results: scans.map(viewOf), total: Number(counted?.scans ?? 0) };
  });
}
