/** The vocabulary between notations (which read an API's spelling) and the registry (which knows the algorithm). */
import type { ClassicalVerdict, Operation, Primitive, Purpose, QuantumVerdict } from "../fact.ts";

/**
 * An algorithm as an API named it, in the registry's terms. `name` is a registry entry (`RSA`, `ECDSA`, `AES`,
 * `SHA-256`, `HMAC`, `TLS`, `ML-KEM-768`); the rest are parameters the text carried.
 */
export interface AlgorithmUse {
  readonly name: string;
  /** Bits. */
  readonly keySize?: number;
  /** CycloneDX curve name: `P-256`, `secp256k1`, `Curve25519`, `brainpoolP256r1`. */
  readonly curve?: string;
  /** `ECB`, `CBC`, `GCM` … upper case. */
  readonly mode?: string;
  /** `PKCS1-v1_5`, `OAEP`, `PSS`, `PKCS7`, `NoPadding` … */
  readonly padding?: string;
  /** Registry name of the digest within: the SHA-1 of `SHA1withRSA`, of HMAC, of a KDF. */
  readonly hash?: string;
  /** `TLSv1.0`, `SSLv3`, `SSHv2` … */
  readonly protocol?: string;
  /** Where the notation itself says what is done: `SHA256withRSA` is a signature. */
  readonly operation?: Operation;
}

/** What the registry makes of a use. */
export interface Verdict {
  /** Full name with parameters: `RSA-2048`, `ECDSA-P-256`, `AES-128-ECB`, `HMAC-SHA-256`, `TLSv1.0`. */
  readonly algorithm: string;
  readonly family: string;
  readonly primitive: Primitive;
  readonly purpose: Purpose;
  readonly quantum: QuantumVerdict;
  /** The worst of algorithm, key size, curve, mode, padding and inner hash. */
  readonly classical: ClassicalVerdict;
  /** Classical security strength in bits (NIST SP 800-57 part 1), where known. */
  readonly strength?: number;
}

/** An API's spelling of algorithms: several uses for a suite or list, none where the text means nothing here. */
export interface Notation {
  readonly id: string;
  parse(text: string): readonly AlgorithmUse[];
}
