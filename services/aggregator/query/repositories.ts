/** Repositories that were scanned, each with its newest result. */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import { matching } from "./matching.ts";
import { type ScanView, viewOf } from "./scans.ts";

export interface RepositoryView {
  readonly target: string;
  /** Refs that were scanned by name. */
  readonly refs: readonly string[];
  /** The newest finished scan, of whatever ref. */
  readonly scan: ScanView;
}

export interface RepositoriesQuery {
  readonly page: number;
  readonly size: number;
  /** Part of the name, in capital letters or small ones. */
  readonly search?: string;
  /** Globs over targets: none but these. */
  readonly within?: readonly string[];
}

/** By name. */
export async function repositories(
  store: Store,
  { page, size, search, within }: RepositoriesQuery,
): Promise<{ readonly results: readonly RepositoryView[]; readonly total: number }> {
  const conditions: RawBuilder<unknown>[] = [sql`newest = 1`];
  if (within) {
    const globs = within.map((glob) => matching(store, glob, sql`target`));
    // No glob at all matches nothing.
    conditions.push(sql`(${sql.join([sql`1 = 0`, ...globs], sql` or `)})`);
  }
  if (search !== undefined) {
    const place = store.dialect === "postgres" ? sql`strpos` : sql`instr`;
    conditions.push(sql`${place}(lower(target), lower(cast(${search} as text))) > 0`);
  }
  const where = sql.join(conditions, sql` and `);
  return store.ask(async (db) => {
    const counted = await sql<{ targets: number }>`select count(distinct target) as targets from scan
      where ${where}`.execute(db);
    const named = await sql<{ target: string }>`select distinct target from scan where ${where}
      order by target limit ${sql.lit(size)} offset ${sql.lit((page - 1) * size)}`.execute(db);
    const targets = named.rows.map(({ target }) => target);
    const total = Number(counted.rows[0]?.targets ?? 0);
    if (targets.length === 0) return { results: [], total };
    const scans = await db
      .selectFrom("scan")
      .selectAll()
      .where("newest", "=", 1)
      .where("target", "in", targets)
      .orderBy("finished_at", "desc")
      .orderBy("id")
      .execute();
    const byTarget = Map.groupBy(scans, ({ target }) => target);
    const results = targets.flatMap((target) => {
      const own = byTarget.get(target) ?? [];
      const [newest] = own;
      if (!newest) return [];
      const refs = own.flatMap(({ ref }) => (ref === null ? [] : [ref]));
      return [{ target, refs: [...new Set(refs)].sort(), scan: viewOf(newest) }];
    });
    return { results, total };
  });
}
