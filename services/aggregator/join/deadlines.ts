/** Deadlines: which mandates speak about a use, and by when it has to be gone. */
import type { Deadline, Replacement } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { curveBits } from "@pqc-audit/scanner/algorithms/curves.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { defaultMandates, type Mandate, type Requirement } from "./mandates.ts";

export type DeadlineInput = Pick<
  Fact,
  "algorithm" | "quantum" | "classical" | "purpose" | "operation" | "family" | "keySize" | "curve" | "protocol"
>;

export interface Bound {
  /** Earliest first. Passed dates stay: that something is overdue is the point. */
  readonly deadlines: readonly Deadline[];
  /** What the first mandate that names one asks for instead. */
  readonly replacement?: Replacement;
}

export interface Binding {
  readonly mandates: readonly Mandate[];
  /** The mandates were asked for by name. */
  readonly asked: boolean;
}

/** What binds this use in a system of this class. Equal uses share one answer. */
export function boundBy(
  fact: DeadlineInput,
  binding: Binding = { mandates: defaultMandates(), asked: false },
  systemClass?: string,
): Bound {
  const answers = known.get(binding.mandates) ?? new Map<string, Bound>();
  known.set(binding.mandates, answers);
  const { algorithm, quantum, classical, purpose, operation, family, keySize, curve, protocol } = fact;
  const of = [algorithm, quantum, classical, purpose, operation, family, keySize, curve, protocol, systemClass];
  const key = JSON.stringify([binding.asked, ...of]);
  let answer = answers.get(key);
  if (answer === undefined) {
    if (answers.size >= MOST_KNOWN) answers.clear();
    answer = answerFor(binding, fact, systemClass);
    answers.set(key, answer);
  }
  return answer;
}

/** A large result has a hundred thousand findings and a few hundred different answers. */
const known = new WeakMap<readonly Mandate[], Map<string, Bound>>();
const MOST_KNOWN = 100_000;

function answerFor({ mandates, asked }: Binding, fact: DeadlineInput, systemClass: string | undefined): Bound {
  const strength = classicalStrength(fact);
  const found = mandates.flatMap((mandate) =>
    mandate.requirements
      .filter((requirement) => (asked || !requirement.whenAsked) && binds(requirement, fact, strength, systemClass))
      .map((requirement) => ({ mandate: mandate.id, ...requirement })),
  );
  const deadlines = found
    .map(({ mandate, date, requirement }) => ({ mandate, date, requirement }))
    .sort((a, b) => compareBytewise(a.date, b.date) || compareBytewise(a.mandate, b.mandate));
  const replacement = found.find((each) => each.replacement !== undefined)?.replacement;
  return { deadlines, ...(replacement && { replacement }) };
}

function binds(
  requirement: Requirement,
  fact: DeadlineInput,
  strength: number | undefined,
  systemClass: string | undefined,
): boolean {
  const { protocols, parts, classes, strengthBelow, keySizeBelow } = requirement;
  const name = `-${fact.algorithm}-`;
  return (
    (requirement.quantum?.includes(fact.quantum) ?? true) &&
    (requirement.classical?.includes(fact.classical) ?? true) &&
    (requirement.purposes?.includes(fact.purpose) ?? true) &&
    (requirement.operations?.includes(fact.operation) ?? true) &&
    (requirement.families?.includes(fact.family) ?? true) &&
    (parts?.some((part) => name.includes(`-${part}-`)) ?? true) &&
    (protocols?.some((protocol) => (fact.protocol ?? fact.algorithm).startsWith(protocol)) ?? true) &&
    (classes === undefined || (systemClass !== undefined && classes.includes(systemClass))) &&
    (strengthBelow === undefined || (strength !== undefined && strength < strengthBelow)) &&
    (keySizeBelow === undefined || (fact.keySize !== undefined && fact.keySize < keySizeBelow))
  );
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
