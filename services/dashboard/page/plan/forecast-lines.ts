/** What was, and what is expected from it, as a chart takes it. */
import type { Forecast } from "@pqc-audit/reports/plan/forecast.ts";
import type { ChartLine, LinePoint } from "../charts/lines-chart.tsx";

const OPEN = "open";
const EXPECTED = "expected";

export interface ForecastLines {
  readonly lines: readonly ChartLine[];
  readonly points: readonly LinePoint[];
}

/** The expected line begins where the observed one ends, so that they meet. */
export function forecastLines({ points, gone }: Pick<Forecast, "points" | "gone">): ForecastLines {
  const observed = points.map(({ date, uses }) => ({ time: Date.parse(date), values: { [OPEN]: uses } }));
  const lines: ChartLine[] = [{ name: OPEN, band: 0 }];
  const last = points.at(-1);
  if (gone === undefined || last === undefined) return { lines, points: observed };
  return {
    lines: [...lines, { name: EXPECTED, band: 2, expected: true }],
    points: [
      ...observed.slice(0, -1),
      { time: Date.parse(last.date), values: { [OPEN]: last.uses, [EXPECTED]: last.uses } },
      { time: Date.parse(gone.expected), values: { [EXPECTED]: 0 } },
    ],
  };
}

/** Days that mandates set and that it is not known to be done by, as far as the picture reaches; some days are of many. */
export function forecastMarks({
  points: [first],
  milestones,
  gone,
}: Pick<Forecast, "points" | "milestones" | "gone">): readonly { readonly time: number; readonly name: string }[] {
  if (gone === undefined || first === undefined) return [];
  const days = new Map<string, Set<string>>();
  for (const { date, mandate, state } of milestones) {
    if (state === "done" || date < first.date || date > (gone.latest ?? gone.expected)) continue;
    days.set(date, (days.get(date) ?? new Set()).add(mandate));
  }
  return [...days].map(([date, mandates]) => ({
    time: Date.parse(date),
    name: mandates.size === 1 ? [...mandates].join() : `${mandates.size} mandates`,
  }));
}
