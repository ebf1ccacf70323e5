import { expect, test } from "vitest";
import type { Finding } from "../model/finding.ts";
import { result } from "../model/fixture.ts";
import { at, bom, named, use, VERSIONS } from "./bom.fixture.ts";

const CERTIFICATE: Partial<Finding> = {
  usage: "certificate",
  language: "pki",
  library: "pki",
  path: "tls/server.pem",
  validFrom: "2026-01-01T00:00:00.000Z",
  expires: "2027-01-01T00:00:00.000Z",
  serialNumber: "0a1b",
};
const CERTIFIED_KEY = {
  ...CERTIFICATE,
  ruleId: "pki.certificate.key",
  fingerprint: "a1",
  primitive: "signature",
  operation: "verify",
  snippet: "certificate of CN=example.org, O=A: B: key RSA-2048, until 2027-01-01",
} as const;
const CERTIFICATE_SIGNATURE = {
  ...CERTIFICATE,
  ruleId: "pki.certificate.signature",
  fingerprint: "a2",
  algorithm: "ECDSA-P-256-SHA-256",
  family: "ECDSA",
  primitive: "signature",
  operation: "sign",
  keySize: undefined,
  curve: "P-256",
  snippet:
    "certificate of CN=example.org, O=A: B: signed with ECDSA-P-256-SHA-256, until 2027-01-01, issued by CN=Root",
} as const;

test.each(VERSIONS)(
  "%s: a certificate is linked to its key, both to their algorithms, copies are one",
  async (version) => {
    const copy = { path: "copy/server.pem" };
    const found = [CERTIFIED_KEY, CERTIFICATE_SIGNATURE].flatMap((each) => [use(each), use({ ...each, ...copy })]);
    const of = await bom(result(found), version);
    const certificate = named(of, "CN=example.org, O=A: B");
    const key = named(of, CERTIFIED_KEY.snippet);
    expect(certificate.cryptoProperties).toMatchObject({
      assetType: "certificate",
      certificateProperties: {
        ...(version === "1.7" && { serialNumber: "0a1b" }),
        subjectName: "CN=example.org, O=A: B",
        issuerName: "CN=Root",
        notValidBefore: "2026-01-01T00:00:00.000Z",
        notValidAfter: "2027-01-01T00:00:00.000Z",
        certificateFormat: "X.509",
        signatureAlgorithmRef: named(of, "ECDSA-P-256-SHA-256")["bom-ref"],
        subjectPublicKeyRef: key["bom-ref"],
      },
    });
    expect(key.cryptoProperties).toMatchObject({
      assetType: "related-crypto-material",
      relatedCryptoMaterialProperties: {
        type: "public-key",
        size: 2048,
        algorithmRef: named(of, "RSA-2048")["bom-ref"],
      },
    });
    expect([certificate, key].map(({ evidence }) => evidence?.occurrences.length)).toEqual([2, 2]);
    expect(JSON.stringify(certificate).includes("relatedCryptographicAssets")).toBe(version === "1.7");
  },
);

test("keys: of files by themselves and with what protects them, of code by their kind", async () => {
  const file = { usage: "key-material", language: "pki", path: "k.pem", operation: "load" } as const;
  const of = await bom(
    result([
      use({ ...file, ruleId: "putty.private-key", snippet: "PuTTY private key, RSA-2048", fingerprint: "b1" }),
      use({
        ...file,
        ruleId: "putty.private-key.protection",
        algorithm: "AES-256-CBC",
        family: "AES",
        primitive: "block-cipher",
        keySize: 256,
        mode: "CBC",
      }),
      use({
        usage: "key-material",
        ruleId: "java.jca.secret-key-spec",
        algorithm: "AES",
        family: "AES",
        primitive: "block-cipher",
      }),
      at(11, {
        usage: "key-material",
        ruleId: "java.jca.secret-key-spec",
        algorithm: "AES",
        family: "AES",
        primitive: "block-cipher",
      }),
    ]),
  );
  expect(named(of, "PuTTY private key, RSA-2048").cryptoProperties?.relatedCryptoMaterialProperties).toMatchObject({
    type: "private-key",
    size: 2048,
    securedBy: { algorithmRef: named(of, "AES-256-CBC")["bom-ref"] },
  });
  expect(named(of, "secret-key: AES").evidence?.occurrences).toHaveLength(2);
  expect(JSON.stringify(of)).not.toContain('"value":""');
});

