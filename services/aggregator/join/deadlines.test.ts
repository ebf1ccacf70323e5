import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { expect, test } from "vitest";
import { type Binding, boundBy, classicalStrength } from "./deadlines.ts";
import { allMandates, mandatesNamed } from "./mandates.ts";

const dates = (changes: Parameters<typeof fact>[0], binding?: Binding, systemClass?: string): string[] =>
  boundBy(fact(changes), binding, systemClass).deadlines.map(({ mandate, date }) => `${mandate} ${date}`);
const asked = (...ids: string[]): Binding => ({ mandates: mandatesNamed(ids), asked: true });

test("every mandate names its source, the day it was read and how sure its dates are", () => {
  expect(allMandates().map((mandate) => mandate.id)).toEqual([
    "asd-ism",
    "bsi-tr-02102",
    "canada-itsm-40-001",
    "cnsa-2.0",
    "eu-roadmap",
    "nist-ir-8547",
    "nist-sp-800-131a",
    "uk-ncsc",
    "us-eo-2026",
  ]);
  for (const mandate of allMandates()) {
    expect(mandate.source).toMatch(/20\d\d/);
    expect(mandate.read).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(["high", "medium", "low"]).toContain(mandate.confidence);
    expect(mandate.requirements.length).toBeGreaterThan(0);
    for (const { date, requirement, ...selectors } of mandate.requirements) {
      expect(date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(requirement.length).toBeGreaterThan(10);
      expect(Object.keys(selectors).filter((key) => !SELECTORS.includes(key))).toEqual([]);
      expect(Object.keys(selectors).length).toBeGreaterThan(0);
    }
  }
});

test("key establishment is due before signatures, earliest first", () => {
  expect(dates({ purpose: "key-establishment", keySize: 3072 })).toEqual([
    "asd-ism 2030-12-31",
    "eu-roadmap 2030-12-31",
    "us-eo-2026 2030-12-31",
    "bsi-tr-02102 2031-12-31",
    "canada-itsm-40-001 2031-12-31",
    "uk-ncsc 2031-12-31",
    "cnsa-2.0 2033-12-31",
    "canada-itsm-40-001 2035-12-31",
    "eu-roadmap 2035-12-31",
    "nist-ir-8547 2035-12-31",
    "uk-ncsc 2035-12-31",
  ]);
  expect(dates({ purpose: "signature", keySize: 3072 })).toContain("us-eo-2026 2031-12-31");
  expect(dates({ purpose: "signature", keySize: 3072 })).not.toContain("us-eo-2026 2030-12-31");
});

test("NIST deprecates 112 bits of strength earlier, and only where the strength is known", () => {
  expect(dates({ keySize: 2048 })).toContain("nist-ir-8547 2030-12-31");
  expect(dates({ keySize: 3072 })).not.toContain("nist-ir-8547 2030-12-31");
  const { keySize: _, ...unknown } = fact();
  expect(boundBy(unknown).deadlines.map((d) => `${d.mandate} ${d.date}`)).not.toContain("nist-ir-8547 2030-12-31");
});

const SELECTORS =
  "quantum classical purposes operations families parts protocols classes strengthBelow keySizeBelow whenAsked replacement".split(
    " ",
  );
const sound = { purpose: "encryption", operation: "encrypt", family: "AES", algorithm: "AES-256-GCM", keySize: 256 };

test("what neither a quantum computer nor cryptanalysis breaks has no deadline", () => {
  for (const quantum of ["weakened", "safe", "hybrid", "post-quantum", "unknown"] as const) {
    expect(dates({ ...sound, quantum } as Parameters<typeof fact>[0])).toEqual([]);
  }
});

test("CNSA 2.0 is stricter than others, where it is asked for: parameter sets, AES-256, SHA-384", () => {
  const kem = {
    algorithm: "ML-KEM-768",
    family: "ML-KEM",
    quantum: "post-quantum",
    purpose: "key-establishment",
  } as const;
  expect(dates(kem)).toEqual([]);
  expect(boundBy(fact(kem), asked("cnsa-2.0"))).toMatchObject({
    deadlines: [{ mandate: "cnsa-2.0", date: "2033-12-31" }],
    replacement: { algorithm: "ML-KEM-1024" },
  });
  expect(dates({ ...kem, algorithm: "ML-KEM-1024" }, asked("cnsa-2.0"))).toEqual([]);
  const hash = { family: "SHA-2", quantum: "safe", purpose: "hash" } as const;
  expect(dates({ ...hash, algorithm: "SHA-256" }, asked("cnsa-2.0"))).toEqual(["cnsa-2.0 2033-12-31"]);
  expect(dates({ ...hash, algorithm: "SHA-384" }, asked("cnsa-2.0"))).toEqual([]);
  const aes = { family: "AES", quantum: "weakened", purpose: "encryption", operation: "encrypt" } as const;
  expect(dates({ ...aes, algorithm: "AES-128-GCM", keySize: 128 }, asked("cnsa-2.0"))).toEqual(["cnsa-2.0 2033-12-31"]);
  expect(dates({ ...aes, algorithm: "AES-256-GCM", keySize: 256 }, asked("cnsa-2.0", "asd-ism"))).toEqual([]);
});

test("CNSA 2.0 goes by class of use: networking and code signing are due before servers", () => {
  expect(dates({ purpose: "protocol", protocol: "IKEv2" }, asked("cnsa-2.0"))[0]).toBe("cnsa-2.0 2030-12-31");
  expect(dates({ purpose: "key-establishment", protocol: "TLSv1.2" }, asked("cnsa-2.0"))).toEqual([
    "cnsa-2.0 2033-12-31",
  ]);
  expect(dates({ purpose: "signature" }, asked("cnsa-2.0"))).toEqual(["cnsa-2.0 2033-12-31"]);
  expect(dates({ purpose: "signature" }, asked("cnsa-2.0"), "firmware-signing")[0]).toBe("cnsa-2.0 2030-12-31");
});

test("SP 800-131A speaks about what is weak today, for new data only", () => {
  const sign = { algorithm: "RSA-2048-PKCS1-v1_5-SHA-1", purpose: "signature", operation: "sign" } as const;
  expect(dates(sign, asked("nist-sp-800-131a"))[0]).toBe("nist-sp-800-131a 2013-12-31");
  expect(dates({ ...sign, operation: "verify" }, asked("nist-sp-800-131a"))).not.toContain(
    "nist-sp-800-131a 2013-12-31",
  );
  const des = { algorithm: "3DES-CBC", family: "3DES", quantum: "weakened", purpose: "encryption" } as const;
  expect(dates({ ...des, operation: "encrypt" }, asked("nist-sp-800-131a"))).toEqual(["nist-sp-800-131a 2023-12-31"]);
  expect(dates({ ...des, operation: "decrypt" }, asked("nist-sp-800-131a"))).toEqual([]);
  expect(
    dates(
      { algorithm: "DSA-2048", family: "DSA", purpose: "signature", operation: "sign" },
      asked("nist-sp-800-131a"),
    )[0],
  ).toBe("nist-sp-800-131a 2024-02-03");
});

test("what was broken before there were quantum computers binds those only who ask", () => {
  const sign = { algorithm: "RSA-2048-PKCS1-v1_5-SHA-1", purpose: "signature", operation: "sign" } as const;
  expect(dates(sign).some((date) => date.startsWith("nist-sp-800-131a"))).toBe(false);
});

test("an id that is no mandate is refused with the nearest one", () => {
  expect(() => mandatesNamed(["cnsa-2"])).toThrow('no mandate is called "cnsa-2": did you mean cnsa-2.0?');
  expect(() => mandatesNamed(["x"])).toThrow("asd-ism, bsi-tr-02102");
});

test("only the mandates of the policy speak", () => {
  expect(dates({}, asked("eu-roadmap"))).toEqual(["eu-roadmap 2030-12-31", "eu-roadmap 2035-12-31"]);
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
