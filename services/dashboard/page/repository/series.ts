/** What the chart draws: how many uses of each family were open after each scan, the biggest families by name. */
import type { HistoryPoint, Verdict } from "../api/repositories.ts";

export const VERDICTS: readonly { readonly verdict: Verdict; readonly title: string }[] = [
  { verdict: "quantum-broken", title: "Broken by a quantum computer" },
  { verdict: "weak-today", title: "Weak or broken today" },
];

const MOST_FAMILIES = 5;
export const OTHERS = "others";

export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly scan: string;
  readonly commit: string | undefined;
  /** By family, every one of the series. */
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

export interface Series {
  readonly families: readonly string[];
  readonly moments: readonly Moment[];
}

/** `points` from the oldest on. Families that were never more than others stand together. */
export function seriesOf(points: readonly HistoryPoint[], verdict: Verdict): Series {
  const most = new Map<string, number>();
  for (const { uses } of points) {
    for (const [family, count] of Object.entries(uses[verdict] ?? {})) {
      most.set(family, Math.max(count, most.get(family) ?? 0));
    }
  }
  const ranked = [...most].toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([family]) => family);
  // One more by name takes no more room than "others" with one family in it.
  const named = ranked.length <= MOST_FAMILIES + 1 ? ranked : ranked.slice(0, MOST_FAMILIES);
  const families = ranked.length > named.length ? [...named, OTHERS] : named;
  const moments = points.map(({ time, scan, commit, uses }) => {
    const open = uses[verdict] ?? {};
    const total = Object.values(open).reduce((sum, count) => sum + count, 0);
    const counts = Object.fromEntries(named.map((family) => [family, open[family] ?? 0]));
    const shown = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (families.length > named.length) counts[OTHERS] = total - shown;
    return { time: Date.parse(time), scan, commit, counts, total };
  });
  return { families, moments };
}

/** What holds from the last scan until now: the chart ends today. */
export function untilNow(moments: readonly Moment[], now: number): readonly Moment[] {
  const last = moments.at(-1);
  return last === undefined || last.time >= now ? moments : [...moments, { ...last, time: now }];
}
