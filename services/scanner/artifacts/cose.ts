/**
 * COSE keys, key sets and messages (RFC 9052, 9053, 8230, 8812; ML-DSA: RFC 9964) in binary files: type, curve, algorithm,
 * size; of a message the algorithms in its protected headers.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import type { Artifact, ArtifactUse } from "./artifact.ts";
import { type CborValue, parseCbor } from "./cbor.ts";
import { bitLength } from "./der.ts";
import { digest, type ObjectUse } from "./reading.ts";

const MAX_BYTES = 1 << 20;
const MAX_KEYS = 500;

const ALGORITHMS: Readonly<Record<number, AlgorithmUse>> = {
  1: { name: "AES", keySize: 128, mode: "GCM" },
  2: { name: "AES", keySize: 192, mode: "GCM" },
  3: { name: "AES", keySize: 256, mode: "GCM" },
  4: { name: "HMAC", hash: "SHA-256" },
  5: { name: "HMAC", hash: "SHA-256" },
  6: { name: "HMAC", hash: "SHA-384" },
  7: { name: "HMAC", hash: "SHA-512" },
  10: { name: "AES", keySize: 128, mode: "CCM" },
  11: { name: "AES", keySize: 256, mode: "CCM" },
  24: { name: "ChaCha20-Poly1305" },
  [-3]: { name: "AES", keySize: 128, mode: "KW" },
  [-4]: { name: "AES", keySize: 192, mode: "KW" },
  [-5]: { name: "AES", keySize: 256, mode: "KW" },
  [-7]: { name: "ECDSA", hash: "SHA-256" },
  [-8]: { name: "EdDSA" },
  [-9]: { name: "ECDSA", curve: "P-256", hash: "SHA-256" },
  [-19]: { name: "Ed25519", curve: "Edwards25519" },
  [-25]: { name: "ECDH" },
  [-26]: { name: "ECDH" },
  [-27]: { name: "ECDH" },
  [-28]: { name: "ECDH" },
  [-29]: { name: "ECDH" },
  [-31]: { name: "ECDH" },
  [-35]: { name: "ECDSA", hash: "SHA-384" },
  [-36]: { name: "ECDSA", hash: "SHA-512" },
  [-37]: { name: "RSA", padding: "PSS", hash: "SHA-256" },
  [-38]: { name: "RSA", padding: "PSS", hash: "SHA-384" },
  [-39]: { name: "RSA", padding: "PSS", hash: "SHA-512" },
  [-40]: { name: "RSA", padding: "OAEP", hash: "SHA-1" },
  [-41]: { name: "RSA", padding: "OAEP", hash: "SHA-256" },
  [-42]: { name: "RSA", padding: "OAEP", hash: "SHA-512" },
  [-46]: { name: "LMS" },
  [-47]: { name: "ECDSA", curve: "secp256k1", hash: "SHA-256" },
  [-48]: { name: "ML-DSA-44" },
  [-49]: { name: "ML-DSA-65" },
  [-50]: { name: "ML-DSA-87" },
  [-257]: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-256" },
  [-258]: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-384" },
  [-259]: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-512" },
  [-65535]: { name: "RSA", padding: "PKCS1-v1_5", hash: "SHA-1" },
};

const CURVES: Readonly<Record<number, AlgorithmUse>> = {
  1: { name: "EC", curve: "P-256" },
  2: { name: "EC", curve: "P-384" },
  3: { name: "EC", curve: "P-521" },
  4: { name: "X25519", curve: "Curve25519" },
  5: { name: "X448", curve: "Curve448" },
  6: { name: "Ed25519", curve: "Edwards25519" },
  7: { name: "Ed448", curve: "Edwards448" },
  8: { name: "EC", curve: "secp256k1" },
};

const OKP = 1;
const EC2 = 2;
const RSA = 3;
const AKP = 7;
/** CBOR tags of COSE messages: Encrypt0, Mac0, Sign1, Encrypt, Mac, Sign. */
const MESSAGES: ReadonlySet<number> = new Set([16, 17, 18, 96, 97, 98]);

