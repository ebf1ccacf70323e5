import { expect, test } from "vitest";
import { expiryColumns, expiryDays } from "./expiries.ts";

test("each step holds what expires in it and in none before", () => {
  const columns = expiryColumns([2, 5, 5, 9, 9, 10, 14]);
  expect(columns.map(({ name, count }) => [name, count])).toEqual([
    ["Expired", 2],
    ["30 days", 3],
    ["90 days", 0],
    ["1 year", 4],
    ["2 years", 0],
    ["5 years", 1],
    ["Later", 4],
  ]);
  expect(columns.map(({ urgent }) => urgent)).toEqual([true, true, false, false, false, false, false]);
});

test("the steps begin today", () => {
  expect(expiryDays(Date.parse("2026-11-23T23:00:00Z")).slice(0, 2)).toEqual(["2026-11-23", "2026-12-23"]);
});
