/** How many uses of each family were open after each scan. */
import type { HistoryPoint, Verdict } from "../api/repositories.ts";
import { type Bands, bandsOf } from "../charts/bands.ts";
import type { Change } from "../charts/changes-chart.tsx";
import { momentText } from "../format/time.ts";

export const VERDICTS: readonly { readonly verdict: Verdict; readonly title: string }[] = [
  { verdict: "quantum-broken", title: "Broken by a quantum computer" },
  { verdict: "weak-today", title: "Weak or broken today" },
];

/** `points` from the oldest on. */
export function seriesOf(points: readonly HistoryPoint[], verdict: Verdict): Bands {
  return bandsOf(points.map(({ time, uses }) => ({ time: Date.parse(time), counts: uses[verdict] ?? {} })));
}

/** More columns than that cannot be told apart. */
const MOST_CHANGES = 60;

/** What each scan changed against the one before: the newest of them. */
export function changesOf(points: readonly HistoryPoint[]): readonly Change[] {
  return points
    .flatMap(({ scan, time, changes }) =>
      changes?.since === undefined
        ? []
        : [{ key: scan, name: momentText(time), came: changes.new + changes.reopened, went: changes.fixed }],
    )
    .slice(-MOST_CHANGES);
}
