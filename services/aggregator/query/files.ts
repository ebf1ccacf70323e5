/** The files of a scan that have findings, with how many of each severity: what pages are looked up by. */
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { type RawBuilder, sql } from "kysely";
import type { Write } from "../store/store.ts";

const counts = sql.join(
  SEVERITIES.map(
    (severity, at) => sql`sum(case when severity = ${sql.lit(at)} then 1 else 0 end) as ${sql.ref(severity)}`,
  ),
);

/** Counted from the findings themselves, which lie in the order of their paths. */
export function filesOf(scanId: string): RawBuilder<unknown> {
  return sql`select scan_id, min(seq) as first_seq, path, ${counts} from finding where scan_id = ${scanId}
    group by scan_id, path`;
}

/** Once all findings of the scan have their final numbers. */
export async function writeFiles(transaction: Write, scanId: string): Promise<void> {
  await transaction.deleteFrom("finding_file").where("scan_id", "=", scanId).execute();
  await sql`insert into finding_file (scan_id, first_seq, path, ${sql.join(SEVERITIES.map((name) => sql.ref(name)))})
    ${filesOf(scanId)}`.execute(transaction);
}
