/** Teams that repositories are said to be of. */
import { sql } from "kysely";
import type { Store } from "../store/store.ts";
import { type Reach, withinReach } from "./reach.ts";

export interface TeamView {
  readonly team: string;
  /** Of the team, as far as the caller reaches them. */
  readonly repositories: number;
  /** Those of them that have a result. */
  readonly scanned: number;
}

/** By name; of those repositories only that are within reach. */
export async function listTeams(
  store: Store,
  { page, size, reach }: { readonly page: number; readonly size: number; readonly reach: Reach },
): Promise<{ readonly results: readonly TeamView[]; readonly total: number }> {
  const named = sql`from repository_facts f where f.team is not null and ${withinReach(store, reach, sql`f.target`)}`;
  return store.ask(async (db) => {
    const counted = await sql<{ teams: number }>`select count(distinct f.team) as teams ${named}`.execute(db);
    const { rows } = await sql<{ team: string; repositories: number; scanned: number }>`
      select f.team, count(*) as repositories, sum(case when exists (
        select 1 from scan s where s.target = f.target and s.newest = 1) then 1 else 0 end) as scanned
      ${named} group by f.team order by f.team limit ${sql.lit(size)} offset ${sql.lit((page - 1) * size)}`.execute(db);
    const results = rows.map(({ team, repositories, scanned }) => ({
      team,
      repositories: Number(repositories),
      scanned: Number(scanned),
    }));
    return { results, total: Number(counted.rows[0]?.teams ?? 0) };
  });
}
