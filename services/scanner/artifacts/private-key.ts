/** Private keys. What is said of them never holds a private byte: fingerprints are one-way, snippets name the algorithm. */
import { ECPrivateKey } from "@peculiar/asn1-ecc";
import { PrivateKeyInfo } from "@peculiar/asn1-pkcs8";
import { RSAPrivateKey } from "@peculiar/asn1-rsa";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { openssl } from "../algorithms/notations/openssl.ts";
import { judge } from "../algorithms/registry.ts";
import { bitLength, children, element, integerBits, parseDer } from "./der.ts";
import { curveOf, keyUse } from "./key-algorithm.ts";
import { encryptionUses } from "./key-encryption.ts";
import { digest, type ObjectUse } from "./reading.ts";

/** PrivateKeyInfo / OneAsymmetricKey (PKCS #8, RFC 5958): `PRIVATE KEY`. */
export function readPrivateKey(der: Uint8Array): readonly ObjectUse[] {
  // Read untyped where version 2 adds a public key: the typed structure knows version 1 alone.
  const fields = children(element(der));
  const info = fields.length > 3 && integerBits(fields[0]) === 1 ? versionOne(der) : parseDer(der, PrivateKeyInfo);
  const use = keyUse(info.privateKeyAlgorithm);
  return [privateKey(use.name === "RSA" ? { ...use, ...rsaSize(info) } : use, der)];
}

function versionOne(der: Uint8Array): PrivateKeyInfo {
  const sequence = element(der);
  const fields = children(sequence);
  const block = sequence.valueBlock as unknown as { value: unknown };
  block.value = fields.slice(0, 3);
  return parseDer(new Uint8Array(sequence.toBER()), PrivateKeyInfo);
}

function rsaSize(info: PrivateKeyInfo): { keySize: number } {
  return {
    keySize: bitLength(new Uint8Array(parseDer(new Uint8Array(info.privateKey.buffer), RSAPrivateKey).modulus)),
  };
}

/** RSAPrivateKey (PKCS #1): `RSA PRIVATE KEY`. */
export function readRsaPrivateKey(der: Uint8Array): readonly ObjectUse[] {
  const modulus = new Uint8Array(parseDer(der, RSAPrivateKey).modulus);
  return [privateKey({ name: "RSA", keySize: bitLength(modulus) }, modulus)];
}

/** ECPrivateKey (SEC 1, RFC 5915): `EC PRIVATE KEY`. */
export function readEcPrivateKey(der: Uint8Array): readonly ObjectUse[] {
  const key = parseDer(der, ECPrivateKey);
  // The tagged parameters hold an ECParameters, read untyped: a curve that is written out has many forms.
  const tagged = children(element(der)).find((node) => node.idBlock.tagClass === 3 && node.idBlock.tagNumber === 0);
  const inner = children(tagged)[0];
  const curve = inner === undefined ? {} : curveOf(new Uint8Array(inner.toBER()));
  return [privateKey({ name: "EC", ...curve }, key.publicKey ? new Uint8Array(key.publicKey) : der)];
}

/** `DSA PRIVATE KEY` (OpenSSL): version, p, q, g, public, private. */
export function readDsaPrivateKey(der: Uint8Array): readonly ObjectUse[] {
  const fields = children(element(der));
  const keySize = integerBits(fields[1]);
  if (fields.length < 6 || keySize === undefined) throw new Error("not a DSA private key");
  return [privateKey({ name: "DSA", keySize }, der)];
}

/** EncryptedPrivateKeyInfo (PKCS #8): `ENCRYPTED PRIVATE KEY`. Which key is inside stays unknown; how it is protected does not. */
export function readEncryptedPrivateKey(der: Uint8Array): readonly ObjectUse[] {
  const [algorithm, data] = children(element(der));
  if (algorithm === undefined || data === undefined) throw new Error("not an encrypted private key");
  return encryptionUses(algorithm).map((use) => protection(use, der));
}

/** A traditional key that OpenSSL encrypted (`DEK-Info: AES-128-CBC,…`): MD5 and one round derive the key (EVP_BytesToKey). */
export function readLegacyEncrypted(label: string, dekInfo: string, body: Uint8Array): readonly ObjectUse[] {
  const name = /^(RSA|DSA|EC) PRIVATE KEY$/.exec(label)?.[1];
  const cipher = openssl.parse(dekInfo.split(",", 1)[0] ?? "");
  return [
    ...(name === undefined ? [] : [privateKey({ name }, body)]),
    ...[{ name: "OpenSSL-KDF", hash: "MD5" }, ...cipher].map((use) => protection(use, body)),
  ];
}

/** A fact about the key itself. `material` is only hashed; the public part where the format has one. */
export function privateKey(use: AlgorithmUse, material: Uint8Array): ObjectUse {
  return {
    ruleId: "pki.private-key",
    use,
    operation: "load",
    usage: "key-material",
    confidence: "high",
    context: digest(material),
    snippet: `private key, ${judge(use, "load").algorithm}`,
  };
}

/** A fact about how a private key is encrypted. */
export function protection(use: AlgorithmUse, material: Uint8Array): ObjectUse {
  const verdict = judge(use, "unknown");
  const operation = verdict.primitive === "kdf" ? "derive" : "decrypt";
  return {
    ruleId: "pki.private-key.encryption",
    use,
    operation,
    usage: "key-material",
    confidence: "high",
    context: digest(material),
    snippet: `encrypted private key, ${verdict.algorithm}`,
  };
}
