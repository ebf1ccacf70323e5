/** What the organisation says of repositories when their findings are judged. */
import type { Selectable } from "kysely";
import type { AcceptedRisk, Organisation, RiskScope } from "../join/organisation.ts";
import type { Store } from "../store/store.ts";
import type { AcceptedRiskTable } from "../store/tables/repositories.ts";

export function scopeOfRow(row: Selectable<AcceptedRiskTable>): RiskScope {
  return {
    ...(row.finding_id !== null && { finding: row.finding_id }),
    ...(row.rule !== null && { rule: row.rule }),
    ...(row.algorithm !== null && { algorithm: row.algorithm }),
    ...(row.family !== null && { family: row.family }),
    ...(row.file_pattern !== null && { filePattern: row.file_pattern }),
  };
}

/** For each of these targets; undefined of those of which nothing is said that counts for findings. */
export async function organisationsOf(
  db: Store["db"],
  targets: readonly string[],
): Promise<(target: string) => Organisation | undefined> {
  if (targets.length === 0) return () => undefined;
  const facts = await db
    .selectFrom("repository_facts")
    .select(["target", "confidentiality_years as years"])
    .where("target", "in", [...targets])
    .where("confidentiality_years", ">", 0)
    .execute();
  const rows = await db
    .selectFrom("accepted_risk")
    .selectAll()
    .where((is) => is.or([is("target", "is", null), is("target", "in", [...targets])]))
    .where("approved_at", "is not", null)
    .where("revoked_at", "is", null)
    .orderBy("approved_at")
    .orderBy("id")
    .execute();
  const years = new Map(facts.map((row) => [row.target, row.years ?? 0]));
  const byTarget = Map.groupBy(rows, ({ target }) => target);
  const everywhere = (byTarget.get(null) ?? []).map(acceptedRisk);
  return (target) => {
    // What is said of the repository itself comes first.
    const exceptions = [...(byTarget.get(target) ?? []).map(acceptedRisk), ...everywhere];
    const own = years.get(target);
    if (own === undefined && exceptions.length === 0) return undefined;
    return { ...(own !== undefined && { years: own }), exceptions };
  };
}

function acceptedRisk(row: Selectable<AcceptedRiskTable>): AcceptedRisk {
  return { id: row.id, reason: row.reason, until: row.until, ...scopeOfRow(row) };
}
