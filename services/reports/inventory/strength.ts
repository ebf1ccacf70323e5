/** How strong an algorithm is, in the terms inventories use. */
import { readCompound } from "@pqc-audit/scanner/algorithms/compound.ts";
import { judge, lookup } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { ClassicalVerdict, Operation, Primitive, QuantumVerdict } from "@pqc-audit/scanner/fact.ts";

/** Bits against today's computers (NIST SP 800-57 part 1); absent where the name does not tell. */
export function classicalLevel(algorithm: string, operation: Operation): number | undefined {
  const use = readCompound(algorithm);
  return use === undefined ? undefined : judge(use, operation).strength;
}

/** Security categories of parameter sets: FIPS 203, 204 and 205, and the submissions of those that are no standard yet. */
const CATEGORIES: readonly (readonly [RegExp, number])[] = [
  [/^(?:ML-KEM-|Kyber-)512$|^FN-DSA-512$|^FrodoKEM-640$/, 1],
  [/^(?:ML-DSA-44|Dilithium2)$/, 2],
  [/^(?:ML-KEM-|Kyber-)768$|^(?:ML-DSA-65|Dilithium3)$|^FrodoKEM-976$/, 3],
  [/^(?:ML-KEM-|Kyber-)1024$|^(?:ML-DSA-87|Dilithium5)$|^FN-DSA-1024$|^FrodoKEM-1344$/, 5],
  [/^SLH-DSA-(?:SHA2|SHAKE)-128[sf]$/, 1],
  [/^SLH-DSA-(?:SHA2|SHAKE)-192[sf]$/, 3],
  [/^SLH-DSA-(?:SHA2|SHAKE)-256[sf]$/, 5],
];

interface Judged {
  readonly algorithm: string;
  readonly primitive: Primitive;
  readonly quantum: QuantumVerdict;
  readonly classical: ClassicalVerdict;
  /** Bits, as `classicalLevel` gives them. */
  readonly strength: number | undefined;
}

/**
 * NIST's security category: 0 where none is met, 1, 3 and 5 as hard as a search for an AES key of 128, 192 and 256 bits, 2 and
 * 4 as a collision of SHA-256 and SHA-384. Absent where the parameters, which decide, are not known.
 */
export function nistLevel({ algorithm, primitive, quantum, classical, strength }: Judged): number | undefined {
  if (quantum === "broken" || classical === "broken") return 0;
  const half = quantum === "hybrid" ? lookup(algorithm)?.halves?.[1] : undefined;
  const category = CATEGORIES.find(([names]) => names.test(half ?? algorithm))?.[1];
  if (category !== undefined) return category;
  if (strength === undefined) return undefined;
  switch (primitive) {
    case "ae":
    case "block-cipher":
    case "mac":
    case "stream-cipher":
      return strength >= 256 ? 5 : strength >= 192 ? 3 : strength >= 128 ? 1 : 0;
    case "hash":
      return strength >= 256 ? 5 : strength >= 192 ? 4 : strength >= 128 ? 2 : 0;
    default:
      return undefined;
  }
}
