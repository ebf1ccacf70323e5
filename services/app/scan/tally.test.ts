import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { assertCoverage } from "@pqc-audit/reports/model/result.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { expect, test } from "vitest";
import { Tally } from "./tally.ts";

const found = (error?: string): Outcome => ({
  status: "scanned",
  facts: [fact()],
  ...(error !== undefined && { error }),
});
const failed: Outcome = { status: "failed", error: "second failed" };
const binary: Outcome = { status: "skipped", reason: "binary" };

test.each<[string, Outcome, Outcome | undefined, unknown]>([
  ["one pass", found(), undefined, ["scanned", 1, []]],
  ["two passes", found(), found(), ["scanned", 2, []]],
  ["a second that fails", found(), failed, ["failed", 1, ["failed second failed"]]],
  [
    "a second that is quarantined",
    found("cut"),
    { status: "quarantined", error: "stuck" },
    ["quarantined", 1, ["quarantined stuck"]],
  ],
  ["both malformed", found("first"), found("second"), ["scanned", 2, ["malformed first"]]],
  ["the second malformed", found(), found("second"), ["scanned", 2, ["malformed second"]]],
  ["the first fails", { status: "failed", error: "first" }, found(), ["failed", 1, ["failed first"]]],
  ["no text", binary, binary, ["skipped", 0, []]],
])("of %s a file counts once, and what was found stays", (_, first, second, expected) => {
  const tally = new Tally();
  tally.present();
  tally.outcome("a", first, second);
  const coverage = tally.coverage();
  assertCoverage(coverage);
  const { scanned, failed: failures, quarantined } = coverage;
  const status = scanned ? "scanned" : failures ? "failed" : quarantined ? "quarantined" : "skipped";
  const facts = tally.files.reduce((sum, file) => sum + file.facts.length, 0);
  expect([status, facts, tally.errors.map((error) => `${error.status} ${error.message}`)]).toEqual(expected);
});
