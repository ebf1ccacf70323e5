/** Uses over time as stacked areas, in SVG. Counts hold until they change, so the areas have steps. */
import { escaped } from "../markup.ts";
import { type Series, type Timeline, VERDICTS, type Verdict } from "./model.ts";

export interface Band extends Series {
  /** Colour, as a class of the page's style. */
  readonly className: string;
  /** Families that have no band of their own. */
  readonly others: number;
}

/** Colours of each verdict; the last is for what has none of its own. */
const BANDS = 6;
const [WIDTH, HEIGHT] = [960, 340];
const EDGE = { left: 52, right: 12, top: 12, bottom: 28 };
const DAY_MS = 86_400_000;

/** A band for each of the families with most uses, one for the rest of them; a verdict after the other. */
export function bandsOf({ series }: Timeline): readonly Band[] {
  return VERDICTS.flatMap((verdict) => {
    const its = series.filter((each) => each.verdict === verdict);
    const shown = its.length > BANDS ? its.slice(0, BANDS - 1) : its;
    const bands = shown.map((each, at) => ({ ...each, className: `${shortOf(verdict)}${at + 1}`, others: 0 }));
    const rest = its.slice(shown.length);
    return rest.length === 0 ? bands : [...bands, restOf(rest, verdict)];
  });
}

function restOf(rest: readonly Series[], verdict: Verdict): Band {
  const counts = (rest[0]?.counts ?? []).map((_, at) => rest.reduce((sum, each) => sum + (each.counts[at] ?? 0), 0));
  return { verdict, family: "others", counts, className: `${shortOf(verdict)}${BANDS}`, others: rest.length };
}

const shortOf = (verdict: Verdict): string => (verdict === "quantum-broken" ? "q" : "w");

export function chart({ times }: Timeline, bands: readonly Band[], until: Date): string {
  const at = times.map((time) => Date.parse(time));
  const first = at[0] ?? until.getTime();
  const last = Math.max(until.getTime(), first + DAY_MS);
  const totals = at.map((_, index) => bands.reduce((sum, band) => sum + (band.counts[index] ?? 0), 0));
  const top = ceiling(Math.max(1, ...totals));
  const x = (time: number) => round(EDGE.left + ((time - first) / (last - first)) * (WIDTH - EDGE.left - EDGE.right));
  const y = (count: number) => round(HEIGHT - EDGE.bottom - (count / top) * (HEIGHT - EDGE.top - EDGE.bottom));
  const xs = [...at, last].map(x);
  let floor = at.map(() => 0);
  const areas = bands.map((band) => {
    const roof = floor.map((count, index) => count + (band.counts[index] ?? 0));
    const path = `${edgePath(xs, roof.map(y))}${backPath(xs, floor.map(y))}Z`;
    floor = roof;
    const title = `${escaped(band.family)}: ${band.counts.at(-1) ?? 0} now, ${Math.max(0, ...band.counts)} at most`;
    return `<path class="${band.className}" d="${path}"><title>${title}</title></path>`;
  });
  const label = `Uses over time, from ${dayOf(first)} to ${dayOf(last)}: ${totals.at(-1) ?? 0} at the end`;
  return (
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">` +
    `<g class="grid">${counts(top, y)}</g>${areas.join("")}<g class="axis">${dates(first, last, x)}</g></svg>`
  );
}

/** Along the top: level until the next time, then up or down. */
function edgePath(xs: readonly number[], ys: readonly number[]): string {
  return ys.map((y, at) => `${at === 0 ? `M${xs[0]} ${y}` : `V${y}`}H${xs[at + 1]}`).join("");
}

/** And back along the bottom. */
function backPath(xs: readonly number[], ys: readonly number[]): string {
  return ys
    .map((y, at) => `V${y}H${xs[at]}`)
    .reverse()
    .join("");
}

function counts(top: number, y: (count: number) => number): string {
  const step = top / (top % 4 === 0 ? 4 : top % 5 === 0 ? 5 : top);
  const lines: string[] = [];
  for (let count = 0; count <= top; count += step) {
    const line = `<line x1="${EDGE.left}" x2="${WIDTH - EDGE.right}" y1="${y(count)}" y2="${y(count)}"/>`;
    lines.push(`${line}<text x="${EDGE.left - 8}" y="${y(count) + 4}" text-anchor="end">${count}</text>`);
  }
  return lines.join("");
}

/** Of these and their tenfolds each fourth or fifth part is a round number. */
const ROUND = [10, 12, 15, 16, 20, 25, 30, 40, 50, 60, 80, 100];

/** The next round number; small ones as they are, so that each has a line. */
function ceiling(most: number): number {
  if (most <= 9) return most;
  const unit = 10 ** (Math.floor(Math.log10(most)) - 1);
  return (ROUND.find((each) => each * unit >= most) ?? 100) * unit;
}

const TICKS = 8;

/** Years, months or days, whichever gives a few. */
function dates(first: number, last: number, x: (time: number) => number): string {
  const ticks = [tickYears, tickMonths, tickDays].map((each) => each(first, last)).find((each) => each.length >= 3);
  return (ticks ?? [first, last])
    .map((time) => {
      const day = new Date(time).toISOString();
      const text = time % DAY_MS !== 0 || !day.endsWith("-01T00:00:00.000Z") ? day.slice(0, 10) : monthOf(day);
      const [at, below] = [x(time), HEIGHT - EDGE.bottom];
      return `<line x1="${at}" x2="${at}" y1="${below}" y2="${below + 5}"/><text x="${at}" y="${below + 20}" text-anchor="${time === last ? "end" : "middle"}">${text}</text>`;
    })
    .join("");
}

function monthOf(day: string): string {
  return day.slice(5, 7) === "01" ? day.slice(0, 4) : day.slice(0, 7);
}

function tickYears(first: number, last: number): readonly number[] {
  const [from, to] = [new Date(first).getUTCFullYear() + 1, new Date(last).getUTCFullYear()];
  const step = Math.ceil((to - from + 1) / TICKS);
  const years = Array.from({ length: Math.max(0, Math.floor((to - from) / step) + 1) }, (_, at) => from + at * step);
  return years.map((year) => Date.UTC(year, 0, 1));
}

function tickMonths(first: number, last: number): readonly number[] {
  const day = new Date(first);
  const all: number[] = [];
  for (let month = 1; ; month++) {
    const time = Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + month, 1);
    if (time > last || month > 120) break;
    all.push(time);
  }
  return every(all);
}

function tickDays(first: number, last: number): readonly number[] {
  const from = Math.ceil(first / DAY_MS);
  const days = Math.min(400, Math.floor(last / DAY_MS) - from + 1);
  return every(Array.from({ length: Math.max(0, days) }, (_, at) => (from + at) * DAY_MS));
}

function every(times: readonly number[]): readonly number[] {
  const step = Math.ceil(times.length / TICKS);
  return times.filter((_, at) => at % step === 0);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
