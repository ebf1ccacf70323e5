/** Overdue: what has to be gone already, or soon. */
import type { Deadline, Finding, Scope } from "@pqc-audit/reports/model/finding.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";

/** The day before which deadlines lie that count as passed: `months` after `today`. ISO dates. */
export function horizonOf(today: string, months: number): string {
  const [year = 0, month = 1, day = 1] = today.split("-").map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const lastDay = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(day, lastDay));
  return first.toISOString().slice(0, 10);
}

/** What leaves the house. A test, an example or a text may use anything, and so may a table that only names it. */
const SHIPPED: ReadonlySet<Scope> = new Set(["production", "vendored", "generated"]);

export function isOverdue(finding: Pick<Finding, "scope" | "usage" | "deadlines">, horizon: string): boolean {
  if (!SHIPPED.has(finding.scope) || finding.usage === "definition") return false;
  return finding.deadlines.some((deadline) => (deadline.actBy ?? deadline.date) < horizon);
}

/**
 * Deadlines of a use that protects data which has to stay secret for years: who records it today reads it once there is a
 * quantum computer, so it has to be gone that much earlier (`actBy`). Signatures need not.
 */
export function withLifetime(
  deadlines: readonly Deadline[],
  fact: Pick<Fact, "quantum" | "purpose">,
  years: number | undefined,
): readonly Deadline[] {
  const recorded = fact.quantum === "broken" && fact.purpose !== "signature";
  if (years === undefined || years === 0 || !recorded) return deadlines;
  return deadlines.map((deadline) => ({ ...deadline, actBy: horizonOf(deadline.date, -12 * years) }));
}

/** The years that `withLifetime` was told, as far as its deadlines show them; 0 where they show none. */
export function lifetimeIn(deadlines: readonly Deadline[]): number {
  const [{ date, actBy } = { date: "0", actBy: undefined }] = deadlines.filter((each) => each.actBy !== undefined);
  return actBy === undefined ? 0 : Number.parseInt(date, 10) - Number.parseInt(actBy, 10);
}
