import type { Severity } from "@pqc-audit/reports/model/finding.ts";

/** From worst to least; the order of everything that is shown by severity. */
export const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];

export function isSeverity(text: string): text is Severity {
  return SEVERITIES.some((severity) => severity === text);
}
