import { readFileSync } from "node:fs";
import { Writable } from "node:stream";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import type { AuditResult } from "./model/finding.ts";
import { finding, incomplete, result } from "./model/fixture.ts";
import type { ReportOptions } from "./report.ts";
import { writeSarif } from "./sarif.ts";

const official = new URL("../../tests/schemas/official/sarif-2.1.0-rtm.5.json", import.meta.url);
// The schema is draft 04; what it uses means the same in draft 07, but for the name of its own id.
const { id: _id, $schema: _draft, ...schema } = JSON.parse(readFileSync(official, "utf8"));
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

async function sarif(of: AuditResult, options: Partial<ReportOptions> = {}) {
  const log = JSON.parse(await collect(writeSarif, of, options));
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  return log.runs[0];
}

test("a log validates against the official schema: empty, full, with errors and hostile text", async () => {
  const hostile = finding({
    path: "a b/#ü\ud800?.java",
    snippet: "\u001b[2J\u0000",
    suppressed: { reason: "accepted" },
  });
  await sarif(result([]));
  await sarif(
    result([hostile, finding({ severity: "info", quantum: "safe", deadlines: [] })], {
      target: { location: "https://git.example/r.git", commit: "a".repeat(40) },
      errors: [{ path: "x y.pem", status: "failed", message: "unreadable" }],
      coverage: { present: 2, scanned: 1, skipped: {}, failed: 1, quarantined: 0 },
    }),
  );
});

test("the official schema is really asked: a broken log is refused", () => {
  expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
});

test("rules carry titles and their worst severity, results point to them", async () => {
  const run = await sarif(
    result([
      finding({ ruleId: "b.rule", severity: "low" }),
      finding({ ruleId: "a.rule", severity: "medium" }),
      finding({ ruleId: "b.rule", severity: "critical", line: 20 }),
    ]),
    { ruleTitle: (id) => (id === "b.rule" ? "The second rule" : undefined) },
  );
  const rules = run.tool.driver.rules;
  expect(rules.map((rule: { id: string }) => rule.id)).toEqual(["a.rule", "b.rule"]);
  expect(rules[1]).toMatchObject({
    shortDescription: { text: "The second rule" },
    defaultConfiguration: { level: "error" },
  });
  for (const entry of run.results) expect(rules[entry.ruleIndex].id).toBe(entry.ruleId);
});

test("a rule says what to write instead, in the terms of its library and of what the mandate wants", async () => {
  const use = {
    library: "java.jca",
    purpose: "signature",
    replacement: { algorithm: "ML-DSA-87", standard: "FIPS 204" },
  } as const;
  const inOrder = { ruleId: "z", severity: "info", quantum: "safe" } as const;
  const { replacement: _, ...safe } = finding(inOrder);
  const [rule, other] = (await sarif(result([finding(use), finding({ ...use, line: 12 }), safe]))).tool.driver.rules;
  expect(rule.help).toEqual({
    text:
      "Move to ML-DSA-87 (FIPS 204).\n" +
      'Write instead: java.security.Signature.getInstance("ML-DSA-87") (Java 24 (JEP 497); https://openjdk.org/jeps/497)',
    markdown:
      "Move to ML-DSA-87 (FIPS 204).\n\nWrite instead:\n\n" +
      '- `java.security.Signature.getInstance("ML-DSA-87")`: Java 24 (JEP 497); [source](https://openjdk.org/jeps/497)',
  });
  expect(other.help).toBeUndefined();
});

test("a result has its place, fingerprints, level and advice", async () => {
  const run = await sarif(result([finding({ path: "src/a b.java", severity: "high" })]));
  expect(run.columnKind).toBe("utf16CodeUnits");
  expect(run.results[0]).toMatchObject({
    level: "error",
    kind: "fail",
    message: {
      text: "RSA-2048 is broken by a quantum computer. Move to ML-KEM-768 (FIPS 203). First deadline 2035-12-31 (nist-ir-8547).",
    },
    partialFingerprints: { "pqcAudit/v1": finding().fingerprint },
  });
  expect(run.results[0].locations[0].physicalLocation).toMatchObject({
    artifactLocation: { uri: "src/a%20b.java", uriBaseId: "%SRCROOT%" },
    region: { startLine: 10, startColumn: 5, endLine: 10, endColumn: 40 },
  });
});

