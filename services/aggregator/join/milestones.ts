/** The dates by which mandates want everything gone that a quantum computer breaks: what a forecast is held against. */
import type { Milestone } from "@pqc-audit/reports/plan/forecast.ts";
import { defaultMandates, type Mandate, type Requirement } from "./mandates.ts";

/** Of requirements that bind whatever a system or an algorithm is; those of one kind of system or key are no end of all. */
export function milestonesOf(mandates: readonly Mandate[] = defaultMandates()): readonly Milestone[] {
  return mandates.flatMap(({ id, requirements }) =>
    requirements.filter(isGeneral).map(({ date, requirement }) => ({ mandate: id, date, requirement })),
  );
}

function isGeneral({
  quantum,
  classes,
  protocols,
  families,
  parts,
  strengthBelow,
  keySizeBelow,
  whenAsked,
}: Requirement): boolean {
  const narrower = [classes, protocols, families, parts, strengthBelow, keySizeBelow, whenAsked];
  return (quantum?.includes("broken") ?? false) && narrower.every((each) => each === undefined);
}
