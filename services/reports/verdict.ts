/** What is wrong with a use, in one sentence: the same in every format that has room for one. */
import { earliest } from "./grouping.ts";
import type { Finding } from "./model/finding.ts";

/** `RSA-2048 is broken by a quantum computer`. */
export function verdictText(finding: Finding): string {
  return `${finding.algorithm} ${verdictOf(finding)}`;
}

function verdictOf({ quantum, classical, resolved }: Finding): string {
  if (quantum === "broken") return "is broken by a quantum computer";
  if (classical !== "ok") return `is ${classical} today`;
  if (quantum === "weakened") return "is weakened by a quantum computer";
  return resolved ? `is ${quantum}` : "is decided at run time";
}

/** ` Move to ML-KEM-768 (FIPS 203). First deadline 2030-12-31 (eu-roadmap).`, as far as there is any. */
export function adviceText({ replacement, deadlines }: Finding): string {
  const to = replacement ? ` Move to ${replacement.algorithm} (${replacement.standard}).` : "";
  const first = earliest(deadlines);
  return first ? `${to} First deadline ${first.actBy ?? first.date} (${first.mandate}).` : to;
}
