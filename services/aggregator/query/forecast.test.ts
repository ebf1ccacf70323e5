import { expect, test } from "vitest";
import { weeklySums } from "./forecast.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-11-23T12:00:00Z");
const days = (ago: number) => NOW - ago * DAY;

test("weeks are counted back from now to the first scan, at most a year", () => {
  const sums = weeklySums([[{ time: days(20), uses: 3 }]], NOW);
  expect(sums.map(({ time }) => (NOW - time) / DAY)).toEqual([20, 14, 7, 0]);
  expect(sums.map(({ uses }) => uses)).toEqual([3, 3, 3, 3]);
  expect(weeklySums([[{ time: days(5_000), uses: 3 }]], NOW).length).toBe(53);
});

test("a repository that was scanned later makes no rise, and one that was never scanned nothing", () => {
  const early = [
    { time: days(21), uses: 10 },
    { time: days(10), uses: 6 },
    { time: days(9), uses: 4 },
  ];
  expect(weeklySums([early, [{ time: days(2), uses: 100 }], []], NOW).map(({ uses }) => uses)).toEqual([
    110, 110, 104, 104,
  ]);
  expect(weeklySums([[]], NOW)).toEqual([]);
});