const TLS: Partial<Finding> = {
  usage: "configuration",
  path: "nginx.conf",
  library: "nginx",
  ruleId: "nginx.ciphers",
  protocol: "TLS",
  column: 3,
};
const suiteLine = "ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256;";
const suiteParts: readonly Partial<Finding>[] = [
  { algorithm: "AES-128-GCM", family: "AES", primitive: "ae", keySize: 128, mode: "GCM" },
  { algorithm: "ECDH", family: "ECDH", primitive: "key-agree" },
  { algorithm: "RSA", family: "RSA", primitive: "signature" },
];
const version = (line: number, name: string) =>
  at(line, {
    ...TLS,
    algorithm: name,
    family: "TLS",
    primitive: "other",
    purpose: "protocol",
    protocol: name,
    ruleId: "nginx.protocols",
  });

test.each(VERSIONS)("%s: protocols have their versions, suites by name and what these are made of", async (spec) => {
  const suites = suiteParts.map((part) => at(5, { ...TLS, snippet: suiteLine, ...part }));
  const one = await bom(result([version(4, "TLSv1.2"), ...suites]), spec);
  const protocol = named(one, "TLSv1.2").cryptoProperties?.protocolProperties;
  const ref = (name: string) =>
    one.components.find((component) => component.properties.some(({ value }) => value === name))?.["bom-ref"];
  expect(protocol).toMatchObject({
    type: "tls",
    version: "1.2",
    cipherSuites: [{ name: "ECDHE-RSA-AES128-GCM-SHA256", algorithms: [ref("AES-128-GCM"), ref("ECDH"), ref("RSA")] }],
  });
  // TLS 1.3's suite is none of 1.2's.
  expect(named(one, "TLS").cryptoProperties?.protocolProperties).toMatchObject({
    cipherSuites: [{ name: "TLS_AES_128_GCM_SHA256", algorithms: [ref("AES-128-GCM")] }],
  });
  const two = await bom(result([version(3, "TLSv1.2"), version(4, "TLSv1.3"), ...suites]), spec);
  expect(named(two, "TLSv1.2").cryptoProperties?.protocolProperties).not.toHaveProperty("cipherSuites");
});

test("a suite whose algorithms were not all found is not named", async () => {
  const missing = suiteParts.slice(0, 2).map((part) => at(5, { ...TLS, snippet: suiteLine, ...part }));
  expect(JSON.stringify(await bom(result(missing)))).not.toContain('"name":"ECDHE-RSA');
});

test("libraries: what code calls provides, what manifests ask for has its package URL", async () => {
  const dependency = {
    usage: "dependency",
    algorithm: "crypto-library",
    family: "library",
    primitive: "other",
    quantum: "unknown",
  } as const;
  const of = await bom(
    result([
      use({ library: "java.jca" }),
      use({
        ...dependency,
        ruleId: "dependency.maven",
        library: "org.bouncycastle:bcprov-jdk18on",
        snippet: "org.bouncycastle:bcprov-jdk18on 1.78 (RSA): none",
        confidence: "high",
      }),
      use({
        ...dependency,
        ruleId: "dependency.npm",
        library: "@noble/curves",
        snippet: "@noble/curves ^1.2.0 (ECDSA): none",
        confidence: "medium",
      }),
      use({ ...dependency, ruleId: "dependency.maven", library: "java", snippet: "java 8 (JCA): none" }),
    ]),
  );
  const called = named(of, "java.jca");
  expect(called).toMatchObject({ type: "library", description: expect.stringContaining("Java Cryptography") });
  expect(of.dependencies.find(({ ref }) => ref === called["bom-ref"])?.provides).toEqual([
    named(of, "RSA-2048")["bom-ref"],
  ]);
  expect(named(of, "org.bouncycastle:bcprov-jdk18on")).toMatchObject({
    version: "1.78",
    purl: "pkg:maven/org.bouncycastle/bcprov-jdk18on@1.78",
  });
  expect(named(of, "@noble/curves")).toMatchObject({ purl: "pkg:npm/%40noble/curves" });
  expect(named(of, "@noble/curves")).not.toHaveProperty("version");
  expect(named(of, "java")).not.toHaveProperty("purl");
});
