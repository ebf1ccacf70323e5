/** When nothing is left, if it goes on as it went: a date from the trend of uses, and how that stands to the mandates. */
import { compareBytewise } from "../model/order.ts";
import { type Slope, theilSen } from "./theil-sen.ts";

export interface Observation {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Uses from then on until the next. */
  readonly uses: number;
}

/** What a mandate wants gone, and by when. */
export interface Milestone {
  readonly mandate: string;
  /** ISO date. */
  readonly date: string;
  readonly requirement: string;
}

/** `at-risk`: on time if it goes on so, but late if it goes on as slowly as the interval allows. */
export type MilestoneState = "done" | "on-time" | "at-risk" | "late" | "unknown";

export interface Forecast {
  /** What is counted: uses that a quantum computer breaks. */
  readonly of: "quantum-broken";
  readonly observations: number;
  /** ISO dates of the first and the last. */
  readonly from?: string;
  readonly to?: string;
  /** Uses at the last observation. */
  readonly uses: number;
  /** What the trend was taken from, for a picture: ISO dates, at most one a week. */
  readonly points: readonly { readonly date: string; readonly uses: number }[];
  readonly trend: "falling" | "rising" | "none" | "done";
  /** Why there is no date. */
  readonly reason?: string;
  /** Change of the number of uses in a year, with an interval of 90 %. */
  readonly perYear?: Slope;
  /** ISO dates; `latest` is absent where it may take longer than a century. */
  readonly gone?: { readonly earliest: string; readonly expected: string; readonly latest?: string };
  /** By date. */
  readonly milestones: readonly (Milestone & {
    readonly state: MilestoneState;
    /** Days from the milestone to the expected date, where that is later. */
    readonly lateDays?: number;
    /** Uses that are expected to be left then. */
    readonly left?: number;
  })[];
}

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
const CENTURY_MS = 100 * YEAR_MS;
/** What lies further back says little about how fast people work now. */
const WINDOW_MS = YEAR_MS;
const FEWEST = 5;
const SHORTEST_MS = 28 * DAY_MS;
/** One a week of the window. */
const MOST = 53;

/** `observations` in order of time; `now` in milliseconds. Throws `RangeError` where they are out of order. */
export function forecastOf(
  observations: readonly Observation[],
  milestones: readonly Milestone[],
  now: number,
): Forecast {
  for (const [at, { time }] of observations.entries()) {
    if (time < (observations[at - 1]?.time ?? time)) throw new RangeError("observations are out of order");
  }
  const points = sampled(windowOf(observations));
  const [first] = points;
  const last = points.at(-1);
  const head = {
    of: "quantum-broken" as const,
    observations: observations.length,
    ...(first && last && { from: isoDay(first.time), to: isoDay(last.time) }),
    uses: last?.uses ?? 0,
    points: points.map(({ time, uses }) => ({ date: isoDay(time), uses })),
  };
  const without = (trend: Forecast["trend"], reason: string, perYear?: Slope): Forecast => ({
    ...head,
    trend,
    reason,
    ...(perYear && { perYear }),
    milestones: judged(milestones, undefined),
  });
  if (!first || !last) return without("none", "nothing was scanned yet");
  if (last.uses === 0) return { ...head, trend: "done", milestones: judged(milestones, { uses: 0, at: now }) };
  if (observations.length < FEWEST)
    return without("none", `${observations.length} observations, at least ${FEWEST} are needed`);
  if (last.time - first.time < SHORTEST_MS) return without("none", "they span less than 28 days");
  const slope = theilSen(points.map(({ time, uses }) => ({ x: (time - first.time) / YEAR_MS, y: uses })));
  if (!slope) return without("none", "too few of them differ in time");
  const perYear = { low: tenth(slope.low), mid: tenth(slope.mid), high: tenth(slope.high) };
  if (slope.low > 0) return without("rising", "there are more and more uses", perYear);
  if (slope.high >= 0 || slope.mid >= 0) return without("none", "it is not clear that uses become fewer", perYear);
  const goneAt = (rate: number) => last.time + (last.uses / -rate) * YEAR_MS;
  const [earliest, expected, latest] = [goneAt(slope.low), goneAt(slope.mid), goneAt(slope.high)];
  if (expected - now > CENTURY_MS) return without("none", "it would take more than a century", perYear);
  const inTime = latest - now <= CENTURY_MS;
  return {
    ...head,
    trend: "falling",
    perYear,
    gone: { earliest: isoDay(earliest), expected: isoDay(expected), ...(inTime && { latest: isoDay(latest) }) },
    milestones: judged(milestones, { uses: last.uses, at: last.time, rate: slope.mid, expected, latest }),
  };
}

interface Trend {
  readonly uses: number;
  readonly at: number;
  readonly rate?: number;
  readonly expected?: number;
  readonly latest?: number;
}

function judged(milestones: readonly Milestone[], trend: Trend | undefined): Forecast["milestones"] {
  const sorted = milestones.toSorted(
    (a, b) => compareBytewise(a.date, b.date) || compareBytewise(a.mandate, b.mandate),
  );
  return sorted.map((milestone) => {
    if (!trend) return { ...milestone, state: "unknown" as const };
    const { uses, at, rate, expected, latest } = trend;
    if (uses === 0) return { ...milestone, state: "done" as const, left: 0 };
    if (rate === undefined || expected === undefined || latest === undefined)
      return { ...milestone, state: "unknown" as const };
    // The last day on which the old state is in order: what is gone by its end is on time.
    const end = Date.parse(milestone.date) + DAY_MS;
    const left = Math.max(0, Math.round(uses + (rate * Math.max(0, end - at)) / YEAR_MS));
    if (expected > end)
      return { ...milestone, state: "late" as const, lateDays: Math.ceil((expected - end) / DAY_MS), left };
    return { ...milestone, state: latest > end ? ("at-risk" as const) : ("on-time" as const), left };
  });
}

/** The last year up to the last observation, or all where there are too few in it. */
function windowOf(observations: readonly Observation[]): readonly Observation[] {
  const last = observations.at(-1)?.time ?? 0;
  const recent = observations.filter(({ time }) => time >= last - WINDOW_MS);
  if (recent.length < FEWEST) return observations;
  // What held when the window began.
  const before = observations.findLast(({ time }) => time < last - WINDOW_MS);
  return before ? [{ time: last - WINDOW_MS, uses: before.uses }, ...recent] : recent;
}

/** Each count holds until the next, so of many some at equal distances say the same. */
function sampled(observations: readonly Observation[]): readonly Observation[] {
  const [first] = observations;
  const last = observations.at(-1);
  if (!first || !last || observations.length <= MOST) return observations;
  const step = (last.time - first.time) / (MOST - 1);
  let at = 0;
  return Array.from({ length: MOST }, (_, number) => {
    const time = number === MOST - 1 ? last.time : first.time + number * step;
    while (at + 1 < observations.length && (observations[at + 1]?.time ?? 0) <= time) at++;
    return { time, uses: observations[at]?.uses ?? 0 };
  });
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
