/** What became of every path, counted from the ledger when the scan is complete, never from running counters. */
import type { Coverage } from "@pqc-audit/reports/model/finding.ts";
import { assertCoverage } from "@pqc-audit/reports/model/result.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import { type Kysely, sql } from "kysely";
import type { Database } from "../store/schema.ts";
import type { BlobStatus } from "../store/tables/results.ts";
import { decidingResults, type Planned } from "./deciding.ts";

interface ScanOfCoverage extends Planned {
  /** Paths of its own pages. */
  readonly present: number;
}

export interface Counted {
  readonly coverage: Coverage;
  /** Paths that have an error: malformed, failed or quarantined. */
  readonly faulty: number;
}

/** A path whose blob has no result lay in a unit that was given up: it failed. Throws where the sum is not `present`. */
export async function coverageOf(db: Kysely<Database>, scan: ScanOfCoverage): Promise<Counted> {
  const pages = await db
    .selectFrom("plan_page")
    .select("skipped")
    .where("scan_id", "=", scan.id)
    .where("page", ">=", scan.firstPage)
    .execute();
  const skipped = new Map<string, number>();
  const skip = (reason: string, count: number) => skipped.set(reason, (skipped.get(reason) ?? 0) + count);
  for (const page of pages) {
    for (const [reason, count] of Object.entries(JSON.parse(page.skipped) as Record<string, number>))
      skip(reason, count);
  }
  const { rows } = await sql<{ status: BlobStatus | null; reason: string | null; paths: number; malformed: number }>`
    select b.status, case when b.status = 'skipped' then b.detail end as reason, count(*) as paths,
      sum(case when b.status = 'scanned' and b.detail is not null then 1 else 0 end) as malformed
    from ${decidingResults(scan)} o
    left join blob_result b on b.engine = ${scan.engine} and b.blob = o.blob and b.kind = o.kind group by 1, 2`.execute(
    db,
  );
  const total = { scanned: 0, failed: 0, quarantined: 0 };
  let malformed = 0;
  for (const { status, reason, paths, malformed: some } of rows) {
    malformed += Number(some);
    if (status === "skipped") skip(reason ?? "", Number(paths));
    else total[status ?? "failed"] += Number(paths);
  }
  const byReason = Object.fromEntries(
    [...skipped].sort(([a], [b]) => (a < b ? -1 : 1)).filter(([, count]) => count > 0),
  );
  const coverage: Coverage = {
    present: scan.present,
    scanned: total.scanned,
    skipped: byReason as Partial<Record<SkipReason, number>>,
    failed: total.failed,
    quarantined: total.quarantined,
  };
  assertCoverage(coverage);
  return { coverage, faulty: malformed + total.failed + total.quarantined };
}
