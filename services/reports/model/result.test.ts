import { expect, test } from "vitest";
import { finding, result } from "./fixture.ts";
import { assertCoverage, buildResult, isComplete } from "./result.ts";
import { summarise } from "./summary.ts";

test("findings are listed by path, line, column and rule, paths bytewise", () => {
  const findings = [
    finding({ path: "b.c" }),
    finding({ path: "B.c", line: 2, column: 9 }),
    finding({ path: "B.c", line: 2, column: 1, ruleId: "z" }),
    finding({ path: "B.c", line: 2, column: 1, ruleId: "a" }),
    finding({ path: "B.c", line: 10 }),
  ];
  const listed = result(findings).findings.map((f) => `${f.path}:${f.line}:${f.column}:${f.ruleId.slice(0, 1)}`);
  expect(listed).toEqual(["B.c:2:1:a", "B.c:2:1:z", "B.c:2:9:j", "B.c:10:5:j", "b.c:10:5:j"]);
});

test("a result whose coverage does not add up is refused with all its numbers", () => {
  const coverage = { present: 10, scanned: 7, skipped: { binary: 1 }, failed: 1, quarantined: 0 };
  expect(() => assertCoverage(coverage)).toThrow(
    "10 files present, but 9 accounted for (7 scanned, 1 skipped, 1 failed, 0 quarantined)",
  );
  expect(() => buildResult({ ...parts, coverage })).toThrow("does not add up");
  expect(() => assertCoverage({ ...coverage, present: 9 })).not.toThrow();
});

const parts = {
  version: "1",
  engineDigest: "e",
  target: { location: "." },
  startedAt: new Date(0),
  durationMs: 1,
  coverage: { present: 0, scanned: 0, skipped: {}, failed: 0, quarantined: 0 },
  errors: [],
  findings: [],
};

test("a scan with failed or quarantined files is incomplete, one with skipped files is not", () => {
  expect(isComplete({ present: 2, scanned: 1, skipped: { binary: 1 }, failed: 0, quarantined: 0 })).toBe(true);
  expect(isComplete({ present: 1, scanned: 0, skipped: {}, failed: 1, quarantined: 0 })).toBe(false);
  expect(isComplete({ present: 1, scanned: 0, skipped: {}, failed: 0, quarantined: 1 })).toBe(false);
});

test("errors are listed by path", () => {
  const errors = ["b", "a"].map((path) => ({ path, status: "failed" as const, message: "unreadable" }));
  expect(buildResult({ ...parts, errors }).errors.map((error) => error.path)).toEqual(["a", "b"]);
});

test("the summary counts suppressed findings apart and unresolved ones among the rest", () => {
  const summary = summarise([
    finding({ severity: "high" }),
    finding({ severity: "low", resolved: false, family: "AES", quantum: "unknown" }),
    finding({ suppressed: { reason: "accepted" } }),
  ]);
  expect(summary).toEqual({
    findings: 3,
    bySeverity: { critical: 0, high: 1, medium: 0, low: 1, info: 0 },
    byFamily: { AES: 1, RSA: 1 },
    byQuantum: { broken: 1, unknown: 1 },
    unresolved: 1,
    suppressed: 1,
  });
});
