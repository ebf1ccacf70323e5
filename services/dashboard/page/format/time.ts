/** Times and spans as a reader wants them; all of them come as ISO texts. */
const DAY = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const COUNT = new Intl.NumberFormat("en-GB");
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** `14 Mar 2031`; days of deadlines and commits, which are UTC's. */
export function dayText(iso: string): string {
  return DAY.format(new Date(iso));
}

/** Day and minute, of the reader's own clock. */
export function momentText(iso: string): string {
  return MOMENT.format(new Date(iso));
}

/** `3 hours ago`, `in 5 years`. */
export function distanceText(iso: string, now: number): string {
  const seconds = Math.round((Date.parse(iso) - now) / 1000);
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return AGO.format(Math.trunc(seconds / length), unit);
  }
  return seconds > 0 ? "in a moment" : "just now";
}

/** `4 s`, `2 min 5 s`, `1 h 3 min`, `40 days`. */
export function spanText(milliseconds: number): string {
  if (milliseconds < 950) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  if (seconds >= 172_800) return `${COUNT.format(Math.floor(seconds / 86_400))} days`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}
