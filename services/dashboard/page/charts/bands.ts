/** What a chart of counts over time draws: one band for each name, the biggest by name and the others together. */
const MOST_NAMES = 5;
export const OTHERS = "others";

export interface CountsAt {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Every one of the names has a count here. */
export interface Moment extends CountsAt {
  readonly total: number;
}

export interface Bands {
  readonly names: readonly string[];
  readonly moments: readonly Moment[];
}

/** `points` from the oldest on. Names that were never more than others stand together. */
export function bandsOf(points: readonly CountsAt[]): Bands {
  const most = new Map<string, number>();
  for (const { counts } of points) {
    for (const [name, count] of Object.entries(counts)) most.set(name, Math.max(count, most.get(name) ?? 0));
  }
  const ranked = [...most].toSorted(([a, x], [b, y]) => y - x || a.localeCompare(b)).map(([name]) => name);
  // One more by name takes no more room than "others" with one of them in it.
  const named = ranked.length <= MOST_NAMES + 1 ? ranked : ranked.slice(0, MOST_NAMES);
  const names = ranked.length > named.length ? [...named, OTHERS] : named;
  const moments = points.map(({ time, counts: open }) => {
    const total = Object.values(open).reduce((sum, count) => sum + count, 0);
    const counts = Object.fromEntries(named.map((name) => [name, open[name] ?? 0]));
    const shown = Object.values(counts).reduce((sum, count) => sum + count, 0);
    if (names.length > named.length) counts[OTHERS] = total - shown;
    return { time, counts, total };
  });
  return { names, moments };
}

/** What holds from the last moment until now: the chart ends today. */
export function untilNow(moments: readonly Moment[], now: number): readonly Moment[] {
  const last = moments.at(-1);
  return last === undefined || last.time >= now ? moments : [...moments, { ...last, time: now }];
}
