/**
 * How many uses were open over time, over all repositories: at the end of each day what the last scan of a repository until
 * then said (`track_step.uses`). Steps never change, so each is read once; of a repository the days on which something changed
 * are kept in memory.
 */
import { VERDICTS, type Verdict } from "@pqc-audit/reports/history/model.ts";
import { sql } from "kysely";
import type { Repository, Snapshot } from "../inventory/inventory.ts";
import { lists } from "../store/lists.ts";
import type { Store } from "../store/store.ts";
import { Remembered } from "./remembered.ts";

export const DAY_MS = 86_400_000;
export const INTERVALS = ["day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];

type Uses = Readonly<Partial<Record<Verdict, Readonly<Record<string, number>>>>>;

/** Of each verdict and family that is there, its number and the count, one behind the other. */
type Counts = readonly number[];

/** What is open behind a day, until the next entry. */
interface Day {
  /** Days since 1970 (UTC). */
  readonly day: number;
  /** When the scan began that said so. */
  readonly time: number;
  readonly counts: Counts;
}

export interface TrendPoint {
  /** ISO date: as it was at the end of this day (UTC). */
  readonly date: string;
  /** Repositories that had been scanned by then. */
  readonly repositories: number;
  readonly uses: Record<Verdict, number>;
  /** By verdict and family. */
  readonly byFamily: Record<Verdict, Record<string, number>>;
}

interface Grown {
  readonly track: number;
  readonly target: string | null;
  readonly ref: string;
  readonly head: number;
}

/** Of a track: of its steps the columns, each as the JSON text of a list, in the same order. */
interface StepsRow {
  readonly target: string;
  readonly ref: string;
  readonly steps: string;
  readonly times: string;
  readonly uses: string;
}

interface Step {
  readonly target: string;
  readonly ref: string;
  readonly time: number;
  readonly counts: Counts;
}

/** Others have their turn at the database in between. */
const TRACKS_AT_ONCE = 100;

export class Trends {
  readonly #store: Store;
  /** By target and ref. */
  readonly #days = new Map<string, Day[]>();
  /** The newest step that was read of each track. */
  readonly #heads = new Map<number, number>();
  readonly #numbers = new Map<string, number>();
  readonly #named: (readonly [Verdict, string])[] = [];
  readonly #points = new Remembered<readonly TrendPoint[]>();
  #version = -1;
  #reading: Promise<void> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Brings it up to a snapshot: a step comes with a scan that becomes the newest. */
  async upTo({ version }: Snapshot): Promise<void> {
    while (this.#version < version) {
      this.#reading ??= this.#read(version).finally(() => {
        this.#reading = undefined;
      });
      await this.#reading;
    }
  }

  async #read(version: number): Promise<void> {
    const tracks = await this.#store.reader
      .selectFrom("track")
      .select(["track", "target", "ref", "head"])
      .where("target", "is not", null)
      .execute();
    const there = new Set(tracks.map(({ track }) => track));
    if ([...this.#heads.keys()].some((track) => !there.has(track))) {
      // A repository was removed: what is left is read anew.
      this.#heads.clear();
      this.#days.clear();
    }
    const grown = tracks.filter(({ track, head }) => (this.#heads.get(track) ?? 0) < head);
    const known = new Map<string, Counts>();
    for (let at = 0; at < grown.length; at += TRACKS_AT_ONCE) {
      for (const steps of await this.#steps(grown.slice(at, at + TRACKS_AT_ONCE))) this.#addAll(steps, known);
    }
    for (const { track, head } of grown) this.#heads.set(track, head);
    this.#version = version;
  }

  async #steps(grown: readonly Grown[]): Promise<readonly StepsRow[]> {
    const source = this.#store.rows(
      { track: "bigint", target: "text", ref: "text", read: "bigint", head: "bigint" },
      grown.map(({ track, target, ref, head }) => [track, target, ref, this.#heads.get(track) ?? 0, head]),
    );
    const query = lists<StepsRow>(this.#store, {
      source,
      keys: ["track", "target", "ref"],
      table: "track_step",
      on: sql`t.track = r.track and t.step > r.read and t.step <= r.head`,
      numbers: { steps: sql`t.step`, times: sql`t.looked_at` },
      texts: { uses: sql`t.uses` },
    });
    const { rows } = await query.execute(this.#store.reader);
    return rows;
  }

  /** Equal texts are one object. */
  #addAll({ target, ref, ...columns }: StepsRow, known: Map<string, Counts>): void {
    const steps = JSON.parse(columns.steps) as readonly number[];
    const times = JSON.parse(columns.times) as readonly number[];
    const uses = JSON.parse(columns.uses) as readonly string[];
    const inOrder = Array.from(steps.keys()).sort((a, b) => (steps[a] ?? 0) - (steps[b] ?? 0));
    for (const at of inOrder) {
      const text = uses[at] ?? "{}";
      const counts = known.get(text) ?? this.#countsOf(JSON.parse(text) as Uses);
      known.set(text, counts);
      this.#add({ target, ref, time: times[at] ?? 0, counts });
    }
  }

  #add({ target, ref, time, counts }: Step): void {
    const key = keyOf(target, ref === "" ? null : ref);
    const days = this.#days.get(key) ?? [];
    this.#days.set(key, days);
    const entry = { day: Math.floor(time / DAY_MS), time, counts };
    // Nearly always at the end; scans with other options may have begun earlier.
    let at = days.length;
    while (at > 0 && (days[at - 1]?.time ?? 0) > time) at--;
    const [before, behind] = [days[at - 1], days[at]];
    if (behind?.day === entry.day || (before && isSame(before.counts, counts))) return;
    if (before?.day === entry.day) days[at - 1] = entry;
    else days.splice(at, 0, entry);
  }

  #countsOf(uses: Uses): Counts {
    return VERDICTS.flatMap((verdict) =>
      Object.entries(uses[verdict] ?? {}).flatMap(([family, count]) => [this.#number(verdict, family), count]),
    );
  }

  #number(verdict: Verdict, family: string): number {
    const key = `${verdict} ${family}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#named.length);
    return this.#named.push([verdict, family]) - 1;
  }

  /** Uses of a repository that a quantum computer breaks, from each day on which they changed; by time (milliseconds since 1970). */
  brokenIn({ target, scan }: Repository): readonly { readonly time: number; readonly uses: number }[] {
    const days = this.#days.get(keyOf(target, scan.ref)) ?? [];
    return days.map(({ time, counts }) => {
      let uses = 0;
      for (let at = 0; at < counts.length; at += 2) {
        if (this.#named[counts[at] ?? 0]?.[0] === "quantum-broken") uses += counts[at + 1] ?? 0;
      }
      return { time, uses };
    });
  }

  /** `repositories` of the snapshot it was brought up to. `dates` are days since 1970, ascending. */
  points(repositories: readonly Repository[], dates: readonly number[]): readonly TrendPoint[] {
    return this.#points.of(repositories, dates.join(), () => this.#addUp(repositories, dates));
  }

  /** What changes from date to date is added up first, then from the first date on. */
  #addUp(repositories: readonly Repository[], dates: readonly number[]): readonly TrendPoint[] {
    const width = this.#named.length;
    const changes = new Float64Array(dates.length * width);
    const come = new Float64Array(dates.length);
    const change = (point: number, counts: Counts, sign: 1 | -1) => {
      for (let at = 0; at < counts.length; at += 2) {
        const cell = point * width + (counts[at] ?? 0);
        changes[cell] = (changes[cell] ?? 0) + sign * (counts[at + 1] ?? 0);
      }
    };
    for (const { target, scan } of repositories) {
      const days = this.#days.get(keyOf(target, scan.ref)) ?? [];
      let at = -1;
      let before: Counts | undefined;
      for (let point = 0; point < dates.length; point++) {
        const date = dates[point] ?? 0;
        while (at + 1 < days.length && (days[at + 1]?.day ?? 0) <= date) at++;
        const now = days[at]?.counts;
        if (!now || now === before) continue;
        if (before) change(point, before, -1);
        else come[point] = (come[point] ?? 0) + 1;
        change(point, now, 1);
        before = now;
      }
    }
    const open = new Float64Array(width);
    let some = 0;
    return dates.map((date, point) => {
      some += come[point] ?? 0;
      for (let number = 0; number < width; number++) {
        open[number] = (open[number] ?? 0) + (changes[point * width + number] ?? 0);
      }
      return this.#point(date, some, open);
    });
  }

  #point(day: number, repositories: number, open: Float64Array): TrendPoint {
    const byFamily: Record<Verdict, [string, number][]> = { "quantum-broken": [], "weak-today": [] };
    const uses: Record<Verdict, number> = { "quantum-broken": 0, "weak-today": 0 };
    for (const [number, [verdict, family]] of this.#named.entries()) {
      const count = open[number] ?? 0;
      if (count === 0) continue;
      byFamily[verdict].push([family, count]);
      uses[verdict] += count;
    }
    return {
      date: new Date(day * DAY_MS).toISOString().slice(0, 10),
      repositories,
      uses,
      byFamily: {
        "quantum-broken": Object.fromEntries(byFamily["quantum-broken"].sort(mostFirst)),
        "weak-today": Object.fromEntries(byFamily["weak-today"].sort(mostFirst)),
      },
    };
  }
}

function isSame(a: Counts, b: Counts): boolean {
  return a === b || (a.length === b.length && a.every((number, at) => number === b[at]));
}

function mostFirst([a, x]: readonly [string, number], [b, y]: readonly [string, number]): number {
  return y - x || (a < b ? -1 : 1);
}

function keyOf(target: string, ref: string | null): string {
  return `${target}\0${ref ?? ""}`;
}

/** The last days of the intervals that lie between two days, both of them days since 1970; the last one ends with `to`. */
export function intervalEnds(from: number, to: number, interval: Interval): readonly number[] {
  const ends: number[] = [];
  for (let day = from; day < to; day++) if (endsInterval(day, interval)) ends.push(day);
  ends.push(to);
  return ends;
}

function endsInterval(day: number, interval: Interval): boolean {
  const next = new Date((day + 1) * DAY_MS);
  if (interval === "month") return next.getUTCDate() === 1;
  // Weeks begin on Monday.
  return interval === "day" || next.getUTCDay() === 1;
}

const TRENDS = new WeakMap<Store, Trends>();

export function trendsOf(store: Store): Trends {
  let trends = TRENDS.get(store);
  if (!trends) {
    trends = new Trends(store);
    TRENDS.set(store, trends);
  }
  return trends;
}
