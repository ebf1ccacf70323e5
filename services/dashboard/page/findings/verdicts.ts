/** What is said of an algorithm, in words. */
import type { Finding } from "../api/findings.ts";

const QUANTUM: Readonly<Record<Finding["quantum"], string>> = {
  broken: "broken by a quantum computer",
  weakened: "weakened by a quantum computer",
  safe: "safe from quantum computers",
  hybrid: "hybrid: classical and post-quantum together",
  "post-quantum": "post-quantum",
  unknown: "unknown",
};

const CLASSICAL: Readonly<Record<Finding["classical"], string>> = {
  broken: "broken today",
  weak: "weak today",
  ok: "in order today",
};

export function quantumText(quantum: Finding["quantum"]): string {
  return QUANTUM[quantum];
}

export function classicalText(classical: Finding["classical"]): string {
  return CLASSICAL[classical];
}

/** The worse of both, shortly. */
export function verdictText({ quantum, classical }: Pick<Finding, "quantum" | "classical">): string {
  return classical === "ok" || quantum === "broken" ? quantumText(quantum) : classicalText(classical);
}
