/** When things expire, in steps that matter more the nearer they are. */
import type { Column } from "../charts/columns-chart.tsx";

const DAY = 86_400_000;

const STEPS = [
  { name: "Expired", days: 0 },
  { name: "30 days", days: 30 },
  { name: "90 days", days: 90 },
  { name: "1 year", days: 365 },
  { name: "2 years", days: 730 },
  { name: "5 years", days: 1_826 },
] as const;
const LATER = "Later";
const URGENT = 2;

/** The days by which each step is over, as ISO dates. `now` in milliseconds since 1970. */
export function expiryDays(now: number): readonly string[] {
  return STEPS.map(({ days }) => new Date(now + days * DAY).toISOString().slice(0, 10));
}

/** `totals`: what expires before each of `expiryDays`, and all. */
export function expiryColumns(totals: readonly number[]): readonly Column[] {
  return [...STEPS.map(({ name }) => name), LATER].map((name, at) => ({
    name,
    count: Math.max(0, (totals[at] ?? 0) - (totals[at - 1] ?? 0)),
    urgent: at < URGENT,
  }));
}
