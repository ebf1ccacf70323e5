/** Facts, findings and results to start from in tests. */
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import type { FixedUse } from "./changes.ts";
import type { AuditResult, Finding } from "./finding.ts";
import { buildResult } from "./result.ts";

export function fact(changes: Partial<Fact> = {}): Fact {
  return {
    ruleId: "java.jca.key-pair-generator",
    line: 10,
    column: 5,
    endLine: 10,
    endColumn: 40,
    language: "java",
    algorithm: "RSA-2048",
    family: "RSA",
    primitive: "pke",
    operation: "keygen",
    purpose: "unknown",
    keySize: 2048,
    resolved: true,
    usage: "call",
    quantum: "broken",
    classical: "ok",
    confidence: "high",
    snippet: 'KeyPairGenerator.getInstance("RSA")',
    fingerprint: "00112233445566778899aabbccddeeff",
    ...changes,
  };
}

export function finding(changes: Partial<Finding> = {}): Finding {
  return {
    ...fact(),
    id: "00112233445566778899aabbccddeeff.0123456789ab.1",
    path: "src/Keys.java",
    scope: "production",
    severity: "high",
    replacement: { algorithm: "ML-KEM-768", standard: "FIPS 203" },
    deadlines: [{ mandate: "nist-ir-8547", date: "2035-12-31", requirement: "disallowed after 2035" }],
    ...changes,
  };
}

export function result(findings: readonly Finding[] = [finding()], changes: Partial<AuditResult> = {}): AuditResult {
  const built = buildResult({
    version: "0.1.0",
    engineDigest: "e".repeat(64),
    target: { location: "/repo" },
    startedAt: new Date("2026-11-22T10:00:00Z"),
    durationMs: 1234.4,
    coverage: { present: 12, scanned: 9, skipped: { binary: 2, excluded: 1 }, failed: 0, quarantined: 0 },
    errors: [],
    findings,
  });
  return { ...built, ...changes };
}

/** The same from a server, against the scan before: of four findings one is new and one is back; two uses are gone. */
export function changed(made: AuditResult): AuditResult {
  const states = ["existing", "new", "reopened", "existing"] as const;
  const findings = made.findings.map((each, at) => {
    const state = states[at % states.length] ?? "existing";
    return { ...each, state, ...(state !== "existing" && { cause: "code" as const }) };
  });
  const count = (state: string) => findings.filter((each) => each.state === state).length;
  const gone: FixedUse = {
    ...{ id: "g.1", path: "old/Keys.java", ruleId: "java.jca.key-pair-generator", language: "java" },
    ...{ algorithm: "DES", family: "DES", operation: "encrypt", purpose: "encryption", usage: "call" },
    ...{ quantum: "weakened", classical: "broken", severity: "high", cause: "code" },
  };
  const byRules: FixedUse = { ...gone, id: "g.2", algorithm: "RC2", family: "RC2", cause: "ruleset" };
  return {
    ...made,
    changes: {
      since: { scan: "s1", commit: "b".repeat(40), ref: "main" },
      ruleset: true,
      new: count("new"),
      existing: count("existing"),
      reopened: count("reopened"),
      fixed: 2,
      unseen: 0,
      byRuleset: { new: 0, reopened: 0, fixed: 1 },
    },
    fixed: [gone, byRules],
    findings,
  };
}

/** A scan in which a file stopped its scanner and another could not be read, among 30 that are merely malformed. */
export function incomplete(findings: readonly Finding[] = [finding()]): AuditResult {
  const malformed = Array.from({ length: 30 }, (_, at) => ({
    path: `a/${String(at).padStart(2, "0")}.pem`,
    status: "malformed" as const,
    message: "truncated",
  }));
  const missed = [
    { path: "z/bomb.c", status: "quarantined" as const, message: "took longer than 120 s" },
    { path: "z/gone.py", status: "failed" as const, message: "the repository did not deliver it" },
  ];
  return result(findings, {
    coverage: { present: 45, scanned: 40, skipped: { binary: 2, excluded: 1 }, failed: 1, quarantined: 1 },
    errors: [...malformed, ...missed],
  });
}
