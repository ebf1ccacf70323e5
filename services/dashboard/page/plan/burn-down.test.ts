import { expect, test } from "vitest";
import { burnDownLines } from "./burn-down.ts";

const effort = { low: 1, high: 2 };
const totals = { packages: 2, findings: 30, overdue: 5, blocked: 0, effort, byKind: {} };

test("what may be left falls at each date, and what had to be gone before today is gone", () => {
  const burnDown = [
    {
      mandate: "m",
      steps: [
        { date: "2025-01-01", findings: 5, effort },
        { date: "2030-01-01", findings: 15, effort },
        { date: "2035-01-01", findings: 30, effort },
      ],
    },
  ];
  const { lines, points } = burnDownLines({ today: "2026-11-23", totals: { ...totals, burnDown } });
  expect(lines).toEqual([{ name: "m", band: 0 }]);
  expect(points.map(({ time, values }) => [new Date(time).toISOString().slice(0, 10), values])).toEqual([
    ["2026-11-23", { m: 25 }],
    ["2030-01-01", { m: 15 }],
    ["2035-01-01", { m: 0 }],
  ]);
});
