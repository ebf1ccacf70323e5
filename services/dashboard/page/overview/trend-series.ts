/** How many uses were open over time, as a chart takes it. */
import type { TrendPoint } from "../api/overview.ts";
import { type Bands, bandsOf } from "../charts/bands.ts";
import type { FigureTable } from "../charts/figure.tsx";
import { dayText } from "../format/time.ts";

type Verdict = keyof TrendPoint["uses"];

/** Points before the first scan say nothing. */
export function trendBands(points: readonly TrendPoint[], verdict: Verdict): Bands {
  const scanned = points.slice(
    Math.max(
      0,
      points.findIndex(({ repositories }) => repositories > 0),
    ),
  );
  return bandsOf(scanned.map(({ date, byFamily }) => ({ time: Date.parse(date), counts: byFamily[verdict] })));
}

const SHOWN = 40;

export function trendTable({ names, moments }: Bands): FigureTable {
  const rows = moments
    .toReversed()
    .slice(0, SHOWN)
    .map(({ time, counts, total }) => [
      dayText(new Date(time).toISOString()),
      total,
      ...names.map((name) => counts[name] ?? 0),
    ]);
  return { head: ["Day", "All", ...names], rows };
}
