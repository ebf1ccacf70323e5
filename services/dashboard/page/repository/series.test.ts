import { expect, test } from "vitest";
import type { HistoryPoint } from "../api/repositories.ts";
import { OTHERS, untilNow } from "../charts/bands.ts";
import { changesOf, seriesOf } from "./series.ts";

const point = (time: string, uses: HistoryPoint["uses"]): HistoryPoint => ({
  scan: time,
  commit: "c",
  time,
  complete: true,
  summary: { findings: 0, bySeverity: {}, byFamily: {}, byQuantum: {}, unresolved: 0, suppressed: 0 },
  uses,
  changes: {
    ruleset: false,
    new: 0,
    existing: 0,
    reopened: 0,
    fixed: 0,
    unseen: 0,
    byRuleset: { new: 0, reopened: 0, fixed: 0 },
  },
});

test("each family has a count at each moment, none where it was not there", () => {
  const series = seriesOf(
    [
      point("2026-01-01T00:00:00Z", { "quantum-broken": { RSA: 3 }, "weak-today": { MD5: 9 } }),
      point("2026-02-01T00:00:00Z", { "quantum-broken": { RSA: 1, ECDH: 4 } }),
      point("2026-03-01T00:00:00Z", {}),
    ],
    "quantum-broken",
  );
  expect(series.names).toEqual(["ECDH", "RSA"]);
  expect(series.moments.map(({ counts, total }) => [counts, total])).toEqual([
    [{ ECDH: 0, RSA: 3 }, 3],
    [{ ECDH: 4, RSA: 1 }, 5],
    [{ ECDH: 0, RSA: 0 }, 0],
  ]);
});

test("families beyond the biggest stand together, and nothing is lost", () => {
  const uses = { A: 10, B: 9, C: 8, D: 7, E: 6, F: 5, G: 4 };
  const { names, moments } = seriesOf([point("2026-01-01T00:00:00Z", { "weak-today": uses })], "weak-today");
  expect(names).toEqual(["A", "B", "C", "D", "E", OTHERS]);
  expect(moments[0]?.counts).toMatchObject({ A: 10, E: 6, [OTHERS]: 9 });
  expect(Object.values(moments[0]?.counts ?? {}).reduce((sum, count) => sum + count, 0)).toBe(49);
});

test("six families all have their names", () => {
  const uses = { A: 1, B: 1, C: 1, D: 1, E: 1, F: 1 };
  const series = seriesOf([point("2026-01-01T00:00:00Z", { "weak-today": uses })], "weak-today");
  expect(series.names).toEqual(["A", "B", "C", "D", "E", "F"]);
});

test("what the last scan found holds until now", () => {
  const { moments } = seriesOf([point("2026-01-01T00:00:00Z", { "weak-today": { MD5: 2 } })], "weak-today");
  const now = Date.parse("2026-04-01T00:00:00Z");
  expect(untilNow(moments, now).map(({ time, total }) => [new Date(time).getUTCMonth(), total])).toEqual([
    [0, 2],
    [3, 2],
  ]);
  expect(untilNow([], now)).toEqual([]);
});

test("the first scan changed nothing; what was reopened came", () => {
  const first = point("2026-01-01T00:00:00Z", {});
  const second = point("2026-02-01T00:00:00Z", {});
  const changes = { ...second.changes, since: { scan: first.scan }, new: 4, reopened: 2, fixed: 3 };
  expect(changesOf([first, { ...second, changes }])).toEqual([
    { key: second.scan, name: expect.stringContaining("2026"), came: 6, went: 3 },
  ]);
});
