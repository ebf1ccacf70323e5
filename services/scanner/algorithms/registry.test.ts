import { expect, test } from "vitest";
import type { Operation, Purpose } from "../fact.ts";
import type { AlgorithmUse } from "./algorithm.ts";
import { allCurves, curveBits, curveName } from "./curves.ts";
import { allEntries } from "./entry.ts";
import { knownOids } from "./notations/oid.ts";
import { hashName, modeName, paddingName, protocolName } from "./parameters.ts";
import { halvesOf, judge, lookup, replacementFor } from "./registry.ts";

/** `name quantum classical strength` of a use. */
function verdict(use: AlgorithmUse, operation: Operation = "unknown"): string {
  const { algorithm, quantum, classical, strength } = judge(use, operation);
  return `${algorithm} ${quantum} ${classical} ${strength ?? "-"}`;
}

test("full names: name, size or curve, mode, padding, digest", () => {
  const name = (use: AlgorithmUse, operation: Operation = "unknown") => judge(use, operation).algorithm;
  expect(name({ name: "RSA" })).toBe("RSA");
  expect(name({ name: "RSA", keySize: 2048 })).toBe("RSA-2048");
  expect(name({ name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-256" }, "sign")).toBe("RSA-PKCS1-v1_5-SHA-256");
  expect(name({ name: "RSA", padding: "PSS", hash: "SHA-256" }, "sign")).toBe("RSA-PSS-SHA-256");
  expect(name({ name: "RSA", padding: "OAEP", hash: "SHA-1" }, "encrypt")).toBe("RSA-OAEP");
  expect(name({ name: "ECDSA", curve: "P-256" })).toBe("ECDSA-P-256");
  expect(name({ name: "ECDSA", curve: "P-256", hash: "SHA-256" })).toBe("ECDSA-P-256-SHA-256");
  expect(name({ name: "ECDH", curve: "P-384" })).toBe("ECDH-P-384");
  expect(name({ name: "EC", keySize: 256 })).toBe("EC-256");
  expect(name({ name: "X25519", curve: "Curve25519" })).toBe("X25519");
  expect(name({ name: "ECDH", curve: "Curve25519" })).toBe("X25519");
  expect(name({ name: "EdDSA", curve: "Edwards25519" })).toBe("Ed25519");
  expect(name({ name: "AES", keySize: 128, mode: "ECB", padding: "PKCS7" })).toBe("AES-128-ECB");
  expect(name({ name: "AES", mode: "GCM" })).toBe("AES-GCM");
  expect(name({ name: "3DES", mode: "CBC", keySize: 168 })).toBe("3DES-CBC");
  expect(name({ name: "3DES", mode: "CBC", keySize: 112 })).toBe("3DES-112-CBC");
  expect(name({ name: "DES", mode: "CBC", keySize: 56 })).toBe("DES-CBC");
  expect(name({ name: "ChaCha20-Poly1305", keySize: 256 })).toBe("ChaCha20-Poly1305");
  expect(name({ name: "HMAC", hash: "SHA-256" })).toBe("HMAC-SHA-256");
  expect(name({ name: "PBKDF2", hash: "SHA-256" })).toBe("PBKDF2-HMAC-SHA-256");
  expect(name({ name: "HKDF", hash: "SHA-512" })).toBe("HKDF-SHA-512");
  expect(name({ name: "TLS", protocol: "TLSv1.0" })).toBe("TLSv1.0");
  expect(name({ name: "TLS" })).toBe("TLS");
  expect(name({ name: "ML-KEM", keySize: 768 })).toBe("ML-KEM-768");
  expect(name({ name: "RSA", padding: "padding", hash: "digest", curve: "c", mode: "m", protocol: "p" })).toBe("RSA");
  // Spellings of libraries are read as the registry's.
  expect(name({ name: "sha256" })).toBe("SHA-256");
  expect(name({ name: "AES", keySize: 256, mode: "MODE_GCM" })).toBe("AES-256-GCM");
  expect(name({ name: "ECDSA", curve: "secp256r1", hash: "sha256" })).toBe("ECDSA-P-256-SHA-256");
});

test("Shor breaks every classical public-key algorithm", () => {
  const entries = [
    "RSA",
    "DSA",
    "DH",
    "ElGamal",
    "MQV",
    "EC",
    "ECDSA",
    "ECDH",
    "ECIES",
    "X25519",
    "X448",
    "Ed25519",
    "Ed448",
    "EdDSA",
    "SM2",
  ];
  for (const name of entries) expect([name, judge({ name }, "unknown").quantum]).toEqual([name, "broken"]);
  expect(judge({ name: "SIKE" }, "unknown")).toMatchObject({ quantum: "broken", classical: "broken" });
});

test("Grover weakens what has less than 192 bits", () => {
  expect(verdict({ name: "AES", keySize: 128, mode: "GCM" })).toBe("AES-128-GCM weakened ok 128");
  expect(verdict({ name: "AES", keySize: 192, mode: "CBC" })).toBe("AES-192-CBC safe ok 192");
  expect(verdict({ name: "AES", keySize: 256, mode: "GCM" })).toBe("AES-256-GCM safe ok 256");
  expect(verdict({ name: "AES", mode: "GCM" })).toBe("AES-GCM unknown ok -");
  expect(verdict({ name: "ChaCha20-Poly1305" })).toBe("ChaCha20-Poly1305 safe ok 256");
  expect(verdict({ name: "SHA-256" })).toBe("SHA-256 safe ok 128");
  expect(verdict({ name: "SHA-224" })).toBe("SHA-224 weakened ok 112");
  expect(verdict({ name: "HMAC", hash: "SHA-256" })).toBe("HMAC-SHA-256 safe ok 256");
  expect(verdict({ name: "HMAC" })).toBe("HMAC unknown ok -");
});

test("post-quantum and hybrid", () => {
  expect(verdict({ name: "ML-KEM-768" })).toBe("ML-KEM-768 post-quantum ok 192");
  expect(verdict({ name: "ML-DSA-87" })).toBe("ML-DSA-87 post-quantum ok 256");
  expect(verdict({ name: "SLH-DSA-SHA2-128s" })).toBe("SLH-DSA-SHA2-128s post-quantum ok 128");
  expect(verdict({ name: "X25519MLKEM768" })).toBe("X25519MLKEM768 hybrid ok 192");
  expect(verdict({ name: "sntrup761x25519" })).toBe("sntrup761x25519 hybrid ok 128");
  expect(judge({ name: "X25519MLKEM768" }, "key-agreement")).toMatchObject({
    primitive: "combiner",
    purpose: "key-establishment",
  });
});

test("classical verdicts: algorithm, size, curve, mode, padding, digest", () => {
  const classical = (use: AlgorithmUse, operation: Operation = "unknown") => judge(use, operation).classical;
  for (const name of ["MD2", "MD4", "MD5", "SHA-1", "RC4", "DES", "RC2", "none"])
    expect([name, classical({ name })]).toEqual([name, "broken"]);
  for (const name of ["3DES", "Blowfish", "IDEA", "CAST5", "RIPEMD-160"])
    expect([name, classical({ name })]).toEqual([name, "weak"]);
  expect(classical({ name: "RSA", keySize: 512 })).toBe("broken");
  expect(classical({ name: "RSA", keySize: 1024 })).toBe("weak");
  expect(classical({ name: "RSA", keySize: 2047 })).toBe("weak");
  expect(classical({ name: "RSA", keySize: 2048 })).toBe("ok");
  expect(classical({ name: "DH", keySize: 1024 })).toBe("weak");
  expect(classical({ name: "DSA", keySize: 768 })).toBe("broken");
  expect(classical({ name: "ECDSA", curve: "P-192" })).toBe("weak");
  expect(classical({ name: "ECDSA", curve: "secp112r1" })).toBe("broken");
  expect(classical({ name: "ECDSA", curve: "P-224" })).toBe("ok");
  expect(classical({ name: "EC", keySize: 160 })).toBe("weak");
  expect(classical({ name: "AES", keySize: 256, mode: "ECB" })).toBe("weak");
  expect(classical({ name: "AES", keySize: 256, mode: "CBC" })).toBe("ok");
  expect(classical({ name: "RSA", padding: "PKCS1-v1_5" }, "encrypt")).toBe("weak");
  expect(classical({ name: "RSA", padding: "PKCS1Padding" }, "decrypt")).toBe("weak");
  expect(classical({ name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-256" }, "sign")).toBe("ok");
  expect(classical({ name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-1" }, "sign")).toBe("broken");
  expect(classical({ name: "RSA", padding: "OAEP", hash: "SHA-1" }, "encrypt")).toBe("ok");
  expect(classical({ name: "ECDSA", hash: "MD5" }, "sign")).toBe("broken");
  expect(classical({ name: "HMAC", hash: "MD5" })).toBe("weak");
  expect(classical({ name: "PBKDF2", hash: "SHA-1" })).toBe("weak");
  expect(classical({ name: "RC2", keySize: 40 })).toBe("broken");
});

test("protocol versions", () => {
  const seen = ["SSLv2", "SSLv3", "TLSv1.0", "TLSv1.1", "TLSv1.2", "TLSv1.3"].map((protocol) => {
    const { algorithm, family, quantum, classical, purpose } = judge({ name: "TLS", protocol }, "handshake");
    return [algorithm, family, quantum, classical, purpose].join(" ");
  });
  expect(seen).toEqual([
    "SSLv2 SSL broken broken protocol",
    "SSLv3 SSL broken broken protocol",
    "TLSv1.0 TLS broken weak protocol",
    "TLSv1.1 TLS broken weak protocol",
    "TLSv1.2 TLS broken ok protocol",
    "TLSv1.3 TLS unknown ok protocol",
  ]);
  expect(judge({ name: "SSH", protocol: "SSHv1" }, "handshake").classical).toBe("broken");
});

test("strength by SP 800-57", () => {
  const strength = (use: AlgorithmUse) => judge(use, "unknown").strength;
  expect([1024, 2048, 3072, 4096, 7680, 15360].map((keySize) => strength({ name: "RSA", keySize }))).toEqual([
    80, 112, 128, 128, 192, 256,
  ]);
  expect(["P-192", "P-224", "P-256", "P-384", "P-521"].map((curve) => strength({ name: "ECDSA", curve }))).toEqual([
    96, 112, 128, 192, 256,
  ]);
  expect(strength({ name: "3DES" })).toBe(112);
});

test("purpose follows primitive and operation", () => {
  const purpose = (name: string, operation: Operation): Purpose => judge({ name }, operation).purpose;
  expect(purpose("RSA", "keygen")).toBe("unknown");
  expect(purpose("RSA", "sign")).toBe("signature");
  expect(purpose("RSA", "encrypt")).toBe("key-establishment");
  expect(purpose("EC", "keygen")).toBe("unknown");
  expect(purpose("EC", "key-agreement")).toBe("key-establishment");
  expect(purpose("ECDSA", "keygen")).toBe("signature");
  expect(purpose("ECDH", "keygen")).toBe("key-establishment");
  expect(purpose("ML-KEM-768", "encapsulate")).toBe("key-establishment");
  expect(purpose("AES", "keygen")).toBe("encryption");
  expect(purpose("SHA-256", "digest")).toBe("hash");
  expect(purpose("HMAC", "sign")).toBe("mac");
  expect(purpose("PBKDF2", "derive")).toBe("key-derivation");
  expect(purpose("SHA1PRNG", "unknown")).toBe("random");
  expect(judge({ name: "AES", mode: "GCM" }, "encrypt").primitive).toBe("ae");
  expect(judge({ name: "RSA" }, "sign").primitive).toBe("signature");
  expect(judge({ name: "RSA" }, "encrypt").primitive).toBe("pke");
});

test("replacements by purpose and mandate; none where nothing has to change", () => {
  const replacement = (use: AlgorithmUse, operation: Operation, mandate?: string) => {
    const found = judge(use, operation);
    const mandates = mandate === undefined ? [] : ["nist-ir-8547", mandate];
    return replacementFor({ ...found, ...(use.protocol && { protocol: use.protocol }) }, found.purpose, mandates)
      ?.algorithm;
  };
  expect(replacement({ name: "ECDH" }, "key-agreement")).toBe("ML-KEM-768");
  expect(replacement({ name: "ECDH" }, "key-agreement", "cnsa-2.0")).toBe("ML-KEM-1024");
  expect(replacement({ name: "X25519", protocol: "TLS" }, "key-agreement")).toBe("X25519MLKEM768");
  expect(replacement({ name: "X25519", protocol: "SSH" }, "key-agreement")).toBe("mlkem768x25519-sha256");
  expect(replacement({ name: "ECDSA" }, "sign")).toBe("ML-DSA-65");
  expect(replacement({ name: "RSA" }, "sign", "cnsa-2.0")).toBe("ML-DSA-87");
  expect(replacement({ name: "RSA" }, "keygen")).toBe("ML-KEM-768 (key establishment) or ML-DSA-65 (signature)");
  expect(replacement({ name: "DES" }, "encrypt")).toBe("AES-256-GCM");
  expect(replacement({ name: "AES", keySize: 128, mode: "CBC" }, "encrypt")).toBe("AES-256-GCM");
  expect(replacement({ name: "MD5" }, "digest")).toBe("SHA-256");
  expect(replacement({ name: "MD5" }, "digest", "cnsa-2.0")).toBe("SHA-384");
  expect(replacement({ name: "HMAC", hash: "SHA-1" }, "mac")).toBe("HMAC-SHA-256");
  expect(replacement({ name: "PBKDF2", hash: "SHA-1" }, "derive")).toBe("Argon2id");
  expect(replacement({ name: "TLS", protocol: "TLSv1.0" }, "handshake")).toBe("TLSv1.3 with X25519MLKEM768");
  expect(replacement({ name: "Kyber-768" }, "encapsulate")).toBe("ML-KEM-768");
  expect(replacement({ name: "SIKE" }, "encapsulate")).toBe("ML-KEM-768");
  for (const name of ["AES-256", "SHA-256", "ML-KEM-768", "ML-DSA-65", "X25519MLKEM768", "Argon2id"]) {
    const [base = "", size] = name === "AES-256" ? ["AES", 256] : [name];
    expect([name, replacement({ name: base, ...(size && { keySize: size }) }, "unknown")]).toEqual([name, undefined]);
  }
});

test("an unknown name is an error that says where to add it", () => {
  expect(() => judge({ name: "ROT13" }, "encrypt")).toThrow(/"ROT13" is not in the registry: add it/);
  expect(lookup("constructor")).toBeUndefined();
  expect(lookup("x".repeat(1000))).toBeUndefined();
});

test("single parameters", () => {
  expect(
    ["MODE_CBC", "modes.CBC", "cbc", "NewCBCEncrypter", "CipherMode.ECB", "AES.MODE_OPENPGP", "GCM_SIV", "foo"].map(
      modeName,
    ),
  ).toEqual(["CBC", "CBC", "CBC", "CBC", "ECB", "CFB", "GCM-SIV", undefined]);
  expect(
    [
      "PKCS1Padding",
      "RSA_PKCS1_OAEP_PADDING",
      "padding.OAEP",
      "PKCS1v15",
      "RSA_PKCS1_PADDING",
      "RSA_NO_PADDING",
      "PSS",
      "OAEPWithSHA-256AndMGF1Padding",
      "PKCS5Padding",
      "NoPadding",
      "foo",
    ].map(paddingName),
  ).toEqual([
    "PKCS1-v1_5",
    "OAEP",
    "OAEP",
    "PKCS1-v1_5",
    "PKCS1-v1_5",
    "NoPadding",
    "PSS",
    "OAEP",
    "PKCS7",
    "NoPadding",
    undefined,
  ]);
  expect(
    ["sha256", "hashes.SHA512", "EVP_sha1", "crypto.MD5", "MGF1SHA256", "crypto/sha256.New", "AES"].map(hashName),
  ).toEqual(["SHA-256", "SHA-512", "SHA-1", "MD5", "SHA-256", "SHA-256", undefined]);
  expect(["TLSv1.2", "PROTOCOL_TLSv1", "PROTOCOL_TLS", "constructor"].map(protocolName)).toEqual([
    "TLSv1.2",
    "TLSv1.0",
    undefined,
    undefined,
  ]);
  expect(
    ["prime256v1", "ec.SECP384R1", "NID_secp521r1", "1.3.132.0.10", "MBEDTLS_ECP_DP_SECP256R1", "foo"].map(curveName),
  ).toEqual(["P-256", "P-384", "P-521", "secp256k1", "P-256", undefined]);
  expect(curveBits("secp256r1")).toBe(256);
});

test("a hybrid is told in both its halves, each with its own verdict", () => {
  expect(halvesOf("X25519MLKEM768")).toEqual([
    { algorithm: "X25519", quantum: "broken", classical: "ok" },
    { algorithm: "ML-KEM-768", quantum: "post-quantum", classical: "ok" },
  ]);
  expect(halvesOf("ML-KEM-768")).toEqual([]);
  expect(halvesOf("no algorithm")).toEqual([]);
  for (const entry of allEntries().filter(({ quantum }) => quantum === "hybrid")) {
    // what a generic name is made of, it does not say
    if (entry.name === "Composite ML-DSA") continue;
    expect([entry.name, halvesOf(entry.name).map((half) => half.quantum)]).toEqual([
      entry.name,
      ["broken", "post-quantum"],
    ]);
  }
});

test("the tables hold together", () => {
  const primitives =
    "ae block-cipher combiner drbg hash kdf kem key-agree mac pke signature stream-cipher xof other unknown".split(" ");
  const quantum = "broken weakened safe hybrid post-quantum unknown by-size".split(" ");
  for (const entry of allEntries()) {
    expect([entry.name, primitives.includes(entry.primitive)]).toEqual([entry.name, true]);
    expect([entry.name, quantum.includes(entry.quantum)]).toEqual([entry.name, true]);
    expect([entry.name, ["ok", "weak", "broken"].includes(entry.classical)]).toEqual([entry.name, true]);
    if (entry.quantum === "by-size")
      expect([entry.name, entry.size]).toEqual([entry.name, expect.stringMatching(/key|hash/)]);
    if (entry.curve !== undefined) expect([entry.name, curveName(entry.curve)]).toEqual([entry.name, entry.curve]);
    expect(lookup(entry.name)).toBe(entry);
    expect(judge({ name: entry.name }, "unknown").family).toBe(entry.family);
  }
  for (const [dotted, use] of knownOids()) {
    expect([dotted, lookup(use.name)?.name]).toEqual([dotted, use.name]);
    if (use.hash !== undefined) expect([dotted, hashName(use.hash)]).toEqual([dotted, use.hash]);
    if (use.curve !== undefined) expect([dotted, curveName(use.curve)]).toEqual([dotted, use.curve]);
  }
  for (const curve of allCurves()) expect(curveName(curve.name)).toBe(curve.name);
});
