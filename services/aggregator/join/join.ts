/**
 * The join: pure facts meet the path they lie at and today's policy, and become findings. Pure functions; the same
 * code serves the command, which joins at once, and the aggregator, which joins when asked.
 */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise, comparePlaces } from "@pqc-audit/reports/model/order.ts";
import type { Fact, IgnoreAnnotation } from "@pqc-audit/scanner/fact.ts";
import { deadlinesOf } from "./deadlines.ts";
import { FileIdentities } from "./identity.ts";
import type { Policy } from "./policy.ts";
import { scopeOf } from "./scope.ts";
import { severityOf } from "./severity.ts";

export interface FileFacts {
  /** Relative to the target, `/` separators. */
  readonly path: string;
  readonly facts: readonly Fact[];
}

/** Findings of all files, sorted by path (bytewise), line, column and rule. Each path may occur once. */
export function joinFindings(files: Iterable<FileFacts>, policy: Policy): Finding[] {
  const sorted = [...files].filter((file) => file.facts.length > 0).sort((a, b) => compareBytewise(a.path, b.path));
  return sorted.flatMap((file) => joinFile(file, policy));
}

/** Findings of one file, in order of position: for those who stream files. */
export function joinFile(file: FileFacts, policy: Policy): Finding[] {
  const scope = scopeOf(file.path, policy.scopeRules);
  const identities = new FileIdentities(file.path);
  return [...file.facts].sort(comparePlaces).map((fact) => {
    const { ignore, ...pure } = fact;
    const suppressed = policy.honourInlineIgnores ? suppression(fact.ruleId, ignore, policy.today) : undefined;
    const replacement = policy.advise(fact, policy.regime);
    return {
      ...pure,
      id: identities.next(fact.fingerprint),
      path: file.path,
      scope,
      severity: severityOf(fact, scope),
      ...(suppressed && { suppressed }),
      ...(replacement && { replacement }),
      deadlines: deadlinesOf(fact, policy.mandates),
    };
  });
}

/** An ignore holds up to and including its `until` day; one without rules holds for every rule. */
function suppression(
  ruleId: string,
  ignore: IgnoreAnnotation | undefined,
  today: string,
): { reason: string; until?: string } | undefined {
  if (!ignore) return undefined;
  if (ignore.rules.length > 0 && !ignore.rules.includes(ruleId)) return undefined;
  if (ignore.until !== undefined && ignore.until < today) return undefined;
  return { reason: ignore.reason ?? "no reason given", ...(ignore.until !== undefined && { until: ignore.until }) };
}
