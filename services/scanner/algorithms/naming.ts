import type { Primitive } from "../fact.ts";
import type { AlgorithmUse } from "./algorithm.ts";
import type { AlgorithmEntry } from "./entry.ts";

const HASH_IN_NAME: ReadonlySet<Primitive> = new Set(["signature", "mac", "kdf", "drbg", "unknown"]);

/**
 * The full name of a use: registry name, then what is known, joined by `-`, in this order:
 *
 * 1. key size (moduli and symmetric keys that the name does not fix), or the curve, or the bits of an unnamed curve;
 * 2. mode of operation (ciphers);
 * 3. padding (RSA only: `PKCS1-v1_5`, `PSS`, `OAEP`, `NoPadding`);
 * 4. digest (signatures, MACs, key derivation; not OAEP's).
 *
 * `RSA-2048`, `RSA-PKCS1-v1_5-SHA-256`, `RSA-OAEP`, `ECDSA-P-256-SHA-256`, `X25519`, `AES-128-ECB`, `3DES-CBC`,
 * `HMAC-SHA-256`, `PBKDF2-HMAC-SHA-256`. A protocol is its version where known: `TLSv1.0`. Symmetric padding and an
 * AEAD's tag length are not part of the name.
 */
export function fullName(entry: AlgorithmEntry, use: AlgorithmUse, primitive: Primitive): string {
  if (entry.purpose === "protocol") return use.protocol ?? entry.name;
  const parts: (string | number)[] = [entry.label ?? entry.name];
  const asymmetric = entry.size === "modulus" || entry.size === "curve";
  if (entry.size === "curve") parts.push(...known(use.curve ?? use.keySize));
  else if (entry.size === "modulus" || entry.size === "key") parts.push(...known(use.keySize));
  if (!asymmetric && entry.modes && isCipher(entry.primitive)) parts.push(...known(use.mode));
  if (entry.size === "modulus") parts.push(...known(use.padding));
  if (entry.curve === undefined && HASH_IN_NAME.has(primitive) && use.padding !== "OAEP")
    parts.push(...known(use.hash));
  return parts.join("-");
}

function known<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}

function isCipher(primitive: Primitive): boolean {
  return primitive === "block-cipher" || primitive === "stream-cipher" || primitive === "ae";
}