test("inventory is informational, suppression is kept, an incomplete scan says so", async () => {
  const run = await sarif(
    result([finding({ severity: "info", quantum: "post-quantum", suppressed: { reason: "known" } })], {
      coverage: { present: 1, scanned: 0, skipped: {}, failed: 1, quarantined: 0 },
    }),
  );
  expect(run.results[0]).toMatchObject({ kind: "informational", level: "none" });
  expect(run.results[0].suppressions).toEqual([{ kind: "inSource", justification: "known" }]);
  const policy = finding({ suppressed: { reason: "accepted", by: "policy" }, baseline: "existing" });
  const [external, fresh] = (await sarif(result([policy, finding({ line: 20, baseline: "new" })]))).results;
  expect(external).toMatchObject({ suppressions: [{ kind: "external" }], baselineState: "unchanged" });
  expect(fresh.baselineState).toBe("new");
  expect(run.invocations[0].executionSuccessful).toBe(false);
});

test("files that were not scanned are notifications with their reason, skipped ones are counted, and the run was no success", async () => {
  const run = await sarif(incomplete());
  const [invocation] = run.invocations;
  expect(invocation).toMatchObject({
    executionSuccessful: false,
    exitCodeDescription: "incomplete: 2 of 45 files could not be scanned",
  });
  const notifications: { descriptor: { id: string; index: number } }[] = invocation.toolExecutionNotifications;
  expect(notifications).toHaveLength(34);
  expect(notifications.slice(30)).toMatchObject([
    {
      descriptor: { id: "quarantined" },
      level: "error",
      message: { text: "quarantined: took longer than 120 s" },
      locations: [{ physicalLocation: { artifactLocation: { uri: "z/bomb.c" } } }],
    },
    { descriptor: { id: "failed" }, level: "error", message: { text: "failed: the repository did not deliver it" } },
    { descriptor: { id: "skipped" }, level: "note", properties: { reason: "binary", files: 2 } },
    { descriptor: { id: "skipped" }, level: "note", message: { text: "skipped 1 file: excluded" } },
  ]);
  for (const { descriptor } of notifications)
    expect(run.tool.driver.notifications[descriptor.index].id).toBe(descriptor.id);
  expect((await sarif(result())).invocations[0].executionSuccessful).toBe(true);
});

test("a large result keeps to what code-scanning services take: 25,000 results a run, each run named", async () => {
  const many = Array.from({ length: 25_001 }, (_, line) => finding({ line: line + 1 }));
  const { runs } = JSON.parse(await collect(writeSarif, result(many))) as { runs: Sized[] };
  expect(runs.map((run) => run.results.length)).toEqual([25_000, 1]);
  expect(runs.map((run) => run.automationDetails?.id)).toEqual(["pqc-audit/part-1/", "pqc-audit/part-2/"]);
  expect(runs[1]?.tool.driver.rules).toHaveLength(1);
  const [only] = (JSON.parse(await collect(writeSarif, result([]))) as { runs: Sized[] }).runs;
  expect([only?.results, only?.automationDetails]).toEqual([[], undefined]);
}, 60_000);

interface Sized {
  readonly results: readonly unknown[];
  readonly automationDetails?: { readonly id: string };
  readonly tool: { readonly driver: { readonly rules: readonly unknown[] } };
  readonly invocations: readonly { readonly toolExecutionNotifications: readonly unknown[] }[];
}

test("where even that is not enough the least urgent are left out, and said to be", async () => {
  const urgent = finding({ severity: "critical", ruleId: "urgent" });
  const many = Array.from({ length: 500_002 }, (_, at) => (at === 500_001 ? urgent : PLAIN));
  let results = 0;
  let urgentOnes = 0;
  let left = "";
  const out = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      if (chunk.includes('"left-out","index"')) left = chunk;
      results += chunk.split('{"ruleId":').length - 1;
      if (chunk.includes('{"ruleId":"urgent"')) urgentOnes++;
      done();
    },
  });
  const whole = { ...result([]), findings: many };
  await writeSarif(whole, out, { color: false, ruleTitle: () => undefined });
  expect(left).toContain("2 findings of the least urgent left out");
  expect({ results, urgentOnes }).toEqual({ results: 500_000, urgentOnes: 1 });
}, 120_000);
const PLAIN = finding({ severity: "info" });
