/** Counts over time, out of lives: exact at every time it tells of. */
import { compareBytewise } from "../model/order.ts";
import { type Life, type Series, type Timeline, VERDICTS, type Verdict } from "./model.ts";

/** More than a picture can show. */
const MOST_POINTS = 240;

/** When it was on the line of first parents, milliseconds since 1970; without an end where it still is. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export function timelineOf(lives: readonly Life[], now: Date): Timeline {
  const spans = new Map<string, { verdict: Verdict; family: string; spans: Span[] }>();
  const events = new Set<number>();
  for (const life of lives) {
    const span = spanOf(life, now);
    if (!span) continue;
    const key = `${life.verdict} ${life.family}`;
    const its = spans.get(key) ?? { verdict: life.verdict, family: life.family, spans: [] };
    spans.set(key, its);
    its.spans.push(span);
    events.add(span.from);
    if (span.to !== Number.POSITIVE_INFINITY) events.add(span.to);
  }
  const times = pointsOf([...events].sort((a, b) => a - b));
  const series = [...spans.values()].map((each) => ({ ...each, counts: countsAt(times, each.spans) }));
  return {
    times: times.map((time) => new Date(time).toISOString()),
    series: series.sort(compareSeries).map(({ verdict, family, counts }) => ({ verdict, family, counts })),
  };
}

/** A committer's clock may be wrong: nothing goes before it comes, or after today. */
function spanOf({ state, opened, merged, closed, closedMerged }: Life, now: Date): Span | undefined {
  if (state === "branch") return undefined;
  const from = Math.min(Date.parse((merged ?? opened).time), now.getTime());
  const end = closedMerged ?? closed;
  if (!end) return { from, to: Number.POSITIVE_INFINITY };
  return { from, to: Math.max(from, Math.min(Date.parse(end.time), now.getTime())) };
}

/** Every time at which something happened, or as many at equal distances, the last of all among them. */
function pointsOf(events: readonly number[]): readonly number[] {
  const [first] = events;
  const last = events.at(-1);
  if (first === undefined || last === undefined || events.length <= MOST_POINTS) return events;
  const step = (last - first) / (MOST_POINTS - 1);
  return Array.from({ length: MOST_POINTS }, (_, at) =>
    at === MOST_POINTS - 1 ? last : Math.round(first + at * step),
  );
}

function countsAt(times: readonly number[], spans: readonly Span[]): readonly number[] {
  const starts = spans.map(({ from }) => from).sort((a, b) => a - b);
  const ends = spans.map(({ to }) => to).sort((a, b) => a - b);
  let [begun, ended] = [0, 0];
  return times.map((time) => {
    while (begun < starts.length && (starts[begun] ?? 0) <= time) begun++;
    while (ended < ends.length && (ends[ended] ?? 0) <= time) ended++;
    return begun - ended;
  });
}

function compareSeries(a: Series, b: Series): number {
  const most = ({ counts }: Series) => counts.reduce((max, count) => Math.max(max, count), 0);
  return (
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    most(b) - most(a) ||
    compareBytewise(a.family, b.family)
  );
}
