/** Deadlines: which mandates speak about a use, and by when it has to be gone. */
import type { Deadline } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { curveBits } from "@pqc-audit/scanner/algorithms/curves.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { allMandates, type Mandate, type Requirement } from "./mandates.ts";

export type DeadlineInput = Pick<Fact, "quantum" | "purpose" | "family" | "keySize" | "curve">;

/** Earliest first. Passed dates stay: that something is overdue is the point. Equal uses share one list. */
export function deadlinesOf(fact: DeadlineInput, mandates: readonly Mandate[] = allMandates()): readonly Deadline[] {
  const lists = known.get(mandates) ?? new Map<string, readonly Deadline[]>();
  known.set(mandates, lists);
  const strength = classicalStrength(fact);
  const key = `${fact.quantum} ${fact.purpose} ${strength}`;
  const deadlines = lists.get(key) ?? listOf(mandates, fact, strength);
  lists.set(key, deadlines);
  return deadlines;
}

/** A large result has a hundred thousand findings and a dozen different lists. */
const known = new WeakMap<readonly Mandate[], Map<string, readonly Deadline[]>>();

function listOf(mandates: readonly Mandate[], fact: DeadlineInput, strength: number | undefined): readonly Deadline[] {
  return mandates
    .flatMap((mandate) =>
      mandate.requirements
        .filter((requirement) => binds(requirement, fact, strength))
        .map(({ date, requirement }) => ({ mandate: mandate.id, date, requirement })),
    )
    .sort((a, b) => compareBytewise(a.date, b.date) || compareBytewise(a.mandate, b.mandate));
}

function binds(requirement: Requirement, fact: DeadlineInput, strength: number | undefined): boolean {
  if (!requirement.quantum.includes(fact.quantum)) return false;
  if (requirement.purposes && !requirement.purposes.includes(fact.purpose)) return false;
  if (requirement.strengthBelow === undefined) return true;
  return strength !== undefined && strength < requirement.strengthBelow;
}

/**
 * Bits of classical strength of a public-key use, after NIST SP 800-57 part 1 revision 5, table 2: half the order of
 * an elliptic curve; by modulus size for RSA, DSA and DH. Undefined where neither is known.
 */
export function classicalStrength(fact: Pick<Fact, "curve" | "keySize">): number | undefined {
  if (fact.curve !== undefined) {
    const bits = curveBits(fact.curve);
    // Curve25519's order has 253 bits and counts as 128 bits of strength (SP 800-186), as P-256 does.
    return bits === undefined ? undefined : Math.round(bits / 16) * 8;
  }
  if (fact.keySize === undefined) return undefined;
  const row = MODULUS_STRENGTH.find(([modulus]) => (fact.keySize ?? 0) >= modulus);
  return row?.[1];
}

/** Smallest modulus (bits) for each strength (bits). */
const MODULUS_STRENGTH: readonly (readonly [number, number])[] = [
  [15360, 256],
  [7680, 192],
  [3072, 128],
  [2048, 112],
  [1024, 80],
  [0, 0],
];
