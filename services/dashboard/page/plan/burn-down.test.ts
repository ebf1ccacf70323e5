import { expect, test } from "vitest";
import { burnDownLines, EXPECTED } from "./burn-down.ts";

const effort = { low: 1, high: 2 };
const totals = { packages: 2, findings: 30, overdue: 5, blocked: 0, effort, byKind: {} };
const today = "2026-11-23";
const wanted = (mandate: string) => ({
  mandate,
  steps: [
    { date: "2025-01-01", findings: 6, effort },
    { date: "2030-01-01", findings: 15, effort },
    { date: "2035-01-01", findings: 30, effort },
  ],
});
const drawn = (burnDown: ReturnType<typeof wanted>[], gone?: { earliest: string; expected: string }) => {
  const { lines, points } = burnDownLines({ today, totals: { ...totals, burnDown } }, gone);
  return {
    lines,
    points: points.map(({ time, values }) => [new Date(time).toISOString().slice(0, 10), values]),
  };
};

test("what may be left falls at each date, and what had to be gone before today is gone", () => {
  expect(drawn([wanted("m")])).toEqual({
    lines: [{ name: "m", band: 0, steps: true }],
    points: [
      [today, { m: 80 }],
      ["2030-01-01", { m: 50 }],
      ["2035-01-01", { m: 0 }],
    ],
  });
});

test("mandates that want the same are one line", () => {
  const other = { mandate: "o", steps: [{ date: "2030-01-01", findings: 4, effort }] };
  expect(drawn([wanted("m"), other, wanted("n")]).lines.map(({ name }) => name)).toEqual(["m, n", "o"]);
});

test("what is expected begins with all there is and ends where nothing is left", () => {
  const { lines, points } = drawn([wanted("m")], { earliest: "2031-01-01", expected: "2032-01-01" });
  expect(lines.at(-1)).toEqual({ name: EXPECTED, band: 1, expected: true });
  expect(points).toEqual([
    [today, { m: 80, [EXPECTED]: 100 }],
    ["2030-01-01", { m: 50 }],
    ["2032-01-01", { [EXPECTED]: 0 }],
    ["2035-01-01", { m: 0 }],
  ]);
});

test("without a mandate that binds anything nothing is drawn", () => {
  const none = { mandate: "m", steps: [] };
  expect(drawn([none], { earliest: "2031-01-01", expected: "2032-01-01" })).toEqual({ lines: [], points: [] });
});
