import { expect, test } from "vitest";
import { collect } from "../collect.fixture.ts";
import type { AuditResult } from "../model/finding.ts";
import { finding, incomplete, result } from "../model/fixture.ts";
import { at, type Bom, bom, named, occurrencesOf, problems, use, VERSIONS } from "./bom.fixture.ts";
import { writeCbom17 } from "./cyclonedx.ts";

test.each(VERSIONS)("%s: empty, full, with errors and hostile text", async (version) => {
  const hostile = use({
    path: "a b/#ü\ud800?.java",
    snippet: "\u001b[2J\u0000<script>",
    suppressed: { reason: "accepted" },
  });
  await bom(result([]), version);
  const whole = await bom(
    result([hostile, use({ severity: "info" })], {
      target: { location: "https://git.example/r.git", commit: "a".repeat(40) },
    }),
    version,
  );
  expect(occurrencesOf(whole)).toHaveLength(2);
  expect(whole.compositions[0]?.aggregate).toBe("unknown");
  const partial = await bom(incomplete([hostile]), version);
  expect(partial.compositions[0]?.aggregate).toBe("incomplete");
  expect(JSON.stringify(partial.metadata)).toContain("2 of 45 files could not be scanned");
});

test("the validator is really asked", async () => {
  const text = (await collect(writeCbom17, result())).replace('"primitive":"pke"', '"primitive":"kem-ish"');
  expect(await problems(text, "1.7")).not.toBeNull();
});

test.each(VERSIONS)("%s: RSA is what it is used for, with its size, and never a kem", async (version) => {
  const made = use({ operation: "keygen" });
  const signed = use({
    line: 2,
    operation: "sign",
    primitive: "signature",
    algorithm: "RSA-2048-PSS-SHA-256",
    padding: "PSS",
  });
  const wrapped = use({ line: 3, operation: "encrypt", algorithm: "RSA-2048-OAEP", padding: "OAEP" });
  const of = await bom(result([made, signed, wrapped]), version);
  expect(JSON.stringify(of)).not.toContain('"primitive":"kem"');
  expect(named(of, "RSA-2048").cryptoProperties?.algorithmProperties).toMatchObject({
    primitive: "pke",
    parameterSetIdentifier: "2048",
    cryptoFunctions: ["keygen"],
    classicalSecurityLevel: 112,
    nistQuantumSecurityLevel: 0,
  });
  expect(named(of, "RSA-PSS-SHA-256-2048").cryptoProperties?.algorithmProperties).toMatchObject({
    primitive: "signature",
    ...(version === "1.7" && { algorithmFamily: "RSASSA-PSS" }),
  });
  expect(named(of, "RSA-OAEP-2048").cryptoProperties?.algorithmProperties).toMatchObject({
    padding: "oaep",
    primitive: "pke",
  });
});

test("other algorithms: curves, modes, post-quantum and hybrid parameter sets, their parts", async () => {
  const plain = { keySize: undefined, quantum: "safe", resolved: true } as const;
  const of = await bom(
    result([
      at(1, {
        ...plain,
        algorithm: "ECDH-P-384",
        family: "ECDH",
        primitive: "key-agree",
        curve: "P-384",
        quantum: "broken",
      }),
      at(2, {
        ...plain,
        algorithm: "AES-256-GCM",
        family: "AES",
        primitive: "ae",
        keySize: 256,
        mode: "GCM",
        operation: "encrypt",
      }),
      at(3, {
        ...plain,
        algorithm: "ML-KEM-768",
        family: "ML-KEM",
        primitive: "kem",
        quantum: "post-quantum",
        operation: "encapsulate",
      }),
      at(4, { ...plain, algorithm: "X25519MLKEM768", family: "ML-KEM", primitive: "combiner", quantum: "hybrid" }),
      at(5, { ...plain, algorithm: "HMAC-SHA-256", family: "HMAC", primitive: "mac", operation: "mac" }),
      at(6, { ...plain, algorithm: "Ed25519", family: "EdDSA", primitive: "signature", quantum: "broken" }),
      at(7, {
        ...plain,
        algorithm: "Ed25519",
        family: "EdDSA",
        primitive: "signature",
        quantum: "broken",
        curve: "Edwards25519",
      }),
    ]),
  );
  const of_ = (name: string) => named(of, name).cryptoProperties?.algorithmProperties;
  expect(of_("ECDH-P-384")).toMatchObject({
    primitive: "key-agree",
    ellipticCurve: "nist/P-384",
    algorithmFamily: "ECDH",
  });
  expect(of_("AES-256-GCM")).toMatchObject({ mode: "gcm", parameterSetIdentifier: "256", nistQuantumSecurityLevel: 5 });
  expect(of_("ML-KEM-768")).toMatchObject({
    primitive: "kem",
    parameterSetIdentifier: "768",
    nistQuantumSecurityLevel: 3,
  });
  expect(of_("X25519MLKEM768")).toMatchObject({ primitive: "combiner", nistQuantumSecurityLevel: 3 });
  expect(named(of, "Ed25519").evidence?.occurrences).toHaveLength(2);
  const parts = (name: string) => of.dependencies.find(({ ref }) => ref === named(of, name)["bom-ref"])?.dependsOn;
  expect(parts("X25519MLKEM768")).toEqual([named(of, "ML-KEM-768")["bom-ref"], named(of, "x25519")["bom-ref"]]);
  expect(parts("HMAC-SHA-256")).toEqual([named(of, "SHA-256")["bom-ref"]]);
  expect(named(of, "SHA-256").evidence).toBeUndefined();
});

