import { expect, test } from "vitest";
import { daysOf } from "./deadlines.ts";

const due = (mandate: string, date: string, findings: number, overdue = false) => ({
  mandate,
  date,
  findings,
  repositories: 1,
  overdue,
});

test("mandates stand with the day that they set, most findings first", () => {
  const days = daysOf([
    due("later", "2035-12-31", 9),
    due("b", "2020-12-31", 2, true),
    due("a", "2020-12-31", 2, true),
    due("most", "2020-12-31", 5, true),
  ]);
  expect(days.map(({ date, overdue, mandates }) => [date, overdue, mandates.map(({ mandate }) => mandate)])).toEqual([
    ["2020-12-31", true, ["most", "a", "b"]],
    ["2035-12-31", false, ["later"]],
  ]);
});
