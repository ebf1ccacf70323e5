/**
 * How many uses were open over time, over all repositories: at the end of each day what the last scan of a repository until
 * then said (`track_step.uses`). Steps never change, so each is read once; of a repository the days on which something changed
 * are kept in memory.
 */
import { VERDICTS, type Verdict } from "@pqc-audit/reports/history/model.ts";
import { sql } from "kysely";
import type { Repository, Snapshot } from "../inventory/inventory.ts";
import type { Store } from "../store/store.ts";
import { Remembered } from "./remembered.ts";

export const DAY_MS = 86_400_000;
export const INTERVALS = ["day", "week", "month"] as const;
export type Interval = (typeof INTERVALS)[number];

type Uses = Readonly<Partial<Record<Verdict, Readonly<Record<string, number>>>>>;

/** What is open behind a day, until the next entry. */
interface Day {
  /** Days since 1970 (UTC). */
  readonly day: number;
  /** When the scan began that said so. */
  readonly time: number;
  readonly uses: Uses;
  readonly packed: Packed;
}

/** The same as numbers: of each verdict and family that is there, its number and the count. */
interface Packed {
  readonly numbers: Int32Array;
  readonly counts: Float64Array;
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

interface StepRow {
  readonly target: string;
  readonly ref: string;
  readonly looked_at: number;
  readonly uses: string;
}

export class Trends {
  readonly #store: Store;
  /** By target and ref. */
  readonly #days = new Map<string, Day[]>();
  /** The newest step that was read of each track. */
  readonly #heads = new Map<number, number>();
  /** Equal texts are one object. */
  readonly #texts = new Map<string, Pick<Day, "uses" | "packed">>();
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
      this.#texts.clear();
    }
    const grown = tracks.filter(({ track, head }) => (this.#heads.get(track) ?? 0) < head);
    const source = this.#store.rows(
      { track: "bigint", target: "text", ref: "text", read: "bigint", head: "bigint" },
      grown.map(({ track, target, ref, head }) => [track, target, ref, this.#heads.get(track) ?? 0, head]),
    );
    if (grown.length > 0) {
      const steps = sql<StepRow>`select r.target, r.ref, s.looked_at, s.uses
        from ${source} ${this.#store.joinInOrder} track_step s on s.track = r.track and s.step > r.read
          and s.step <= r.head order by r.track, s.step`.compile(this.#store.reader);
      for await (const rows of this.#store.stream(steps)) for (const row of rows) this.#add(row);
    }
    for (const { track, head } of grown) this.#heads.set(track, head);
    this.#version = version;
  }

  #add({ target, ref, looked_at: lookedAt, uses: text }: StepRow): void {
    let said = this.#texts.get(text);
    if (!said) {
      const uses = JSON.parse(text) as Uses;
      said = { uses, packed: this.#pack(uses) };
      this.#texts.set(text, said);
    }
    const { uses } = said;
    const key = keyOf(target, ref === "" ? null : ref);
    const days = this.#days.get(key) ?? [];
    this.#days.set(key, days);
    const time = Number(lookedAt);
    const entry = { day: Math.floor(time / DAY_MS), time, ...said };
    // Nearly always at the end; scans with other options may have begun earlier.
    let at = days.length;
    while (at > 0 && (days[at - 1]?.time ?? 0) > time) at--;
    const [before, behind] = [days[at - 1], days[at]];
    if (behind?.day === entry.day || before?.uses === uses) return;
    if (before?.day === entry.day) days[at - 1] = entry;
    else days.splice(at, 0, entry);
  }

  #pack(uses: Uses): Packed {
    const entries = VERDICTS.flatMap((verdict) =>
      Object.entries(uses[verdict] ?? {}).map(([family, count]) => [this.#number(verdict, family), count] as const),
    );
    return {
      numbers: Int32Array.from(entries, ([number]) => number),
      counts: Float64Array.from(entries, ([, count]) => count),
    };
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
    return days.map(({ time, uses: { "quantum-broken": families = {} } }) => ({
      time,
      uses: Object.values(families).reduce((all, count) => all + count, 0),
    }));
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
    const change = (point: number, { numbers, counts }: Packed, sign: 1 | -1) => {
      for (let at = 0; at < numbers.length; at++) {
        const cell = point * width + (numbers[at] ?? 0);
        changes[cell] = (changes[cell] ?? 0) + sign * (counts[at] ?? 0);
      }
    };
    for (const { target, scan } of repositories) {
      const days = this.#days.get(keyOf(target, scan.ref)) ?? [];
      let at = -1;
      let before: Packed | undefined;
      for (let point = 0; point < dates.length; point++) {
        const date = dates[point] ?? 0;
        while (at + 1 < days.length && (days[at + 1]?.day ?? 0) <= date) at++;
        const now = days[at]?.packed;
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
