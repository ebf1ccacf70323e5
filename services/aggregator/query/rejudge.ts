/** Findings under other mandates than those they were stored with: what the mandates say is worked out again when asked. */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { judged, placeOf, withOverdue } from "../join/join.ts";
import { type Policy, underMandates } from "../join/policy.ts";

export interface Judging {
  /** Mandate ids; findings were stored with the default ones, so nothing changes where it is empty. */
  readonly mandates: readonly string[];
  /** Where present, each finding says whether a deadline passes within so many months of today. */
  readonly leadMonths?: number;
}

export function isRejudged({ mandates, leadMonths }: Judging): boolean {
  return mandates.length > 0 || leadMonths !== undefined;
}

/**
 * From the JSON text of a finding to that of the finding judged so. `stored` is the policy it was stored under, of today.
 * Throws `UsageError` for an id that is no mandate.
 */
export function rejudge({ mandates, leadMonths }: Judging, stored: Policy): (text: string) => string {
  const policy = underMandates(stored, mandates);
  return (text) => {
    let finding = JSON.parse(text) as Finding;
    if (mandates.length > 0) {
      const { replacement: _, deadlines: __, ...rest } = finding;
      finding = { ...rest, ...judged(finding, policy, placeOf(finding.path, policy)) };
    }
    return JSON.stringify(leadMonths === undefined ? finding : withOverdue(finding, policy.today, leadMonths));
  };
}
