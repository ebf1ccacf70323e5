import { describe, expect, test } from "vitest";
import { forecastOf, type Milestone, type Observation } from "./forecast.ts";
import { theilSen } from "./theil-sen.ts";

const DAY = 86_400_000;
const START = Date.parse("2026-01-01");
const MILESTONES: readonly Milestone[] = [
  { mandate: "b", date: "2035-12-31", requirement: "all" },
  { mandate: "a", date: "2028-12-31", requirement: "some" },
];

/** The same numbers on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function weekly(counts: readonly number[]): readonly Observation[] {
  return counts.map((uses, at) => ({ time: START + at * 7 * DAY, uses }));
}
const nowOf = (observations: readonly Observation[]) => observations.at(-1)?.time ?? START;
const forecast = (observations: readonly Observation[]) => forecastOf(observations, MILESTONES, nowOf(observations));

test("a straight line ends where it meets nothing", () => {
  const told = forecast(weekly(Array.from({ length: 20 }, (_, at) => 200 - at * 2)));
  // 162 are left on 2026-05-14, two fewer a week.
  expect(told).toMatchObject({ trend: "falling", uses: 162, from: "2026-01-01", to: "2026-05-14" });
  expect(told.gone).toEqual({ earliest: "2027-12-02", expected: "2027-12-02", latest: "2027-12-02" });
  expect(told.perYear?.mid).toBeCloseTo(-104.4, 1);
  expect(told.milestones.map(({ mandate, state, left }) => [mandate, state, left])).toEqual([
    ["a", "on-time", 0],
    ["b", "on-time", 0],
  ]);
});

test("a slow one is late, by how much and with how many left", () => {
  const told = forecast(weekly(Array.from({ length: 20 }, (_, at) => 1000 - at)));
  expect(told.milestones[0]).toMatchObject({ mandate: "a", state: "late" });
  const expected = Date.parse(told.gone?.expected ?? "");
  expect(told.milestones[0]?.lateDays).toBe(Math.round((expected - Date.parse("2028-12-31")) / DAY) - 1 || 0);
  expect(told.milestones[0]?.left).toBeGreaterThan(800);
});

test.each([
  ["nothing", weekly([]), "nothing was scanned"],
  ["four", weekly([9, 8, 7, 6]), "at least 5"],
  ["a few days", weekly([9, 8, 7, 6, 5]).map(({ uses }, at) => ({ uses, time: START + at * DAY })), "28 days"],
  ["what stays", weekly([9, 9, 9, 9, 9, 9, 9]), "not clear"],
  ["what goes up and down", weekly([9, 4, 12, 3, 11, 5, 9, 4, 10]), "not clear"],
  ["crawling", weekly(Array.from({ length: 60 }, (_, at) => 1_000_000 - at)), "century"],
])("of %s no date is told", (_, observations, reason) => {
  const told = forecast(observations);
  expect(told.trend).toBe("none");
  expect(told.reason).toContain(reason);
  expect(told.gone).toBeUndefined();
  expect(told.milestones.every(({ state }) => state === "unknown")).toBe(true);
});

test("more and more is told as such, nothing left is done", () => {
  expect(forecast(weekly(Array.from({ length: 12 }, (_, at) => at * 3)))).toMatchObject({ trend: "rising" });
  const done = forecast(weekly([5, 0]));
  expect(done).toMatchObject({ trend: "done", uses: 0 });
  expect(done.milestones.map(({ state }) => state)).toEqual(["done", "done"]);
});

test("what is out of order is refused", () => {
  expect(() => forecast(weekly([1, 2]).toReversed())).toThrow("out of order");
});

test("a repository's first year does not hide what happens in its last", () => {
  const years = Array.from({ length: 200 }, (_, at) => (at < 140 ? 100 + at : 300 - (at - 140) * 4));
  expect(forecast(weekly(years))).toMatchObject({ trend: "falling" });
});

describe("on lines with noise", () => {
  const line = (seed: number, wild: number) => {
    const next = random(seed);
    const [start, fall] = [500 + next() * 1000, 2 + next() * 6];
    const counts = Array.from({ length: 40 }, (_, at) => {
      const value = start - fall * at + (next() - 0.5) * 10;
      return Math.max(1, Math.round(next() < wild ? value * (0.3 + 3 * next()) : value));
    });
    return { counts, truth: START + (start / fall) * 7 * DAY };
  };

  test("the date is near the true one, and the interval around it", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const { counts, truth } = line(seed, 0);
      const { gone } = forecast(weekly(counts));
      const [earliest, expected] = [Date.parse(gone?.earliest ?? ""), Date.parse(gone?.expected ?? "")];
      const latest = Date.parse(gone?.latest ?? "9999-01-01");
      expect(earliest).toBeLessThanOrEqual(expected);
      expect(expected).toBeLessThanOrEqual(latest);
      expect(Math.abs(expected - truth) / (truth - START)).toBeLessThan(0.15);
    }
  });

  test("one wild count in seven does not move the slope much", () => {
    for (let seed = 1; seed <= 200; seed++) {
      const points = (wild: number) => line(seed, wild).counts.map((y, x) => ({ x, y }));
      const [clean, wild] = [theilSen(points(0)), theilSen(points(0.15))];
      expect(wild?.mid).toBeLessThan(0);
      expect(Math.abs((wild?.mid ?? 0) / (clean?.mid ?? 1) - 1)).toBeLessThan(0.6);
    }
  });

  test("later in time never ends earlier, and units of uses do not matter", () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { counts } = line(seed, 0.05);
      const told = forecast(weekly(counts));
      const tenfold = forecast(weekly(counts.map((count) => count * 10)));
      if (told.gone) expect(tenfold.gone?.expected).toBe(told.gone.expected);
      const shifted = weekly(counts).map(({ time, uses }) => ({ uses, time: time + 100 * DAY }));
      const later = forecast(shifted);
      if (told.gone) {
        const days = (Date.parse(later.gone?.expected ?? "") - Date.parse(told.gone.expected)) / DAY;
        expect(Math.abs(days - 100)).toBeLessThanOrEqual(1);
      }
    }
  });

  test("pure noise has no date nine times in ten", () => {
    let dated = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const next = random(seed);
      if (forecast(weekly(Array.from({ length: 30 }, () => Math.round(100 + next() * 50)))).gone) dated++;
    }
    expect(dated).toBeLessThan(30);
  });
});
