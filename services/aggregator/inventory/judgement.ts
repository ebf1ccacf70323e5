/** What policy says of uses, as far as lists and totals go by it: without reasons, which anybody may have written. */
import type { Deadline, Finding, Scope, Severity } from "@pqc-audit/reports/model/finding.ts";
import type { Place } from "../join/join.ts";

export interface Judgement {
  readonly scope: Scope;
  readonly severity: Severity;
  readonly suppressed: boolean;
  readonly deadlines: readonly Deadline[];
  /** What the repository says of the file: other mandates may ask for it. */
  readonly systemClass?: string;
  readonly years?: number;
}

type Judged = Pick<Finding, "scope" | "severity" | "suppressed" | "deadlines">;

/** Equal for equal judgements, and only for those; `JSON.parse` gives the judgement. */
export function judgementText({ scope, severity, suppressed, deadlines }: Judged, place: Place): string {
  const { systemClass, years } = place;
  const judgement: Judgement = {
    scope,
    severity,
    suppressed: suppressed !== undefined,
    deadlines,
    ...(systemClass !== undefined && { systemClass }),
    ...(years !== undefined && { years }),
  };
  return JSON.stringify(judgement);
}
