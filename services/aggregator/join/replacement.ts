/** Replacement: what to move to, in the terms of the regime the organisation follows. */
import type { Replacement } from "@pqc-audit/reports/model/finding.ts";
import { replacementFor } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";

export type ReplacementInput = Pick<Fact, "family" | "primitive" | "quantum" | "classical" | "purpose">;

/** Answers for one use under one regime (a mandate id); undefined where nothing has to change. */
export type ReplacementAdvice = (fact: ReplacementInput, regime: string | undefined) => Replacement | undefined;

/**
 * Asks the algorithm registry. Regimes differ in parameter sets: ML-KEM-768 under NIST, ML-KEM-1024 under CNSA 2.0.
 */
export const registryAdvice: ReplacementAdvice = (fact, regime) => replacementFor(fact, fact.purpose, regime);
