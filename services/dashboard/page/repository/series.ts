/** How many uses of each family were open after each scan. */
import type { HistoryPoint, Verdict } from "../api/repositories.ts";
import { type Bands, bandsOf } from "../charts/bands.ts";

export const VERDICTS: readonly { readonly verdict: Verdict; readonly title: string }[] = [
  { verdict: "quantum-broken", title: "Broken by a quantum computer" },
  { verdict: "weak-today", title: "Weak or broken today" },
];

/** `points` from the oldest on. */
export function seriesOf(points: readonly HistoryPoint[], verdict: Verdict): Bands {
  return bandsOf(points.map(({ time, uses }) => ({ time: Date.parse(time), counts: uses[verdict] ?? {} })));
}