export const cose: Artifact = {
  id: "cose",
  extensions: [".cose", ".cbor"],
  isOneObject: () => true,
  read(bytes) {
    if (bytes.length > MAX_BYTES) return { uses: [] };
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let found: readonly ObjectUse[];
    try {
      found = usesOf(parseCbor(buffer));
    } catch {
      // CBOR holds anything: what is no COSE is no error.
      return { uses: [] };
    }
    const uses: ArtifactUse[] = found.map((use) => ({ ...use, start: 0, end: bytes.length }));
    return { uses };
  },
};

function usesOf(value: CborValue): readonly ObjectUse[] {
  if (value.kind === "map") return keyUses(value.entries);
  if (value.kind === "array") {
    return value.items.slice(0, MAX_KEYS).flatMap((item) => (item.kind === "map" ? keyUses(item.entries) : []));
  }
  return value.kind === "tag" && MESSAGES.has(value.tag) && value.value.kind === "array"
    ? messageUses(value.value.items[0])
    : [];
}

function keyUses(key: ReadonlyMap<number | string, CborValue>): readonly ObjectUse[] {
  const use = keyUse(key);
  if (use === undefined) return [];
  // Private parts: `d`, and of an AKP key its seed.
  const secret = numberOf(key.get(1)) === RSA ? key.has(-3) : numberOf(key.get(1)) === AKP ? key.has(-2) : key.has(-4);
  const half = secret ? "private" : "public";
  const material = key.get(numberOf(key.get(1)) === EC2 || numberOf(key.get(1)) === OKP ? -2 : -1);
  return [
    {
      ruleId: `cose.${half}-key`,
      use,
      operation: "load",
      usage: "key-material",
      confidence: "high",
      context: digest(material?.kind === "bytes" ? material.bytes : ""),
      snippet: `COSE key, ${half}, ${judge(use, "load").algorithm}`,
    },
  ];
}

function keyUse(key: ReadonlyMap<number | string, CborValue>): AlgorithmUse | undefined {
  const named = algorithmOf(key.get(3));
  switch (numberOf(key.get(1))) {
    case OKP:
    case EC2: {
      if (key.get(-2)?.kind !== "bytes") return undefined;
      const curve = CURVES[numberOf(key.get(-1)) ?? 0];
      return curve?.name === "EC" && named !== undefined
        ? { ...named, ...(curve.curve && { curve: curve.curve }) }
        : curve;
    }
    case RSA: {
      const modulus = key.get(-1);
      if (modulus?.kind !== "bytes" || modulus.bytes.length < 32) return undefined;
      return { ...(named?.name === "RSA" ? named : { name: "RSA" }), keySize: bitLength(modulus.bytes) };
    }
    case AKP:
      return named;
    default:
      return undefined;
  }
}

/** The protected header: a byte string that holds a map. */
function messageUses(header: CborValue | undefined): readonly ObjectUse[] {
  if (header?.kind !== "bytes" || header.bytes.length === 0) return [];
  const inner = parseCbor(header.bytes);
  const use = inner.kind === "map" ? algorithmOf(inner.entries.get(1)) : undefined;
  if (use === undefined) return [];
  const { primitive } = judge(use, "unknown");
  const operation = primitive === "mac" ? "mac" : primitive === "ae" || primitive === "key-agree" ? "encrypt" : "sign";
  return [
    {
      ruleId: "cose.message",
      use,
      operation,
      usage: "certificate",
      confidence: "high",
      context: digest(header.bytes),
      snippet: `COSE message, ${judge(use, operation).algorithm}`,
    },
  ];
}

function algorithmOf(value: CborValue | undefined): AlgorithmUse | undefined {
  const number = numberOf(value);
  return number === undefined ? undefined : ALGORITHMS[number];
}

function numberOf(value: CborValue | undefined): number | undefined {
  return value?.kind === "integer" ? value.value : undefined;
}
