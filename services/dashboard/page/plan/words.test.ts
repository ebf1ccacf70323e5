import { expect, test } from "vitest";
import { effortText, forecastText, paceText } from "./words.ts";

test.each([
  [{ low: 1, high: 1 }, "1 hour"],
  [{ low: 2, high: 6 }, "2 to 6 hours"],
  [{ low: 8, high: 40 }, "1 to 5 days"],
  [{ low: 8_000, high: 16_000 }, "1,000 to 2,000 days"],
])("%o is %s", (effort, text) => {
  expect(effortText(effort)).toBe(text);
});

const forecast = { of: "quantum-broken", observations: 9, uses: 4, points: [], milestones: [] } as const;

test("a forecast says when, or why it cannot", () => {
  expect(forecastText({ ...forecast, trend: "rising", reason: "2 observations, at least 5 are needed" })).toBe(
    "There is no forecast: 2 observations, at least 5 are needed.",
  );
  const gone = { earliest: "2030-01-01", expected: "2031-02-03" };
  expect(forecastText({ ...forecast, trend: "falling", gone })).toBe(
    "At this pace nothing is left on 3 Feb 2031; between 1 Jan 2030 and more than a century from now.",
  );
  expect(forecastText({ ...forecast, uses: 0, trend: "done" })).toBe("Nothing is left that a quantum computer breaks.");
});

test.each([
  [-12.4, "12 fewer a year"],
  [1_200, "1,200 more a year"],
  [0.3, "as many as a year before"],
])("a pace of %s is %s", (perYear, text) => {
  expect(paceText(perYear)).toBe(text);
});
