/** Which repositories a caller reaches, as a condition of the database: the one place where that is put into SQL. */
import { type RawBuilder, sql } from "kysely";
import { matching } from "../query/matching.ts";
import type { Store } from "../store/store.ts";
import type { Criticality } from "./criticality.ts";

/** A repository is reached where each limit that is there lets it be: one limit more never opens anything. */
export interface Reach {
  /** Globs over targets: one of them matches. */
  readonly repositories?: readonly string[];
  /** The facts of the repository name one of them. */
  readonly teams?: readonly string[];
}

/** Whether the caller reaches the repository in the column `target`; true for each row where nothing limits the caller. */
export function withinReach(
  store: Store,
  { repositories, teams }: Reach,
  target: RawBuilder<unknown>,
): RawBuilder<boolean> {
  const limits: RawBuilder<unknown>[] = [];
  if (repositories) {
    const globs = repositories.map((glob) => matching(store, glob, target));
    // No glob at all matches nothing.
    limits.push(sql`(${sql.join([sql`1 = 0`, ...globs], sql` or `)})`);
  }
  if (teams) limits.push(inTeams(teams, target));
  return limits.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`(${sql.join(limits, sql` and `)})`;
}

/** Whether the repository in the column `target` is said to be of one of the teams. */
export function inTeams(teams: readonly string[], target: RawBuilder<unknown>): RawBuilder<boolean> {
  if (teams.length === 0) return sql<boolean>`1 = 0`;
  const names = sql.join(teams.map((team) => sql`${team}`));
  return sql<boolean>`${target} in (select rf.target from repository_facts rf where rf.team in (${names}))`;
}

/** Whether the repository in the column `target` has one of the tags. */
export function withTags(tags: readonly string[], target: RawBuilder<unknown>): RawBuilder<boolean> {
  const names = sql.join(tags.map((tag) => sql`${tag}`));
  return sql<boolean>`${target} in (select rt.target from repository_tag rt where rt.tag in (${names}))`;
}

/** Whether the repository in the column `target` is said to be as critical as one of these. */
export function ofCriticality(criticalities: readonly Criticality[], target: RawBuilder<unknown>): RawBuilder<boolean> {
  const names = sql.join(criticalities.map((each) => sql`${each}`));
  return sql<boolean>`${target} in (select rf.target from repository_facts rf where rf.criticality in (${names}))`;
}
