/** Policy: everything the join is told from outside. Facts never depend on it, findings do. */
import { allMandates, type Mandate } from "./mandates.ts";
import { type ReplacementAdvice, registryAdvice } from "./replacement.ts";
import { SCOPE_RULES, type ScopeRule } from "./scope.ts";

export interface Policy {
  /** ISO date that `until` of inline ignores is compared with. */
  readonly today: string;
  /** Those that bind the organisation. */
  readonly mandates: readonly Mandate[];
  /** Mandate id whose parameter sets replacements take; the registry's default where absent. */
  readonly regime?: string;
  /** Whether a repository may suppress its own findings in its source. */
  readonly honourInlineIgnores: boolean;
  readonly scopeRules: readonly ScopeRule[];
  readonly advise: ReplacementAdvice;
}

/** All mandates, NIST parameter sets, inline ignores honoured. */
export function defaultPolicy(today: Date = new Date()): Policy {
  return {
    today: today.toISOString().slice(0, 10),
    mandates: allMandates(),
    honourInlineIgnores: true,
    scopeRules: SCOPE_RULES,
    advise: registryAdvice,
  };
}
