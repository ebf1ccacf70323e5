/** Scans as the API shows them. */
import type { Coverage, Summary } from "@pqc-audit/reports/model/finding.ts";
import type { Selectable } from "kysely";
import { type Kysely, sql } from "kysely";
import { PRIORITIES, type Priority } from "../ledger/scans.ts";
import type { ScanState, UnitState } from "../ledger/transitions.ts";
import type { Changes } from "../lives/changes.ts";
import type { Database, ScanTable } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { matching } from "./matching.ts";

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

export interface Progress {
  /** True once the whole tree is planned: from then on `files` does not grow. */
  readonly sealed: boolean;
  /** Paths planned or skipped so far. */
  readonly files: number;
  /** Units of the plan, and how many of them are final. */
  readonly units: number;
  readonly unitsDone: number;
  readonly unitsByState: Readonly<Partial<Record<UnitState, number>>>;
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

/** Newest first; only of targets that one of the globs matches, where there are any. */
export async function listScans(
  store: Store,
  page: number,
  size: number,
  repositories?: readonly string[],
): Promise<{ readonly results: readonly ScanView[]; readonly total: number }> {
  const globs = repositories?.map((glob) => matching(store, glob, sql`target`));
  // No glob at all matches nothing.
  const visible = globs ? sql<boolean>`(${sql.join([sql`1 = 0`, ...globs], sql` or `)})` : sql<boolean>`1 = 1`;
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

export async function progressOf(db: Kysely<Database>, scan: Selectable<ScanTable>): Promise<Progress> {
  const states = await db
    .selectFrom("unit")
    .select(["state", (count) => count.fn.countAll<number>().as("units")])
    .where("scan_id", "=", scan.id)
    .groupBy("state")
    .execute();
  const unitsByState = Object.fromEntries(states.map((row) => [row.state, Number(row.units)]));
  // A unit that was split is counted as its parts.
  const units = Object.values({ ...unitsByState, split: 0 }).reduce((sum, count) => sum + count, 0);
  const open = ["planned", "published", "started"].reduce((sum, state) => sum + (unitsByState[state] ?? 0), 0);
  return {
    sealed: scan.sealed === 1,
    files: scan.sealed === 1 ? scan.present : await plannedPaths(db, scan.id),
    units,
    unitsDone: units - open,
    unitsByState,
  };
}

async function plannedPaths(db: Kysely<Database>, scanId: string): Promise<number> {
  const pages = await sql<{ occurrences: number; skipped: string }>`select occurrences, skipped from plan_page
    where scan_id = ${scanId}`.execute(db);
  return pages.rows.reduce((sum, page) => {
    const skipped = Object.values(JSON.parse(page.skipped) as Record<string, number>);
    return sum + page.occurrences + skipped.reduce((all, count) => all + count, 0);
  }, 0);
}
