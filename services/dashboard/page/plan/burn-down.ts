/** Which share of what a mandate binds may be left at each of its dates, and which is expected to be. */
import type { Forecast } from "@pqc-audit/reports/plan/forecast.ts";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import type { ChartLine, LinePoint } from "../charts/lines-chart.tsx";

export interface BurnDownLines {
  readonly lines: readonly ChartLine[];
  /** Percent. */
  readonly points: readonly LinePoint[];
}

export const EXPECTED = "expected at this pace";

type Step = readonly [date: string, left: number];

/**
 * A line falls at each date by what has to be gone then; mandates that want the same share one. What is expected begins with
 * all that is there today, and where it lies above a line, that mandate is missed.
 */
export function burnDownLines(
  { totals, today }: Pick<MigrationPlan, "totals" | "today">,
  gone?: Forecast["gone"],
): BurnDownLines {
  const named = new Map<string, { readonly names: string[]; readonly steps: readonly Step[] }>();
  for (const { mandate, steps } of totals.burnDown) {
    const left = stepsOf(steps, today);
    if (left.length === 0) continue;
    const alike = named.get(JSON.stringify(left)) ?? { names: [], steps: left };
    alike.names.push(mandate);
    named.set(JSON.stringify(left), alike);
  }
  const values = new Map<string, Record<string, number>>();
  const set = (date: string, name: string, left: number) => values.set(date, { ...values.get(date), [name]: left });
  const lines: ChartLine[] = [...named.values()].map(({ names, steps }, band) => {
    const name = names.join(", ");
    for (const [date, left] of steps) set(date, name, left);
    return { name, band, steps: true };
  });
  if (gone !== undefined && lines.length > 0) {
    lines.push({ name: EXPECTED, band: lines.length, expected: true });
    set(today, EXPECTED, 100);
    set(gone.expected, EXPECTED, 0);
  }
  const points = [...values].map(([date, each]) => ({ time: Date.parse(date), values: each }));
  return { lines, points: points.toSorted((a, b) => a.time - b.time) };
}

/** From today on; none where a mandate binds nothing. */
function stepsOf(steps: MigrationPlan["totals"]["burnDown"][number]["steps"], today: string): readonly Step[] {
  const bound = steps.at(-1)?.findings ?? 0;
  if (bound === 0) return [];
  const left = (gone: number) => Math.round((1_000 * (bound - gone)) / bound) / 10;
  const passed = steps.filter(({ date }) => date <= today).at(-1)?.findings ?? 0;
  const coming = steps.filter(({ date }) => date > today).map(({ date, findings }): Step => [date, left(findings)]);
  return [[today, left(passed)], ...coming];
}
