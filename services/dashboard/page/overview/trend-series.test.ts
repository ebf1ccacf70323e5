import { expect, test } from "vitest";
import type { TrendPoint } from "../api/overview.ts";
import { trendBands, trendTable } from "./trend-series.ts";

const point = (date: string, repositories: number, rsa: number): TrendPoint => ({
  date,
  repositories,
  uses: { "quantum-broken": rsa, "weak-today": 0 },
  byFamily: { "quantum-broken": { ...(rsa > 0 && { RSA: rsa }) }, "weak-today": {} },
});

test("the trend begins with the first scan, and its table says the same, newest first", () => {
  const bands = trendBands(
    [point("2026-01-01", 0, 0), point("2026-01-02", 1, 3), point("2026-01-03", 2, 5)],
    "quantum-broken",
  );
  expect(bands.moments.map(({ total }) => total)).toEqual([3, 5]);
  expect(trendTable(bands)).toEqual({
    head: ["Day", "All", "RSA"],
    rows: [
      ["3 Jan 2026", 5, 5],
      ["2 Jan 2026", 3, 3],
    ],
  });
});
