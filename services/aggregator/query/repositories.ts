/** Repositories that were scanned, each with its newest result. */
import { type RawBuilder, sql } from "kysely";
import type { Criticality } from "../repositories/criticality.ts";
import { factsOfTargets, type RepositoryFacts } from "../repositories/facts.ts";
import { inTeams, ofCriticality, type Reach, withinReach, withTags } from "../repositories/reach.ts";
import type { Store } from "../store/store.ts";
import { type ScanView, viewOf } from "./scans.ts";

export interface RepositoryView {
  readonly target: string;
  /** Refs that were scanned by name. */
  readonly refs: readonly string[];
  /** What people say of it. */
  readonly facts: RepositoryFacts;
  /** The newest finished scan, of whatever ref. */
  readonly scan: ScanView;
}

export interface RepositoriesQuery {
  readonly page: number;
  readonly size: number;
  /** Part of the name, in capital letters or small ones. */
  readonly search?: string;
  /** Only those of one of these teams. */
  readonly teams?: readonly string[];
  /** Only those with one of these tags. */
  readonly tags?: readonly string[];
  readonly criticalities?: readonly Criticality[];
  /** None but these. */
  readonly reach: Reach;
}

/** By name. */
export async function repositories(
  store: Store,
  query: RepositoriesQuery,
): Promise<{ readonly results: readonly RepositoryView[]; readonly total: number }> {
  const { page, size } = query;
  const where = sql.join(conditionsOf(store, query), sql` and `);
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
    const facts = await factsOfTargets(db, targets);
    const byTarget = Map.groupBy(scans, ({ target }) => target);
    const results = targets.flatMap((target) => {
      const own = byTarget.get(target) ?? [];
      const [newest] = own;
      if (!newest) return [];
      const refs = own.flatMap(({ ref }) => (ref === null ? [] : [ref]));
      return [
        { target, refs: [...new Set(refs)].sort(), facts: facts.get(target) ?? { tags: [] }, scan: viewOf(newest) },
      ];
    });
    return { results, total };
  });
}

function conditionsOf(
  store: Store,
  { search, teams, tags, criticalities, reach }: RepositoriesQuery,
): readonly RawBuilder<unknown>[] {
  const target = sql`target`;
  const conditions: RawBuilder<unknown>[] = [sql`newest = 1`, withinReach(store, reach, target)];
  if (search !== undefined) {
    const place = store.dialect === "postgres" ? sql`strpos` : sql`instr`;
    conditions.push(sql`${place}(lower(target), lower(cast(${search} as text))) > 0`);
  }
  if (teams) conditions.push(inTeams(teams, target));
  if (tags) conditions.push(withTags(tags, target));
  if (criticalities) conditions.push(ofCriticality(criticalities, target));
  return conditions;
}
