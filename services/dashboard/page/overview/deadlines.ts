/** What has to be gone by each day, whichever mandate says so. */
import type { Overview } from "../api/overview.ts";

type Deadline = Overview["byDeadline"][number];

export interface DueDay {
  readonly date: string;
  readonly overdue: boolean;
  /** Most findings first. */
  readonly mandates: readonly Deadline[];
}

/** By day. */
export function daysOf(deadlines: readonly Deadline[]): readonly DueDay[] {
  return [...Map.groupBy(deadlines, ({ date }) => date)]
    .map(([date, mandates]) => ({
      date,
      overdue: mandates.some(({ overdue }) => overdue),
      mandates: mandates.toSorted((a, b) => b.findings - a.findings || a.mandate.localeCompare(b.mandate)),
    }))
    .toSorted((a, b) => a.date.localeCompare(b.date));
}
