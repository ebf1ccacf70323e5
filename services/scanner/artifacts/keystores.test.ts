import { Integer, Null, ObjectIdentifier, OctetString, Sequence } from "asn1js";
import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { kindOfPath, readingOf } from "../kinds.ts";
import type { Artifact } from "./artifact.ts";
import { javaKeystore } from "./java-keystore.ts";
import { pki } from "./pki.ts";
import { pem } from "./testing-certificates.ts";
import {
  cmsCertificates,
  cmsForEc,
  cmsForRsa,
  cmsSigned,
  jceks,
  jks,
  pkcs12Legacy,
  pkcs12Modern,
  pkcs12Plain,
} from "./testing-keystores.ts";

const CERTIFICATE = ["pki.certificate.key ECDSA-P-256", "pki.certificate.signature ECDSA-SHA-256"];

function found(artifact: Artifact, content: string | Uint8Array): string[] {
  const result = artifact.read(Buffer.from(content));
  expect(result.error).toBeUndefined();
  return result.uses.map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm}`);
}

test("PKCS #12 says how it is protected, without its password", () => {
  expect(found(pki, pkcs12Modern)).toEqual([
    "pki.pkcs12.encryption PBKDF2-HMAC-SHA-256",
    "pki.pkcs12.encryption AES-256-CBC",
    "pki.private-key.encryption PBKDF2-HMAC-SHA-256",
    "pki.private-key.encryption AES-256-CBC",
    "pki.pkcs12.mac PKCS12-KDF-SHA-256",
    "pki.pkcs12.mac HMAC-SHA-256",
  ]);
  expect(found(pki, pkcs12Legacy)).toEqual([
    "pki.pkcs12.encryption PKCS12-KDF-SHA-1",
    "pki.pkcs12.encryption RC2-40-CBC",
    "pki.private-key.encryption PKCS12-KDF-SHA-1",
    "pki.private-key.encryption 3DES-CBC",
    "pki.pkcs12.mac PKCS12-KDF-SHA-1",
    "pki.pkcs12.mac HMAC-SHA-1",
  ]);
  expect(pki.read(pkcs12Modern).uses[4]?.snippet).toMatch(/, 2048 iterations$/);
});

test("PKCS #12 that is not encrypted gives its certificates and keys", () => {
  expect(found(pki, pkcs12Plain)).toEqual([
    ...CERTIFICATE,
    "pki.private-key EC-P-256",
    "pki.pkcs12.mac PKCS12-KDF-SHA-256",
    "pki.pkcs12.mac HMAC-SHA-256",
  ]);
});

test("CMS: certificates, signatures, recipients, ciphers; DER and PEM", () => {
  expect(found(pki, cmsCertificates)).toEqual(CERTIFICATE);
  expect(found(pki, pem("PKCS7", cmsCertificates))).toEqual(CERTIFICATE);
  expect(found(pki, cmsSigned)).toEqual([...CERTIFICATE, "pki.cms.signature ECDSA-SHA-256"]);
  expect(found(pki, pem("CMS", cmsForRsa))).toEqual([
    "pki.cms.recipient RSA-PKCS1-v1_5",
    "pki.cms.content AES-128-CBC",
  ]);
  expect(found(pki, cmsForEc)).toEqual(["pki.cms.recipient ECDH", "pki.cms.content AES-256-CBC"]);
  expect(pki.read(cmsForRsa).uses[0]).toMatchObject({ operation: "encrypt", purpose: "key-establishment" });
});

test("Java key stores: their own protection, and the certificates", () => {
  expect(found(javaKeystore, jks)).toEqual([
    "keystore.java.integrity SHA-1",
    "keystore.java.protection SHA-1",
    ...CERTIFICATE,
  ]);
  expect(found(javaKeystore, jceks)).toEqual([
    "keystore.java.integrity SHA-1",
    "keystore.java.protection PBES1-MD5",
    "keystore.java.protection 3DES-CBC",
    ...CERTIFICATE,
  ]);
  expect(found(javaKeystore, pkcs12Plain).slice(0, 2)).toEqual(CERTIFICATE);
});

test("BCFKS: how the store is encrypted and what guards it", () => {
  const algorithm = (oid: string, ...parameters: (Sequence | Null)[]) =>
    new Sequence({ value: [new ObjectIdentifier({ value: oid }), ...parameters] });
  const bytes = (length: number) => new OctetString({ valueHex: new Uint8Array(length).buffer });
  const derivation = algorithm(
    "1.2.840.113549.1.5.12",
    new Sequence({ value: [bytes(16), new Integer({ value: 51200 }), algorithm("1.2.840.113549.2.11", new Null())] }),
  );
  const scheme = algorithm("2.16.840.1.101.3.4.1.47", new Sequence({ value: [bytes(12)] }));
  const store = new Sequence({
    value: [
      new Sequence({
        value: [algorithm("1.2.840.113549.1.5.13", new Sequence({ value: [derivation, scheme] })), bytes(300)],
      }),
      new Sequence({ value: [algorithm("1.2.840.113549.2.11", new Null()), derivation, bytes(64)] }),
    ],
  });
  expect(found(pki, new Uint8Array(store.toBER()))).toEqual([
    "keystore.bcfks.protection PBKDF2-HMAC-SHA-512",
    "keystore.bcfks.protection AES-256-CCM",
    "keystore.bcfks.protection HMAC-SHA-512",
  ]);
});

test("key stores are known by name and by their first bytes", () => {
  for (const name of ["a.p12", "b.pfx", "chain.p7b", "mail.p7s", "a.bcfks"]) expect(kindOfPath(name)).toBe("pki");
  for (const name of ["a.jks", "b.keystore", "cacerts"]) expect(kindOfPath(`etc/${name}`)).toBe("java-keystore");
  for (const [content, id] of [
    [jks, "java-keystore"],
    [jceks, "java-keystore"],
    [pkcs12Modern, "pki"],
    [cmsSigned, "pki"],
  ] as const) {
    expect(readingOf("sniff", content)).toMatchObject({ as: "artifact", artifact: { id } });
  }
});

test("a store that breaks off is an error, and what stands before it is read", () => {
  const result = javaKeystore.read(jks.subarray(0, jks.length - 40));
  expect(result.error).toMatch(/^malformed Java key store: ends too early/);
  expect(result.uses.length).toBeGreaterThan(0);
  expect(pki.read(pkcs12Modern.subarray(0, 500)).error).toMatch(/^malformed DER/);
});
