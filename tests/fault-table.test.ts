import { expect, test } from "vitest";
import { table } from "./faults/table.ts";

const line = { id: "7g", fault: "disk full", redelivered: 1, duplicates: 2, digestEqual: true, seconds: 3.21 };

test("a case has one line: what was done, what came of it, how long it took", () => {
  const rows = table([{ name: "7g disk full", state: "passed", ...line }]).split("\n");
  expect(rows).toHaveLength(3);
  expect(rows[2]?.split(/ {2,}/)).toEqual(["7g", "disk full", "1", "2", "yes", "3.2", "passed"]);
});

test("a case that the machine refuses, and one that did not run, are called by name", () => {
  const waived = { name: "7g disk full", state: "passed", ...line, digestEqual: false, waived: "mount: not permitted" };
  const rows = table([waived, { name: "7h other disk full", state: "skipped" }]).split("\n");
  expect(rows[2]?.split(/ {2,}/)).toEqual([
    "7g",
    "disk full",
    "1",
    "2",
    "waived",
    "3.2",
    "refused here: mount: not permitted",
  ]);
  expect(rows[3]).toMatch(/^\? +7h other disk full +did not run +skipped/);
});
