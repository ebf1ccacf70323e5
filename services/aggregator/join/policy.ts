/** Policy: everything the join is told from outside. Facts never depend on it, findings do. */
import { createHash } from "node:crypto";
import { defaultMandates, type Mandate, mandatesNamed } from "./mandates.ts";
import type { Organisation } from "./organisation.ts";
import type { OwnersOf } from "./owners.ts";
import { type ReplacementAdvice, registryAdvice } from "./replacement.ts";
import type { RepositoryPolicy } from "./repository-policy.ts";
import { SCOPE_RULES, type ScopeRule } from "./scope.ts";

/** What a repository may decide of itself. */
export interface RepositoryRights {
  /** Accept findings, by comments and by `ignore`: they stay in the result, marked. */
  readonly suppress: boolean;
  /** Say what its files are: scopes, lifetimes of data, kinds of systems. */
  readonly rescope: boolean;
  /** Declare functions of its own that are looked for in it: that is decided when it is planned. */
  readonly wrappers: boolean;
}

export const ALL_RIGHTS: RepositoryRights = { suppress: true, rescope: true, wrappers: true };
export const NO_RIGHTS: RepositoryRights = { suppress: false, rescope: false, wrappers: false };

export interface Policy {
  /** ISO date that `until` of ignores is compared with. */
  readonly today: string;
  /** Those that bind the organisation. */
  readonly mandates: readonly Mandate[];
  /** The mandates were asked for by name: what they alone want counts too, and replacements are theirs. */
  readonly asked: boolean;
  /** Months before a deadline from which on a use counts as overdue; findings say nothing of it where absent. */
  readonly leadMonths?: number;
  readonly rights: RepositoryRights;
  readonly scopeRules: readonly ScopeRule[];
  readonly advise: ReplacementAdvice;
  /** What the repository's `.pqc-audit.yaml` says, where it has one; heeded as far as its rights go. */
  readonly repository?: RepositoryPolicy;
  /** Whom the repository's CODEOWNERS names, where it has one. */
  readonly owners?: OwnersOf;
  /** What the organisation says of the repository, where it says anything. */
  readonly organisation?: Organisation;
}

/** The default mandates, NIST parameter sets, all rights. */
export function defaultPolicy(today: Date = new Date()): Policy {
  return {
    today: today.toISOString().slice(0, 10),
    mandates: defaultMandates(),
    asked: false,
    rights: ALL_RIGHTS,
    scopeRules: SCOPE_RULES,
    advise: registryAdvice,
  };
}

/** The policy with these mandates in force; unchanged where none is named. Throws `UsageError` for an id that is none. */
export function underMandates(policy: Policy, ids: readonly string[]): Policy {
  return ids.length === 0 ? policy : { ...policy, mandates: mandatesNamed(ids), asked: true };
}

/** Findings judged under the same digest say the same on any day on which no ignore that was heeded has ended. `version`: of this program. */
export function judgingDigest(
  { today: _, repository: __, organisation: ___, ...policy }: Policy,
  version: string,
): string {
  return createHash("sha256")
    .update(JSON.stringify([version, policy]))
    .digest("hex");
}

/** The digest for a repository of which the organisation says something; without that it is `judging` itself. */
export function judgingOf(judging: string, organisation: Organisation | undefined): string {
  if (organisation === undefined) return judging;
  const { years, exceptions } = organisation;
  // One that has ended stays in: that it ends is told by `judged_until`, and it is no news where it was not heeded.
  const ids = exceptions.map(({ id }) => id).sort();
  return createHash("sha256")
    .update(JSON.stringify([judging, years ?? 0, ids]))
    .digest("hex");
}
