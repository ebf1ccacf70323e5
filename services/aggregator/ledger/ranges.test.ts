import { expect, test } from "vitest";
import { inTurn } from "./ranges.ts";

type Scan = Parameters<typeof inTurn>[0][number];

function scan(id: string, over: Partial<Scan> = {}): Scan {
  return { id, target: id, priority: 0, created_at: 10, free: 1, held: 0, ...over };
}

const turn = (scans: readonly Scan[], around: Partial<Parameters<typeof inTurn>[1]> = {}) =>
  inTurn(scans, { prefer: undefined, beside: undefined, ...around }).map(({ id }) => id);

test("on-demand before scheduled, then the target of which least is in hand, then the oldest", () => {
  const scans = [
    scan("nightly", { priority: 1, created_at: 1 }),
    scan("busy", { held: 2, created_at: 2 }),
    scan("other ref of busy", { target: "busy", created_at: 3 }),
    scan("idle", { created_at: 5 }),
    scan("older", { created_at: 4 }),
    scan("nothing free", { free: 0 }),
  ];
  expect(turn(scans)).toEqual(["older", "idle", "busy", "other ref of busy", "nightly"]);
});

test("of two that waited as long the one goes first whose tree lies open", () => {
  const scans = [scan("a", { held: 1 }), scan("b", { held: 1, created_at: 11 })];
  expect(turn(scans, { prefer: "b" })).toEqual(["b", "a"]);
  expect(turn([...scans, scan("c", { created_at: 12 })], { prefer: "b" })[0]).toBe("c");
});

test("nothing of what somebody beside who asks has open", () => {
  expect(turn([scan("a"), scan("b")], { except: ["a", "c"] })).toEqual(["b"]);
});

test("a scan beside is not starved by many ranges, nor are they by it", () => {
  const beside = { priority: 0, created_at: 10 };
  expect(turn([scan("older", { created_at: 9 })], { beside })).toEqual(["older"]);
  expect(turn([scan("newer", { created_at: 11 })], { beside })).toEqual([]);
  expect(turn([scan("in hand", { created_at: 9, held: 1 })], { beside })).toEqual([]);
  expect(turn([scan("in hand", { held: 1 })], { beside: { ...beside, priority: 1 } })).toEqual(["in hand"]);
  expect(turn([scan("nightly", { priority: 1, created_at: 1 })], { beside })).toEqual([]);
});
