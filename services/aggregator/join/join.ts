/**
 * The join: pure facts meet the path they lie at and today's policy, and become findings. Pure functions; the same
 * code serves the command, which joins at once, and the aggregator, which joins when asked.
 */
import type { Finding, Scope, Suppressed } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise, comparePlaces } from "@pqc-audit/reports/model/order.ts";
import { halvesOf } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Fact, IgnoreAnnotation } from "@pqc-audit/scanner/fact.ts";
import { boundBy } from "./deadlines.ts";
import { FileIdentities } from "./identity.ts";
import { type AcceptableUse, AcceptedRisks, type Organisation } from "./organisation.ts";
import { horizonOf, isOverdue, withLifetime } from "./overdue.ts";
import type { Policy } from "./policy.ts";
import { adviceIds } from "./replacement.ts";
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
  const { path } = file;
  const place = placeOf(path, policy);
  const around = place.scope ?? scopeOf(path, policy.scopeRules);
  const identities = new FileIdentities(path);
  const owners = policy.owners?.(path) ?? [];
  return [...file.facts].sort(comparePlaces).map((fact) => {
    const { ignore, inTest, ...pure } = fact;
    const scope = inTest && place.scope === undefined ? "test" : around;
    const suppressed = suppression({ ...fact, path }, ignore, policy);
    const halves = fact.quantum === "hybrid" ? halvesOf(fact.algorithm) : [];
    const finding: Finding = {
      ...pure,
      id: identities.next(fact.fingerprint),
      path,
      scope,
      severity: severityOf(fact, scope, place.years),
      ...(halves.length > 0 && { halves }),
      ...(suppressed && { suppressed }),
      ...judged(pure, policy, place),
      ...(owners.length > 0 && { owners }),
    };
    return policy.leadMonths === undefined ? finding : withOverdue(finding, policy.today, policy.leadMonths);
  });
}

export interface Place {
  readonly scope?: Scope | undefined;
  readonly systemClass?: string | undefined;
  /** Years that what is encrypted there stays secret. */
  readonly years?: number | undefined;
}

/** What is said of a file: by the repository, as far as it may, and by the organisation. The longer lifetime counts. */
export function placeOf(path: string, { repository, rights, organisation }: Policy): Place {
  const heeded = rights.rescope ? repository : undefined;
  const lifetimes = [heeded?.lifetimeOf(path), organisation?.years].filter((years) => years !== undefined);
  return {
    ...(heeded && { scope: heeded.scopeOf(path), systemClass: heeded.classOf(path) }),
    ...(lifetimes.length > 0 && { years: Math.max(...lifetimes) }),
  };
}

/** What the mandates in force say of a use: deadlines, and what to move to. */
export function judged(
  fact: Omit<Fact, "ignore" | "inTest" | "fingerprint">,
  policy: Policy,
  { systemClass, years }: Place = {},
): Pick<Finding, "replacement" | "deadlines"> {
  const bound = boundBy(fact, policy, systemClass);
  const replacement = policy.advise(fact, policy.asked ? adviceIds(policy.mandates) : []) ?? bound.replacement;
  return { ...(replacement && { replacement }), deadlines: withLifetime(bound.deadlines, fact, years) };
}

/** Says of a finding whether a deadline has passed, or will within so many months of `today`. */
export function withOverdue(finding: Finding, today: string, leadMonths: number): Finding {
  return { ...finding, overdue: isOverdue(finding, horizonOf(today, leadMonths)) };
}

/** An exception or ignore holds up to and including its `until` day; an ignore without rules holds for every rule. */
function suppression(use: AcceptableUse, ignore: IgnoreAnnotation | undefined, policy: Policy): Suppressed | undefined {
  const { rights, repository, today } = policy;
  const excepted = acceptedBy(policy)?.ofUse(use);
  if (excepted) return excepted;
  if (!rights.suppress) return undefined;
  const named = ignore && (ignore.rules.length === 0 || ignore.rules.includes(use.ruleId));
  if (named && !(ignore.until !== undefined && ignore.until < today)) {
    const { reason = "no reason given", until } = ignore;
    return { reason, ...(until !== undefined && { until }), by: "comment" };
  }
  const accepted = repository?.suppressionOf(use.ruleId, use.path, today);
  return accepted && { ...accepted, by: "policy" };
}

const ready = new WeakMap<Organisation, { readonly today: string; readonly risks: AcceptedRisks }>();

/** The organisation's exceptions, made ready once for all files of a scan. */
export function acceptedBy({ organisation, today }: Policy): AcceptedRisks | undefined {
  if (organisation === undefined || organisation.exceptions.length === 0) return undefined;
  const known = ready.get(organisation);
  if (known?.today === today) return known.risks;
  const risks = new AcceptedRisks(organisation.exceptions, today);
  ready.set(organisation, { today, risks });
  return risks;
}