test("functions are the algorithm's own: a digest does not sign, a MAC is no digest", async () => {
  const of = await bom(
    result([
      at(1, { algorithm: "SHA-256", family: "SHA-2", primitive: "hash", operation: "sign", keySize: undefined }),
      at(2, { algorithm: "HMAC-SHA-256", family: "HMAC", primitive: "mac", operation: "digest", keySize: undefined }),
    ]),
  );
  const functions = (name: string) => named(of, name).cryptoProperties?.algorithmProperties?.cryptoFunctions;
  expect([functions("SHA-256"), functions("HMAC-SHA-256")]).toEqual([["digest"], ["tag"]]);
});

test("what is decided at run time is told as such", async () => {
  const unknown = use({
    algorithm: "unknown",
    family: "unknown",
    primitive: "unknown",
    quantum: "unknown",
    resolved: false,
    keySize: undefined,
  });
  const of = named(await bom(result([unknown])), "unknown");
  expect(of.description).toBe("Which algorithm it is is decided at run time.");
  expect(of.cryptoProperties?.algorithmProperties).toMatchObject({ primitive: "unknown", cryptoFunctions: ["keygen"] });
  expect(of.cryptoProperties?.algorithmProperties).not.toHaveProperty("nistQuantumSecurityLevel");
});

test("the same findings give the same text; another commit another serial number, the same references", async () => {
  const found = [use({}), use({ line: 2, algorithm: "MD5", family: "MD5", primitive: "hash", keySize: undefined })];
  const text = await collect(writeCbom17, result(found));
  expect(await collect(writeCbom17, result([...found].reverse()))).toBe(text);
  const [here, there] = [
    await bom(result(found)),
    await bom(result(found, { target: { location: "/repo", commit: "b".repeat(40) } })),
  ];
  expect(there.serialNumber).not.toBe(here.serialNumber);
  expect(there.components).toEqual(here.components);
});

test("more occurrences than are kept at a time: each finding once, though read several times", async () => {
  const algorithms = ["MD5", "SHA-1", "SHA-256"];
  const count = 500_000;
  let passes = 0;
  const findings = {
    *[Symbol.iterator]() {
      passes++;
      // More of MD5 than are kept, so that it is streamed by itself.
      for (let line = 1; line <= count; line++) {
        const algorithm = algorithms[line % 5] ?? "MD5";
        yield finding({ id: String(line), line, algorithm, family: algorithm, primitive: "hash" });
      }
    },
  };
  const text = await collect(writeCbom17, { ...result([]), findings } as unknown as AuditResult);
  const of: Bom = JSON.parse(text);
  expect(of.components.map(({ evidence }) => evidence?.occurrences.length)).toEqual([300_000, 100_000, 100_000]);
  expect(new Set(occurrencesOf(of).map(({ line }) => line)).size).toBe(count);
  expect(passes).toBe(3);
}, 60_000);
