import { expect, test } from "vitest";
import { forecastLines } from "./forecast-lines.ts";

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
