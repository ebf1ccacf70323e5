/** Numbers of OpenPGP (RFC 9580 section 9; post-quantum: draft-ietf-openpgp-pqc) to the registry's names. */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { curveName } from "../algorithms/curves.ts";
import { bitLength } from "./der.ts";

export const DIGESTS: Readonly<Record<number, string>> = {
  1: "MD5",
  2: "SHA-1",
  3: "RIPEMD-160",
  8: "SHA-256",
  9: "SHA-384",
  10: "SHA-512",
  11: "SHA-224",
  12: "SHA3-256",
  14: "SHA3-512",
};

export const CIPHERS: Readonly<Record<number, AlgorithmUse>> = {
  0: { name: "null" },
  1: { name: "IDEA", mode: "CFB" },
  2: { name: "3DES", mode: "CFB" },
  3: { name: "CAST5", keySize: 128, mode: "CFB" },
  4: { name: "Blowfish", keySize: 128, mode: "CFB" },
  7: { name: "AES", keySize: 128, mode: "CFB" },
  8: { name: "AES", keySize: 192, mode: "CFB" },
  9: { name: "AES", keySize: 256, mode: "CFB" },
  10: { name: "Twofish", keySize: 256, mode: "CFB" },
  11: { name: "Camellia", keySize: 128, mode: "CFB" },
  12: { name: "Camellia", keySize: 192, mode: "CFB" },
  13: { name: "Camellia", keySize: 256, mode: "CFB" },
};

export const AEAD_MODES: Readonly<Record<number, string>> = { 1: "EAX", 2: "OCB", 3: "GCM" };

interface KeyKind {
  readonly use: AlgorithmUse;
  readonly operation: "verify" | "encrypt" | "key-agreement" | "encapsulate";
  /** Numbers of the public part (MPIs), or octets of a fixed size behind an optional curve. */
  readonly mpis?: number;
  readonly octets?: number;
  readonly curve?: true;
  /** The KDF parameters of ECDH: a length and as many octets. */
  readonly kdf?: true;
}

/** By number; hybrids of the draft by the names that the registry has for the same pair. */
export const KEYS: Readonly<Record<number, KeyKind>> = {
  1: { use: { name: "RSA" }, operation: "verify", mpis: 2 },
  2: { use: { name: "RSA" }, operation: "encrypt", mpis: 2 },
  3: { use: { name: "RSA" }, operation: "verify", mpis: 2 },
  16: { use: { name: "ElGamal" }, operation: "encrypt", mpis: 3 },
  17: { use: { name: "DSA" }, operation: "verify", mpis: 4 },
  18: { use: { name: "ECDH" }, operation: "key-agreement", curve: true, mpis: 1, kdf: true },
  19: { use: { name: "ECDSA" }, operation: "verify", curve: true, mpis: 1 },
  20: { use: { name: "ElGamal" }, operation: "encrypt", mpis: 3 },
  22: { use: { name: "EdDSA" }, operation: "verify", curve: true, mpis: 1 },
  25: { use: { name: "X25519", curve: "Curve25519" }, operation: "key-agreement", octets: 32 },
  26: { use: { name: "X448", curve: "Curve448" }, operation: "key-agreement", octets: 56 },
  27: { use: { name: "Ed25519", curve: "Edwards25519" }, operation: "verify", octets: 32 },
  28: { use: { name: "Ed448", curve: "Edwards448" }, operation: "verify", octets: 57 },
  30: { use: { name: "MLDSA65-Ed25519-SHA512" }, operation: "verify", octets: 32 + 1952 },
  31: { use: { name: "MLDSA87-Ed448-SHAKE256" }, operation: "verify", octets: 57 + 2592 },
  32: { use: { name: "SLH-DSA-SHAKE-128s" }, operation: "verify", octets: 32 },
  33: { use: { name: "SLH-DSA-SHAKE-128f" }, operation: "verify", octets: 32 },
  34: { use: { name: "SLH-DSA-SHAKE-256s" }, operation: "verify", octets: 64 },
  35: { use: { name: "X25519MLKEM768" }, operation: "encapsulate", octets: 32 + 1184 },
  36: { use: { name: "X448MLKEM1024" }, operation: "encapsulate", octets: 56 + 1568 },
};

export interface PublicPart {
  readonly use: AlgorithmUse;
  readonly operation: KeyKind["operation"];
  /** Where the secret part begins. */
  readonly end: number;
}

/** The algorithm of a key packet's material that begins at `at`; none for unknown numbers, throws where it breaks off. */
export function publicPart(algorithm: number, body: Buffer, at: number): PublicPart | undefined {
  const kind = KEYS[algorithm];
  if (kind === undefined) return undefined;
  let position = at;
  let use = kind.use;
  if (kind.curve) {
    const length = body[position] ?? 0;
    const curve = curveOf(body.subarray(position + 1, position + 1 + length));
    position += 1 + length;
    if (curve !== undefined) use = special(use, curve);
  }
  for (let read = 0; read < (kind.mpis ?? 0); read++) {
    if (position + 2 > body.length) throw new Error("ends too early");
    const octets = (body.readUInt16BE(position) + 7) >> 3;
    if (position + 2 + octets > body.length) throw new Error("ends too early");
    // The first number of RSA, DSA and ElGamal is the modulus.
    if (read === 0 && !kind.curve) {
      use = { ...use, keySize: bitLength(body.subarray(position + 2, position + 2 + octets)) };
    }
    position += 2 + octets;
  }
  if (kind.kdf) position += 1 + (body[position] ?? 0);
  position += kind.octets ?? 0;
  if (position > body.length) throw new Error("ends too early");
  return { use, operation: kind.operation, end: position };
}

/** EdDSA and ECDH over the curves that have algorithms of their own. */
function special(use: AlgorithmUse, curve: string): AlgorithmUse {
  if (curve === "Edwards25519") return { name: "Ed25519", curve };
  if (curve === "Curve25519") return { name: "X25519", curve };
  return { ...use, curve };
}

/** The curve of an OID without its header. */
function curveOf(oid: Buffer): string | undefined {
  const dotted = dottedOf(oid);
  if (dotted === "1.3.6.1.4.1.11591.15.1") return "Edwards25519";
  if (dotted === "1.3.6.1.4.1.3029.1.5.1") return "Curve25519";
  return dotted === undefined ? undefined : curveName(dotted);
}

function dottedOf(bytes: Buffer): string | undefined {
  if (bytes.length < 2 || bytes.length > 40) return undefined;
  const first = bytes[0] ?? 0;
  const arcs = [Math.min(2, Math.floor(first / 40)), first - 40 * Math.min(2, Math.floor(first / 40))];
  let value = 0;
  for (const byte of bytes.subarray(1)) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 128) {
      arcs.push(value);
      value = 0;
    }
  }
  return arcs.join(".");
}
