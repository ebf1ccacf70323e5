/** What a finding is against the scan before. */
export const FINDING_STATES = ["new", "reopened", "existing"] as const;
export type FindingState = (typeof FINDING_STATES)[number];

export function isFindingState(text: string): text is FindingState {
  return FINDING_STATES.some((state) => state === text);
}

/** Absent of findings of a scan that nothing came before. */
export function stateOf(finding: object): FindingState | undefined {
  if (!("state" in finding) || typeof finding.state !== "string") return undefined;
  return isFindingState(finding.state) ? finding.state : undefined;
}
