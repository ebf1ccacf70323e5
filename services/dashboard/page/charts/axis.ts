/** Where an axis of time says something, and what. */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TICKS = 6;

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const HOURS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const DAYS = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const MONTHS = new Intl.DateTimeFormat("en-GB", { month: "short", year: "numeric" });

export interface Axis {
  readonly ticks: readonly number[];
  readonly label: (time: number) => string;
}

/** At equal distances from first to last, as finely told as they differ. */
export function axisTicks(first: number, last: number): Axis {
  const span = last - first;
  const format = span <= HOUR ? CLOCK : span <= 3 * DAY ? HOURS : span <= 150 * DAY ? DAYS : MONTHS;
  const label = (time: number) => format.format(time);
  if (span <= 0) return { ticks: [first], label };
  const all = Array.from({ length: TICKS }, (_, at) => Math.round(first + (span * at) / (TICKS - 1)));
  // Two that read alike say nothing.
  return { ticks: all.filter((time, at) => at === 0 || label(time) !== label(all[at - 1] ?? 0)), label };
}
