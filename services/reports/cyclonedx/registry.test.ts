import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { allCurves } from "@pqc-audit/scanner/algorithms/curves.ts";
import { allEntries } from "@pqc-audit/scanner/algorithms/entry.ts";
import { expect, test } from "vitest";
import type { AlgorithmFacts } from "../inventory/algorithm.ts";
import { registryCurve, registryFamily, registryName } from "./registry.ts";

/** The registry as CycloneDX's library ships it. */
const library = createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library");
const schema = join(dirname(library), "../res/schema/cryptography-defs.SNAPSHOT.schema.json");
const { definitions } = JSON.parse(readFileSync(schema, "utf8"));
const FAMILIES: ReadonlySet<string> = new Set(definitions.algorithmFamiliesEnum.enum);
const CURVES: ReadonlySet<string> = new Set(definitions.ellipticCurvesEnum.enum);

const facts = (changes: Partial<AlgorithmFacts>): AlgorithmFacts => ({
  algorithm: "RSA",
  family: "RSA",
  primitive: "pke",
  resolved: true,
  quantum: "broken",
  classical: "ok",
  halves: [],
  ...changes,
});

test("every family of ours has its name there, or none", () => {
  const without = new Set<string>();
  for (const { family, primitive, quantum } of allEntries()) {
    const named = registryFamily(facts({ family, primitive, quantum: quantum === "by-size" ? "safe" : quantum }));
    if (named !== undefined) expect(FAMILIES).toContain(named);
    else if (FAMILIES.has(family) && quantum !== "hybrid") without.add(family);
  }
  // What the registry has and we leave out would be an oversight.
  expect([...without]).toEqual([]);
  expect(registryFamily(facts({ padding: "PSS", primitive: "signature" }))).toBe("RSASSA-PSS");
  expect(FAMILIES).toContain("RSAES-OAEP");
  expect(registryFamily(facts({}))).toBeUndefined();
});

test("every curve of ours has its name there, or is missing there under any", () => {
  const missing = allCurves().filter(({ name }) => !CURVES.has(registryCurve(name) ?? ""));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test("names are put as the registry's patterns put them", () => {
  const name = (changes: Partial<AlgorithmFacts>) => registryName(facts(changes));
  expect(
    name({ algorithm: "RSA-2048-PKCS1-v1_5-SHA-256", padding: "PKCS1-v1_5", keySize: 2048, digest: "SHA-256" }),
  ).toBe("RSA-PKCS1-1.5-SHA-256-2048");
  expect(name({ algorithm: "X25519", family: "ECDH" })).toBe("x25519");
  expect(name({ algorithm: "DH-2048", family: "DH" })).toBe("FFDH-2048");
  expect(name({ algorithm: "AES-128-GCM", family: "AES" })).toBe("AES-128-GCM");
});
