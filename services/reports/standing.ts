/** What findings are against what a result is compared with: a baseline that was given, or on a server the scan before. */
import type { FindingState } from "./model/changes.ts";
import type { Finding } from "./model/finding.ts";
import type { ReportedResult } from "./report.ts";

type Compared = Pick<ReportedResult, "summary" | "changes">;

/** Undefined where there was nothing to compare with, as for the first scan of a repository. */
export function standingOf({ baseline, state }: Finding, { summary, changes }: Compared): FindingState | undefined {
  if (summary.baseline || baseline) return baseline;
  return changes?.since ? state : undefined;
}

export function isCompared({ summary, changes }: Compared): boolean {
  return summary.baseline !== undefined || changes?.since !== undefined;
}

/** For people, of what is not as it was. */
export function standingText(finding: Finding, result: Compared): string | undefined {
  const standing = standingOf(finding, result);
  return standing === "existing" ? undefined : standing;
}

/** `against the baseline: 1 new, 2 existing, 3 fixed`; undefined where nothing was compared. */
export function comparisonText(result: Compared, quote = (text: string) => text): string | undefined {
  const { baseline } = result.summary;
  if (baseline) {
    return `against the baseline: ${baseline.new} new, ${baseline.existing} existing, ${baseline.fixed} fixed`;
  }
  const { changes } = result;
  if (!changes?.since) return undefined;
  const { commit, ref } = changes.since;
  const of = [ref, commit?.slice(0, 12)].filter((part) => part !== undefined).map((part) => quote(part));
  const counts = [
    `${changes.new} new`,
    `${changes.existing} existing`,
    ...(changes.reopened > 0 ? [`${changes.reopened} reopened`] : []),
    `${changes.fixed} fixed`,
    ...(changes.unseen > 0 ? [`${changes.unseen} in files that could not be scanned`] : []),
  ];
  const { byRuleset } = changes;
  const byRules = byRuleset.new + byRuleset.reopened + byRuleset.fixed;
  const rules = byRules > 0 ? `; ${byRules} of these because the rules changed, not the code` : "";
  return `against the scan before${of.length > 0 ? ` (${of.join(" at ")})` : ""}: ${counts.join(", ")}${rules}`;
}
