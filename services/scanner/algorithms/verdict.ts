/** The parts of a verdict, each from an entry and the parameters of its use. */
import type { ClassicalVerdict, Operation, Primitive, Purpose, QuantumVerdict } from "../fact.ts";
import type { AlgorithmUse } from "./algorithm.ts";
import { curveBits } from "./curves.ts";
import type { AlgorithmEntry } from "./entry.ts";

const AEAD_MODES: ReadonlySet<string> = new Set(["GCM", "CCM", "EAX", "OCB", "SIV", "GCM-SIV", "CWC", "CBC-HMAC"]);

export function primitiveOf(entry: AlgorithmEntry, use: AlgorithmUse, operation: Operation): Primitive {
  const byOperation = entry.by[operation];
  if (byOperation !== undefined) return byOperation;
  if (entry.primitive === "block-cipher" && use.mode !== undefined) {
    if (AEAD_MODES.has(use.mode)) return "ae";
    if (use.mode === "GMAC" || use.mode === "CMAC") return "mac";
  }
  // A padding for signatures tells what an RSA key is for where the call does not.
  if (use.padding === "PSS") return "signature";
  return entry.primitive;
}

export function purposeOf(primitive: Primitive, operation: Operation): Purpose {
  if (operation === "sign" || operation === "verify") return primitive === "mac" ? "mac" : "signature";
  switch (primitive) {
    case "signature":
      return "signature";
    case "kem":
    case "key-agree":
    case "combiner":
      return "key-establishment";
    case "pke":
      // A key alone does not say whether it will sign or encrypt.
      return operation === "keygen" || operation === "load" || operation === "unknown"
        ? "unknown"
        : "key-establishment";
    case "ae":
    case "block-cipher":
    case "stream-cipher":
      return "encryption";
    case "hash":
    case "xof":
      return "hash";
    case "mac":
      return "mac";
    case "kdf":
      return "key-derivation";
    case "drbg":
      return "random";
    default:
      return operation === "key-agreement" || operation === "encrypt" || operation === "decrypt"
        ? "key-establishment"
        : "unknown";
  }
}

// NIST SP 800-57 part 1 rev. 5, table 2: modulus bits to strength.
const MODULUS_STRENGTH: readonly (readonly [number, number])[] = [
  [15360, 256],
  [7680, 192],
  [3072, 128],
  [2048, 112],
  [1024, 80],
];

/** Classical strength in bits; `digest` is the entry of the digest within. */
export function strengthOf(
  entry: AlgorithmEntry,
  use: AlgorithmUse,
  primitive: Primitive,
  digest: AlgorithmEntry | undefined,
): number | undefined {
  if (entry.strength !== undefined) return entry.strength;
  switch (entry.size) {
    case "modulus":
      return MODULUS_STRENGTH.find(([bits]) => use.keySize !== undefined && use.keySize >= bits)?.[1];
    case "curve": {
      const bits = (use.curve === undefined ? undefined : curveBits(use.curve)) ?? use.keySize;
      return bits === undefined ? undefined : Math.min(256, Math.round(bits / 2 + 1) & ~1);
    }
    case "key":
      return use.keySize;
    case "hash": {
      if (digest === undefined) return undefined;
      // SP 800-57 table 3, right column: a digest under a key or in a KDF.
      const bits = digest.bits ?? digest.strength ?? 0;
      return bits >= 256 ? 256 : bits >= 224 ? 192 : bits >= 160 ? 128 : 64;
    }
    default:
      if (entry.bits === undefined) return undefined;
      return primitive === "hash" || primitive === "xof" ? entry.bits / 2 : entry.bits;
  }
}

/** Grover: what has 192 bits and more stays safe. */
export function quantumOf(entry: AlgorithmEntry, strength: number | undefined): QuantumVerdict {
  if (entry.quantum !== "by-size") return entry.quantum;
  if (strength === undefined) return "unknown";
  return strength >= 192 ? "safe" : "weakened";
}

export function sizeVerdict(entry: AlgorithmEntry, use: AlgorithmUse): ClassicalVerdict {
  if (entry.size === "modulus" && use.keySize !== undefined) {
    if (use.keySize < (entry.brokenBelow ?? 0)) return "broken";
    return use.keySize < (entry.weakBelow ?? 0) ? "weak" : "ok";
  }
  if (entry.size === "curve") {
    const bits = (use.curve === undefined ? undefined : curveBits(use.curve)) ?? use.keySize;
    if (bits === undefined) return "ok";
    return bits < 128 ? "broken" : bits < 224 ? "weak" : "ok";
  }
  if (entry.size === "key" && use.keySize !== undefined) {
    return use.keySize < 64 ? "broken" : use.keySize < 112 ? "weak" : "ok";
  }
  return "ok";
}

/** A broken digest breaks a signature, makes a MAC or KDF weak (no collisions needed), and does nothing to OAEP. */
export function hashVerdict(
  digest: AlgorithmEntry | undefined,
  use: AlgorithmUse,
  primitive: Primitive,
): ClassicalVerdict {
  if (digest === undefined || use.padding === "OAEP") return "ok";
  if (primitive === "signature") return digest.classical;
  return digest.classical === "ok" ? "ok" : "weak";
}

export function modeVerdict(use: AlgorithmUse, primitive: Primitive, operation: Operation): ClassicalVerdict {
  if (primitive === "pke") {
    // Bleichenbacher (PKCS #1 v1.5 encryption) and unpadded RSA; SP 800-131A rev. 2 section 6. Signatures are sound.
    return ENCRYPTS.has(operation) && (use.padding === "PKCS1-v1_5" || use.padding === "NoPadding") ? "weak" : "ok";
  }
  return use.mode === "ECB" ? "weak" : "ok";
}

const ENCRYPTS: ReadonlySet<Operation> = new Set(["encrypt", "decrypt", "encapsulate", "decapsulate"]);

const ORDER: readonly ClassicalVerdict[] = ["ok", "weak", "broken"];

export function worst(...verdicts: readonly ClassicalVerdict[]): ClassicalVerdict {
  return verdicts.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a), "ok");
}
