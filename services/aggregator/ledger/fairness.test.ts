import { expect, test } from "vitest";
import { type Candidate, fairTurns } from "./fairness.ts";

function scan(name: string, units: number, over: Partial<Candidate<string>> = {}): Candidate<string> {
  return {
    scanId: name,
    target: name,
    priority: 0,
    createdAt: 0,
    inFlight: 0,
    units: Array.from({ length: units }, (_, at) => `${name}${at}`),
    ...over,
  };
}

test("repositories take turns, a small one is not starved by a big one", () => {
  expect(fairTurns([scan("a", 5), scan("b", 2)], 6)).toEqual(["a0", "b0", "a1", "b1", "a2", "a3"]);
});

test("what is in flight counts as turns taken", () => {
  expect(fairTurns([scan("a", 5, { inFlight: 2 }), scan("b", 5)], 4)).toEqual(["b0", "b1", "a0", "b2"]);
});

test("two scans of one repository share its turns, the older first", () => {
  const [first, second] = [scan("x", 1, { target: "t", createdAt: 2 }), scan("y", 2, { target: "t", createdAt: 1 })];
  expect(fairTurns([first, second, scan("b", 2, { createdAt: 3 })], 5)).toEqual(["y0", "b0", "y1", "b1", "x0"]);
});

test("scheduled units go only when nothing on demand is left", () => {
  const nightly = scan("n", 2, { priority: 1 });
  expect(fairTurns([nightly, scan("a", 2, { inFlight: 100 })], 3)).toEqual(["a0", "a1", "n0"]);
  expect(fairTurns([nightly], 0)).toEqual([]);
});
