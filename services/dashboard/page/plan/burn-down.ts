/** How much may be left at each date that a mandate sets. */
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import type { ChartLine, LinePoint } from "../charts/lines-chart.tsx";

export interface BurnDownLines {
  readonly lines: readonly ChartLine[];
  readonly points: readonly LinePoint[];
}

/** Lines that fall at each date by what has to be gone then; what a mandate does not bind stays. */
export function burnDownLines({ totals, today }: Pick<MigrationPlan, "totals" | "today">): BurnDownLines {
  const lines = totals.burnDown.map(({ mandate }, band) => ({ name: mandate, band }));
  const values = new Map<number, Record<string, number>>();
  const set = (date: string, mandate: string, left: number) => {
    const time = Date.parse(date);
    values.set(time, { ...values.get(time), [mandate]: left });
  };
  for (const { mandate, steps } of totals.burnDown) {
    const bound = steps.at(-1)?.findings ?? 0;
    const passed = steps.filter(({ date }) => date <= today).at(-1)?.findings ?? 0;
    set(today, mandate, bound - passed);
    for (const { date, findings } of steps) if (date > today) set(date, mandate, bound - findings);
  }
  const points = [...values].map(([time, each]) => ({ time, values: each })).toSorted((a, b) => a.time - b.time);
  return { lines, points };
}
