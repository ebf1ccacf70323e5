import type { Scope, Severity } from "@pqc-audit/reports/model/finding.ts";
import { fact } from "@pqc-audit/reports/model/fixture.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { expect, test } from "vitest";
import { reaches, SEVERITY_TABLE, severityOf, severityReasons } from "./severity.ts";

const cases: readonly [string, Partial<Fact>, Scope, Severity, years?: number][] = [
  ["RSA-512", { keySize: 512, classical: "broken" }, "production", "critical"],
  ["RSA signature with MD5", { classical: "broken", purpose: "signature" }, "production", "high"],
  ["RSA-512 signature", { keySize: 512, classical: "broken", purpose: "signature" }, "production", "critical"],
  ["SSL 3.0 key exchange", { classical: "broken", purpose: "key-establishment" }, "production", "critical"],
  ["RSA-1024 encryption", { keySize: 1024, classical: "weak", purpose: "encryption" }, "production", "critical"],
  ["RSA-1024 signature", { keySize: 1024, classical: "weak", purpose: "signature" }, "production", "high"],
  ["ECDH", { purpose: "key-establishment" }, "production", "high"],
  ["RSA key without purpose", { purpose: "unknown" }, "production", "high"],
  ["a key of any kind", { purpose: "unknown", resolved: false }, "production", "medium"],
  ["a signature of any kind", { purpose: "signature", resolved: false }, "production", "medium"],
  ["ECDH in a dependency", { purpose: "key-establishment", usage: "dependency" }, "production", "low"],
  ["ECDH in a configuration", { purpose: "key-establishment", usage: "configuration" }, "production", "high"],
  ["RSA certificate for signatures", { purpose: "signature", usage: "certificate" }, "production", "medium"],
  ["ECDH in generated code", { purpose: "key-establishment" }, "generated", "high"],
  ["RSA-512 in documentation", { keySize: 512, classical: "broken" }, "documentation", "low"],
  ["ECDSA", { purpose: "signature" }, "production", "medium"],
  ["RC4", { quantum: "safe", classical: "broken", purpose: "encryption" }, "production", "high"],
  ["MD5", { quantum: "safe", classical: "broken", purpose: "hash" }, "production", "medium"],
  ["SHA-1", { quantum: "safe", classical: "weak", purpose: "hash" }, "production", "low"],
  ["3DES", { quantum: "weakened", classical: "weak", purpose: "encryption" }, "production", "medium"],
  ["AES-128", { quantum: "weakened", purpose: "encryption" }, "production", "low"],
  ["unresolved", { quantum: "unknown", resolved: false }, "production", "low"],
  ["AES-256", { quantum: "safe", purpose: "encryption" }, "production", "info"],
  ["ML-KEM-768", { quantum: "post-quantum", purpose: "key-establishment" }, "production", "info"],
  ["X25519MLKEM768", { quantum: "hybrid", purpose: "key-establishment" }, "production", "info"],
  ["RSA-512 in a test", { keySize: 512, classical: "broken" }, "test", "low"],
  ["ECDH in an example", { purpose: "key-establishment" }, "example", "medium"],
  ["ECDH in vendored code", { purpose: "key-establishment" }, "vendored", "high"],
  ["ECDH, only a table", { purpose: "key-establishment", usage: "definition" }, "production", "low"],
  ["ECDH, guessed", { purpose: "key-establishment", confidence: "low" }, "production", "medium"],
  ["ECDH, secret for 9 years", { purpose: "key-establishment" }, "production", "high", 9],
  ["ECDH, secret for 10 years", { purpose: "key-establishment" }, "production", "critical", 10],
  ["old TLS, secret for 10 years", { purpose: "protocol", classical: "weak" }, "production", "critical", 10],
  ["ECDSA, secret for 10 years", { purpose: "signature" }, "production", "medium", 10],
  ["a key of any kind, secret for 10 years", { purpose: "unknown", resolved: false }, "production", "medium", 10],
  ["ECDH in a test, secret for 10 years", { purpose: "key-establishment" }, "test", "low", 10],
  ["AES-256 in a test", { quantum: "safe", purpose: "encryption" }, "test", "info"],
];

test.each(cases)("%s", (_name, changes, scope, severity, years) => {
  expect(severityOf(fact(changes), scope, years)).toBe(severity);
});

test("every row of the table is reached by a case above", () => {
  const reached = cases.map(([, changes, , , years = 0]) => {
    const input = fact(changes);
    return SEVERITY_TABLE.findIndex(
      (row) =>
        (row.quantum?.includes(input.quantum) ?? true) &&
        (row.classical?.includes(input.classical) ?? true) &&
        (row.purpose?.includes(input.purpose) ?? true) &&
        (row.resolved === undefined || row.resolved === input.resolved) &&
        (row.secretYears === undefined || years >= row.secretYears) &&
        (row.keySizeBelow === undefined || (input.keySize ?? Number.POSITIVE_INFINITY) < row.keySizeBelow),
    );
  });
  expect([...new Set(reached)].sort((a, b) => a - b)).toEqual(SEVERITY_TABLE.map((_row, index) => index));
});

test("the reasons name the row and what lowers it", () => {
  const broken = fact({ purpose: "key-establishment" });
  expect(severityReasons(broken, "production")).toEqual([expect.stringMatching(/^high: harvest now/)]);
  expect(severityReasons({ ...broken, usage: "definition" }, "test")).toEqual([
    expect.stringMatching(/^high: /),
    "at most low for the usage definition",
    "at most low for the scope test",
  ]);
  expect(severityReasons(fact({ quantum: "safe" }), "test")).toEqual(["info: safe, hybrid or post-quantum: inventory"]);
});

test("a threshold is reached by itself and what is above", () => {
  expect(reaches("high", "high")).toBe(true);
  expect(reaches("critical", "high")).toBe(true);
  expect(reaches("medium", "high")).toBe(false);
});
