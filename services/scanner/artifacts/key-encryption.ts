/** Password-based encryption schemes (PKCS #5, RFC 8018; PKCS #12, RFC 7292) of encrypted private keys. */
import type { AsnType } from "asn1js";
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { children, oidOf } from "./der.ts";
import { known, UnknownAlgorithm } from "./key-algorithm.ts";

// The cipher that a PBES1 or PKCS #12 scheme fixes; its digest is in the OID table.
const CIPHERS: Readonly<Record<string, AlgorithmUse>> = {
  "1.2.840.113549.1.5.1": { name: "DES", mode: "CBC" },
  "1.2.840.113549.1.5.3": { name: "DES", mode: "CBC" },
  "1.2.840.113549.1.5.4": { name: "RC2", keySize: 64, mode: "CBC" },
  "1.2.840.113549.1.5.6": { name: "RC2", keySize: 64, mode: "CBC" },
  "1.2.840.113549.1.5.10": { name: "DES", mode: "CBC" },
  "1.2.840.113549.1.5.11": { name: "RC2", keySize: 64, mode: "CBC" },
  "1.2.840.113549.1.12.1.1": { name: "RC4", keySize: 128 },
  "1.2.840.113549.1.12.1.2": { name: "RC4", keySize: 40 },
  "1.2.840.113549.1.12.1.3": { name: "3DES", mode: "CBC" },
  "1.2.840.113549.1.12.1.4": { name: "3DES", keySize: 112, mode: "CBC" },
  "1.2.840.113549.1.12.1.5": { name: "RC2", keySize: 128, mode: "CBC" },
  "1.2.840.113549.1.12.1.6": { name: "RC2", keySize: 40, mode: "CBC" },
};

const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";

/** Key derivation and cipher of an AlgorithmIdentifier element; throws where it is none, or unknown. */
export function encryptionUses(algorithm: AsnType): readonly AlgorithmUse[] {
  const [identifier, parameters] = children(algorithm);
  const dotted = oidOf(identifier);
  if (dotted === undefined) throw new Error("no encryption algorithm");
  if (dotted !== PBES2) {
    const cipher = CIPHERS[dotted];
    if (cipher === undefined) throw new UnknownAlgorithm(dotted);
    return [known(dotted), cipher];
  }
  const [derivation, scheme] = children(parameters);
  const cipher = oidOf(children(scheme)[0]);
  if (cipher === undefined) throw new Error("no encryption scheme");
  return [derivationUse(derivation), known(cipher)];
}

function derivationUse(derivation: AsnType | undefined): AlgorithmUse {
  const [identifier, parameters] = children(derivation);
  const dotted = oidOf(identifier);
  if (dotted === undefined) throw new Error("no key derivation");
  if (dotted !== PBKDF2) return known(dotted);
  // The PRF is the last field and HMAC-SHA-1 where it is left out.
  const prf = oidOf(children(children(parameters).at(-1))[0]);
  return { name: "PBKDF2", hash: prf === undefined ? "SHA-1" : (known(prf).hash ?? "SHA-1") };
}
