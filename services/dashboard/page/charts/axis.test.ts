import { expect, test } from "vitest";
import { axisTicks } from "./axis.ts";

const first = Date.parse("2026-01-01T12:00:00Z");
const DAY = 86_400_000;

test.each([
  ["minutes", 5 * 60_000],
  ["a day", DAY],
  ["a month", 30 * DAY],
  ["years", 1200 * DAY],
])("ticks over %s are in order, within, and read differently", (_name, span) => {
  const { ticks, label } = axisTicks(first, first + span);
  expect(ticks.length).toBeGreaterThanOrEqual(4);
  expect([ticks[0], ticks.at(-1)]).toEqual([first, first + span]);
  expect(new Set(ticks.map(label)).size).toBe(ticks.length);
});

test("a single moment has one tick", () => {
  expect(axisTicks(first, first).ticks).toEqual([first]);
});
