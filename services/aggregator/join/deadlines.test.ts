import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { expect, test } from "vitest";
import { classicalStrength, deadlinesOf } from "./deadlines.ts";
import { allMandates } from "./mandates.ts";

const dates = (changes: Parameters<typeof fact>[0]): string[] =>
  deadlinesOf(fact(changes)).map(({ mandate, date }) => `${mandate} ${date}`);

test("every mandate names its source, the day it was read and how sure its dates are", () => {
  expect(allMandates().map((mandate) => mandate.id)).toEqual(["cnsa-2.0", "eu-roadmap", "nist-ir-8547", "us-eo-2026"]);
  for (const mandate of allMandates()) {
    expect(mandate.source).toMatch(/20\d\d/);
    expect(mandate.read).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(["high", "medium", "low"]).toContain(mandate.confidence);
    expect(mandate.requirements.length).toBeGreaterThan(0);
    for (const requirement of mandate.requirements) expect(requirement.date).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});

test("key establishment is due before signatures, earliest first", () => {
  expect(dates({ purpose: "key-establishment", keySize: 3072 })).toEqual([
    "eu-roadmap 2030-12-31",
    "us-eo-2026 2030-12-31",
    "cnsa-2.0 2033-12-31",
    "eu-roadmap 2035-12-31",
    "nist-ir-8547 2035-12-31",
  ]);
  expect(dates({ purpose: "signature", keySize: 3072 })).toContain("us-eo-2026 2031-12-31");
  expect(dates({ purpose: "signature", keySize: 3072 })).not.toContain("us-eo-2026 2030-12-31");
});

test("NIST deprecates 112 bits of strength earlier, and only where the strength is known", () => {
  expect(dates({ keySize: 2048 })).toContain("nist-ir-8547 2030-12-31");
  expect(dates({ keySize: 3072 })).not.toContain("nist-ir-8547 2030-12-31");
  const { keySize: _, ...unknown } = fact();
  expect(deadlinesOf(unknown).map((d) => `${d.mandate} ${d.date}`)).not.toContain("nist-ir-8547 2030-12-31");
});

test("what a quantum computer does not break has no deadline", () => {
  for (const quantum of ["weakened", "safe", "hybrid", "post-quantum", "unknown"] as const) {
    expect(deadlinesOf(fact({ quantum }))).toEqual([]);
  }
});

test("only the mandates of the policy speak", () => {
  const eu = allMandates().filter((mandate) => mandate.id === "eu-roadmap");
  expect(deadlinesOf(fact(), eu).map((deadline) => deadline.mandate)).toEqual(["eu-roadmap", "eu-roadmap"]);
});

test("strength follows SP 800-57 for moduli and curves", () => {
  expect(classicalStrength({ keySize: 1024 })).toBe(80);
  expect(classicalStrength({ keySize: 2047 })).toBe(80);
  expect(classicalStrength({ keySize: 4096 })).toBe(128);
  expect(classicalStrength({ curve: "P-224" })).toBe(112);
  expect(classicalStrength({ curve: "P-256", keySize: 256 })).toBe(128);
  expect(classicalStrength({ curve: "P-521" })).toBe(264);
  expect(classicalStrength({ curve: "Curve25519" })).toBe(128);
  expect(classicalStrength({})).toBeUndefined();
});
