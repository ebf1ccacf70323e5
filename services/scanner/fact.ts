/**
 * Pure facts: what one content (blob) of one kind says about cryptography. They depend on nothing but the bytes, the
 * kind and the engine, so they are set once per (blob, kind, engine digest) and kept for ever. Whatever depends on
 * where the blob lies or on today's date belongs to `services/reports/model/finding.ts`.
 */

export type QuantumVerdict = "broken" | "weakened" | "safe" | "hybrid" | "post-quantum" | "unknown";
export type ClassicalVerdict = "broken" | "weak" | "ok";
export type Confidence = "high" | "medium" | "low";
export type Usage = "call" | "configuration" | "key-material" | "certificate" | "dependency" | "definition";

/** CycloneDX `algorithmProperties.primitive`. */
export type Primitive =
  | "ae"
  | "block-cipher"
  | "combiner"
  | "drbg"
  | "hash"
  | "kdf"
  | "kem"
  | "key-agree"
  | "mac"
  | "pke"
  | "signature"
  | "stream-cipher"
  | "xof"
  | "other"
  | "unknown";

export type Operation =
  | "keygen"
  | "sign"
  | "verify"
  | "encrypt"
  | "decrypt"
  | "encapsulate"
  | "decapsulate"
  | "key-agreement"
  | "derive"
  | "digest"
  | "mac"
  | "load"
  | "handshake"
  | "unknown";

/** What the use is for; mandates set different dates for each. */
export type Purpose =
  | "key-establishment"
  | "signature"
  | "encryption"
  | "hash"
  | "mac"
  | "key-derivation"
  | "random"
  | "protocol"
  | "unknown";

/** An inline `pqc-audit: ignore[rule] until=DATE reason` beside the use. Whether it is honoured is policy. */
export interface IgnoreAnnotation {
  /** Rules it names; empty means every rule. */
  readonly rules: readonly string[];
  /** ISO date after which it no longer holds. */
  readonly until?: string;
  readonly reason?: string;
}

export interface Fact {
  readonly ruleId: string;
  /** 1-based; columns count UTF-16 code units. `endColumn` is exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Language id or artifact format id. */
  readonly language: string;
  /** Full name with parameters: `RSA-2048`, `ECDSA-P-256`, `AES-128-ECB`. */
  readonly algorithm: string;
  readonly family: string;
  readonly primitive: Primitive;
  readonly operation: Operation;
  readonly purpose: Purpose;
  /** Bits. */
  readonly keySize?: number;
  readonly curve?: string;
  readonly mode?: string;
  readonly padding?: string;
  readonly library?: string;
  readonly protocol?: string;
  /** ISO date-time, of certificates: not valid before. */
  readonly validFrom?: string;
  /** ISO date-time, of certificates and keys. */
  readonly expires?: string;
  /** Of certificates, as their tools print it: hexadecimal of X.509, decimal of OpenSSH. */
  readonly serialNumber?: string;
  /** False where the algorithm is decided at run time. */
  readonly resolved: boolean;
  readonly usage: Usage;
  readonly quantum: QuantumVerdict;
  readonly classical: ClassicalVerdict;
  readonly confidence: Confidence;
  /** The line, secrets masked; at most 200 characters. */
  readonly snippet: string;
  /** Hex SHA-256 (first 16 bytes) over rule and normalised context; equal for equal uses wherever they stand. */
  readonly fingerprint: string;
  readonly ignore?: IgnoreAnnotation;
  /** Stands in what its own file marks as tests (`#[cfg(test)]`). Only the scope follows from it. */
  readonly inTest?: boolean;
}

/** Why a file was not scanned. Every file present ends as scanned, skipped with one of these, failed or quarantined. */
export type SkipReason =
  | "excluded"
  | "ignored"
  | "too-large"
  | "binary"
  | "symlink"
  | "submodule"
  | "special-file"
  | "lfs-pointer"
  /** Asked for, and its server did not give it out. */
  | "lfs-missing"
  | "unchanged"
  | ArchiveSkip;

/** Why a member of an archive is left out that no folder on disk could have. */
export type ArchiveSkip = "unsafe-path" | "duplicate-path" | "hard-link" | "encrypted" | "unsupported-compression";

/** What became of one content. A malformed artifact is `scanned` with an error: its scan is complete, its facts none. */
export type Outcome =
  | { readonly status: "scanned"; readonly facts: readonly Fact[]; readonly error?: string }
  | { readonly status: "skipped"; readonly reason: SkipReason }
  | { readonly status: "failed"; readonly error: string }
  | { readonly status: "quarantined"; readonly error: string };
