import { expect, test } from "vitest";
import { forecastLines, forecastMarks } from "./forecast-lines.ts";

const points = [
  { date: "2026-01-01", uses: 9 },
  { date: "2026-02-01", uses: 6 },
];

test("what is expected goes on from what was", () => {
  const { lines, points: drawn } = forecastLines({ points, gone: { earliest: "2026-03-01", expected: "2026-04-01" } });
  expect(lines.map(({ name, expected }) => [name, expected])).toEqual([
    ["open", undefined],
    ["expected", true],
  ]);
  expect(drawn.map(({ values }) => values)).toEqual([{ open: 9 }, { open: 6, expected: 6 }, { expected: 0 }]);
});

test("without a date there is only what was", () => {
  const { lines, points: drawn } = forecastLines({ points });
  expect(lines).toHaveLength(1);
  expect(drawn).toHaveLength(2);
});

test("days of mandates are marked as far as the picture reaches, one mark a day", () => {
  const milestone = (mandate: string, date: string) => ({ mandate, date, requirement: "gone", state: "late" as const });
  const milestones = [
    milestone("past", "2020-01-01"),
    milestone("a", "2026-03-01"),
    milestone("b", "2026-03-01"),
    milestone("c", "2026-04-01"),
    milestone("far", "2035-01-01"),
    { ...milestone("done", "2026-03-15"), state: "done" as const },
  ];
  const gone = { earliest: "2026-03-01", expected: "2026-04-01", latest: "2026-06-01" };
  expect(forecastMarks({ points, milestones, gone })).toEqual([
    { time: Date.parse("2026-03-01"), name: "2 mandates" },
    { time: Date.parse("2026-04-01"), name: "c" },
  ]);
  expect(forecastMarks({ points, milestones })).toEqual([]);
});
