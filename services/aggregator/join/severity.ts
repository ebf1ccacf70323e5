/**
 * Severity: how urgent a use is, from one table. It is read in two steps.
 *
 * 1. The first row that fits gives the severity of the use itself, from its verdicts, purpose and parameters.
 * 2. Where it stands and how sure we are can only lower it: each of usage, scope and confidence has a ceiling.
 *
 * Quantum and classical verdicts are rows of their own and never added up; a hybrid is as good as its better half.
 *
 * The reasoning behind the rows: what an attacker can break today comes before what a quantum computer will break;
 * traffic recorded now can be decrypted later, so key establishment and public-key encryption come before signatures;
 * a broken digest may be a mere checksum, so it stays below a broken cipher; what is safe or post-quantum is `info`,
 * so that an inventory is complete and a finished migration can prove itself.
 */
import type { Scope, Severity } from "@pqc-audit/reports/model/finding.ts";
import type { ClassicalVerdict, Confidence, Fact, Purpose, QuantumVerdict, Usage } from "@pqc-audit/scanner/fact.ts";

export interface SeverityRow {
  readonly severity: Severity;
  readonly why: string;
  readonly classical?: readonly ClassicalVerdict[];
  readonly quantum?: readonly QuantumVerdict[];
  readonly purpose?: readonly Purpose[];
  readonly resolved?: boolean;
  /** Fits only where the key size (bits) is known and smaller. */
  readonly keySizeBelow?: number;
  /** Fits only where what is encrypted is known to stay secret for so many years. */
  readonly secretYears?: number;
}

/** All but signatures: what can be recorded today and read later. */
const RECORDED: readonly Purpose[] = ["key-establishment", "encryption", "key-derivation", "protocol", "unknown"];
/** Deadlines lie no further ahead: the day to act on them (`actBy`) is over for data that stays secret so long. */
const LONG_SECRET_YEARS = 10;

export const SEVERITY_TABLE: readonly SeverityRow[] = [
  {
    severity: "critical",
    quantum: ["broken"],
    classical: ["broken"],
    keySizeBelow: 1024,
    why: "the private key can be computed from the public one today",
  },
  {
    severity: "high",
    quantum: ["broken"],
    classical: ["broken"],
    purpose: ["signature"],
    why: "a signature over a broken digest: forged through a collision, not by breaking the key",
  },
  {
    severity: "critical",
    quantum: ["broken"],
    classical: ["broken"],
    why: "public-key cryptography that is broken without a quantum computer",
  },
  {
    severity: "critical",
    quantum: ["broken"],
    classical: ["weak"],
    purpose: ["key-establishment", "encryption"],
    keySizeBelow: 2048,
    why: "recorded today, decrypted by well-funded attackers without a quantum computer",
  },
  {
    severity: "critical",
    quantum: ["broken"],
    purpose: RECORDED,
    resolved: true,
    secretYears: LONG_SECRET_YEARS,
    why: "recorded today and still secret when it can be decrypted: the data outlives what protects it",
  },
  { severity: "medium", classical: ["broken"], purpose: ["hash", "mac", "random"], why: "broken digest, use unknown" },
  { severity: "high", classical: ["broken"], why: "broken cipher or protocol" },
  {
    severity: "high",
    quantum: ["broken"],
    classical: ["weak"],
    why: "weak today and broken by a quantum computer",
  },
  {
    severity: "medium",
    quantum: ["broken"],
    purpose: ["signature"],
    why: "signatures can be forged once a quantum computer exists",
  },
  {
    severity: "medium",
    quantum: ["broken"],
    purpose: ["unknown"],
    resolved: false,
    why: "a key whose kind is decided at run time: every kind it can be is broken, someone has to look",
  },
  {
    severity: "high",
    quantum: ["broken"],
    why: "harvest now, decrypt later; keys without a known purpose count as key establishment",
  },
  { severity: "low", classical: ["weak"], purpose: ["hash", "mac"], why: "weak digest" },
  { severity: "medium", classical: ["weak"], why: "weak cipher, parameter or protocol" },
  { severity: "low", quantum: ["weakened"], why: "Grover's algorithm halves its strength" },
  { severity: "low", resolved: false, why: "decided at run time: someone has to look" },
  { severity: "info", why: "safe, hybrid or post-quantum: inventory" },
];

/** The highest severity a use can have there. Absent: no ceiling. */
export const CEILINGS: {
  readonly usage: Readonly<Partial<Record<Usage, Severity>>>;
  readonly scope: Readonly<Partial<Record<Scope, Severity>>>;
  readonly confidence: Readonly<Partial<Record<Confidence, Severity>>>;
} = {
  // A call, configuration, key or certificate is in use. That a library is there, or that a table names an algorithm, is not.
  usage: { definition: "low", dependency: "low" },
  scope: { test: "low", example: "medium", documentation: "low" },
  confidence: { low: "medium" },
};

const RANK: Readonly<Record<Severity, number>> = { critical: 4, high: 3, medium: 2, low: 1, info: 0 };

export type SeverityInput = Pick<
  Fact,
  "quantum" | "classical" | "purpose" | "resolved" | "keySize" | "usage" | "confidence"
>;

/** `years`: so long what is encrypted there stays secret. */
export function severityOf(fact: SeverityInput, scope: Scope, years?: number): Severity {
  const row = SEVERITY_TABLE.find((candidate) => fits(candidate, fact, years));
  const ceilings = [CEILINGS.usage[fact.usage], CEILINGS.scope[scope], CEILINGS.confidence[fact.confidence]];
  return ceilings.reduce<Severity>(
    (severity, ceiling) => lower(severity, ceiling ?? severity),
    row?.severity ?? "info",
  );
}

/** The row that decides, and each ceiling that lowers it, in sentences. */
export function severityReasons(fact: SeverityInput, scope: Scope, years?: number): readonly string[] {
  const row = SEVERITY_TABLE.find((candidate) => fits(candidate, fact, years));
  const severity = row?.severity ?? "info";
  const ceilings = [
    ["usage", fact.usage, CEILINGS.usage[fact.usage]],
    ["scope", scope, CEILINGS.scope[scope]],
    ["confidence", fact.confidence, CEILINGS.confidence[fact.confidence]],
  ] as const;
  const lowering = ceilings.filter(([, , ceiling]) => ceiling !== undefined && RANK[ceiling] < RANK[severity]);
  return [
    `${severity}: ${row?.why ?? "inventory"}`,
    ...lowering.map(([what, value, ceiling]) => `at most ${ceiling} for the ${what} ${value}`),
  ];
}

/** True where `severity` is `threshold` or more urgent: the test behind `--fail-on`. */
export function reaches(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] >= RANK[threshold];
}

function fits(row: SeverityRow, fact: SeverityInput, years = 0): boolean {
  return (
    (row.quantum?.includes(fact.quantum) ?? true) &&
    (row.classical?.includes(fact.classical) ?? true) &&
    (row.purpose?.includes(fact.purpose) ?? true) &&
    (row.resolved === undefined || row.resolved === fact.resolved) &&
    (row.secretYears === undefined || years >= row.secretYears) &&
    (row.keySizeBelow === undefined || (fact.keySize !== undefined && fact.keySize < row.keySizeBelow))
  );
}

function lower(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}
