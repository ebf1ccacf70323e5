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

const limits = (perScan: number, perTarget: number, others = new Map<string, number>()) => ({
  perScan,
  perTarget,
  others,
});

test("a scan has no more in flight than its limit lets it, whatever room there is", () => {
  const big = scan("a", 9, { inFlight: 1 });
  expect(fairTurns([big, scan("b", 2)], 100, limits(3, 0))).toEqual(["b0", "a0", "b1", "a1"]);
  expect(fairTurns([scan("a", 9, { inFlight: 7 })], 100, limits(3, 0))).toEqual([]);
});

test("scans of one repository share its limit, with those that have nothing left to give", () => {
  const [older, newer] = [scan("x", 4, { target: "t" }), scan("y", 4, { target: "t", createdAt: 1, inFlight: 1 })];
  expect(fairTurns([older, newer, scan("b", 1)], 100, limits(0, 4))).toEqual(["b0", "x0", "x1", "x2"]);
  expect(fairTurns([older, newer], 100, limits(0, 4, new Map([["t", 2]])))).toEqual(["x0"]);
  expect(fairTurns([older], 100, limits(2, 3))).toEqual(["x0", "x1"]);
});

test("room that a limit leaves on demand goes to scheduled units", () => {
  const nightly = scan("n", 5, { priority: 1 });
  expect(fairTurns([nightly, scan("a", 5)], 4, limits(2, 0))).toEqual(["a0", "a1", "n0", "n1"]);
});
