import { expect, test } from "vitest";
import { resultOf, scannedOf } from "./jobs.ts";
import type { ScannedFile } from "./scan-pool.ts";

test("outcomes come back as they were, those without a word on them too", () => {
  const scanned: readonly ScannedFile[] = [
    { outcome: { status: "scanned", facts: [] }, bytes: 7, anchors: "" },
    { outcome: { status: "scanned", facts: [], error: "cut short" }, bytes: 2 ** 40 },
    { outcome: { status: "skipped", reason: "binary" }, bytes: 0, anchors: "abcdef" },
    { outcome: { status: "failed", error: "gone" }, bytes: 1 },
    { outcome: { status: "scanned", facts: [] }, bytes: 0, anchors: "" },
  ];
  const result = resultOf(3, scanned, 5);
  expect(scannedOf(structuredClone(result))).toEqual(scanned);
  expect(result).toMatchObject({ id: 3, held: 5 });
  expect([...result.outcomes.keys()]).toEqual([1, 2, 3]);
  expect([...result.anchors.keys()], "nothing is said of contents without anchors").toEqual([1, 2, 3]);
});
