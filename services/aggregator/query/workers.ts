/** Who scans: workers by the units that they began lately. A worker that found nothing to do is not seen. */
import { sql } from "kysely";
import { type Reach, withinReach } from "../repositories/reach.ts";
import type { Store } from "../store/store.ts";

export interface WorkerView {
  readonly id: string;
  /** Of the newest unit it began. */
  readonly engine: string;
  /** Units begun, ended well, and given up or given back, in the time asked about. */
  readonly begun: number;
  readonly done: number;
  readonly failed: number;
  /** Begun and not ended, as far as the ledger knows: a worker that died holds its units until they are given to another. */
  readonly running: number;
  /** When it last began or ended a unit. */
  readonly lastSeen: string;
}

interface Row {
  readonly worker_id: string;
  readonly engine: number;
  readonly begun: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly last_seen: number;
}

/** Those that were seen last come first; `since` in milliseconds since 1970. Of scans within reach alone. */
export async function workersPage(
  store: Store,
  { page, size, since, reach }: { page: number; size: number; since: number; reach: Reach },
): Promise<{ readonly results: readonly WorkerView[]; readonly total: number }> {
  return store.ask(async (db) => {
    const { rows } = await sql<Row>`select t.worker_id, max(u.engine) as engine, count(*) as begun,
        sum(case when t.ended_at is not null and t.error is null then 1 else 0 end) as done,
        sum(case when t.error is not null then 1 else 0 end) as failed,
        sum(case when t.ended_at is null and u.state = 'started' and not exists (select 1 from unit_start l
          where l.unit_id = t.unit_id and l.started_at > t.started_at) then 1 else 0 end) as running,
        max(coalesce(t.ended_at, t.started_at)) as last_seen
      from unit_start t join unit u on u.unit_id = t.unit_id join scan s on s.id = u.scan_id
      where t.started_at >= ${since} and ${withinReach(store, reach, sql`s.target`)}
      group by t.worker_id order by last_seen desc, t.worker_id`.execute(db);
    const results: WorkerView[] = [];
    for (const row of rows.slice((page - 1) * size, page * size)) {
      results.push({
        id: row.worker_id,
        engine: await store.engineDigest(db, row.engine),
        begun: Number(row.begun),
        done: Number(row.done),
        failed: Number(row.failed),
        running: Number(row.running),
        lastSeen: new Date(Number(row.last_seen)).toISOString(),
      });
    }
    return { results, total: rows.length };
  });
}
