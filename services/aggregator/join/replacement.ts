/** Replacement: what to move to, in the terms of the mandates the organisation follows. */
import type { Replacement } from "@pqc-audit/reports/model/finding.ts";
import { replacementFor } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import type { Mandate } from "./mandates.ts";

export type ReplacementInput = Pick<Fact, "family" | "primitive" | "quantum" | "classical" | "purpose" | "protocol">;

/** Answers for one use under mandates that were asked for (their ids); undefined where nothing has to change. */
export type ReplacementAdvice = (fact: ReplacementInput, mandates: readonly string[]) => Replacement | undefined;

/**
 * Asks the algorithm registry. Mandates differ in parameter sets: ML-KEM-768 under NIST, ML-KEM-1024 under CNSA 2.0.
 */
export const registryAdvice: ReplacementAdvice = (fact, mandates) => replacementFor(fact, fact.purpose, mandates);

/** The ids under which the registry knows what these mandates ask for. */
export function adviceIds(mandates: readonly Mandate[]): readonly string[] {
  return mandates.map((mandate) => mandate.replacements ?? mandate.id);
}
