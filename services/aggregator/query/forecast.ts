/** When nothing is left of what a caller reaches, from the counts of open uses at the end of each week of the last year. */
import { type Forecast, forecastOf, type Milestone, type Observation } from "@pqc-audit/reports/plan/forecast.ts";
import type { Repository, Snapshot } from "../inventory/inventory.ts";
import type { Store } from "../store/store.ts";
import { Remembered } from "./remembered.ts";
import { trendsOf } from "./trends.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 86_400_000;
const WEEKS = 52;

/** Of these repositories of the snapshot together; `now` in milliseconds. */
export async function forecastFor(
  store: Store,
  snapshot: Snapshot,
  repositories: readonly Repository[],
  milestones: readonly Milestone[],
  now: number,
): Promise<Forecast> {
  const trends = trendsOf(store);
  await trends.upTo(snapshot);
  // Weeks that end an hour later say the same.
  const sums = SUMS.of(repositories, `${Math.floor(now / HOUR_MS)}`, () =>
    weeklySums(
      repositories.map((repository) => trends.brokenIn(repository)),
      now,
    ),
  );
  return forecastOf(sums, milestones, now);
}

const SUMS = new Remembered<readonly Observation[]>();

/**
 * Sums at the end of each week. A repository that was first scanned later counts from the beginning with its first number: that it
 * is looked at is no new use.
 */
export function weeklySums(repositories: readonly (readonly Observation[])[], now: number): readonly Observation[] {
  const scanned = repositories.filter((own) => own.length > 0);
  if (scanned.length === 0) return [];
  const begun = scanned.reduce((first, [own]) => Math.min(first, own?.time ?? now), now);
  const sums: { time: number; uses: number }[] = [];
  for (let time = now; time > begun - WEEK_MS && sums.length <= WEEKS; time -= WEEK_MS) {
    sums.unshift({ time: Math.max(time, begun), uses: 0 });
  }
  for (const own of scanned) {
    let at = 0;
    for (const sum of sums) {
      while (at + 1 < own.length && (own[at + 1]?.time ?? 0) <= sum.time) at++;
      sum.uses += own[at]?.uses ?? 0;
    }
  }
  return sums;
}
