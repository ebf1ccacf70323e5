/** Old scans: which, and away with everything that is only theirs. */
import { sql } from "kysely";
import { INVENTORY_TABLES } from "../inventory/write.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { FINAL_SCANS } from "../ledger/transitions.ts";
import type { Write } from "../store/store.ts";

const DAY_MS = 86_400_000;

export interface ScanLimits {
  /** Finished scans kept of each target and ref; 0 sets no limit. */
  readonly scansPerTarget: number;
  /** Days a scan is kept; 0 sets no limit. */
  readonly days: number;
}

/** Final scans beyond either limit, oldest first. The newest result of a target and ref is never among them. */
export async function expiredScans(context: LedgerContext, limits: ScanLimits): Promise<readonly string[]> {
  const states = sql.join(FINAL_SCANS.map((state) => sql.lit(state)));
  const tooOld = limits.days > 0 ? context.clock() - limits.days * DAY_MS : 0;
  const most = limits.scansPerTarget > 0 ? limits.scansPerTarget : Number.MAX_SAFE_INTEGER;
  return context.store.read(async (db) => {
    const { rows } = await sql<{ id: string }>`select id from (
      select id, created_at, newest, row_number() over (
        partition by target, coalesce(ref, ''), case when digest is null then 0 else 1 end
        order by created_at desc, id desc) as place
      from scan where state in (${states}) and cleaned = 1) s
      where newest = 0 and (place > ${most} or created_at < ${tooOld}) order by created_at, id`.execute(db);
    return rows.map((row) => row.id);
  });
}

/** In one transaction, so that no scan is ever seen with half its findings. */
export async function deleteScan(transaction: Write, scanId: string): Promise<void> {
  await sql`delete from unit_start where unit_id in (select unit_id from unit where scan_id = ${scanId})`.execute(
    transaction,
  );
  await sql`delete from unit_blob where unit_id in (select unit_id from unit where scan_id = ${scanId})`.execute(
    transaction,
  );
  for (const table of [
    "unit",
    "blob_wait",
    "occurrence",
    "plan_page",
    "plan_answer",
    "scan_range",
    "scan_policy",
    "finding",
    "finding_verdict",
    "finding_file",
    "finding_count",
    ...INVENTORY_TABLES,
    "scan_error",
    "scan_requester",
  ] as const) {
    await transaction.deleteFrom(table).where("scan_id", "=", scanId).execute();
  }
  await transaction.deleteFrom("scan").where("id", "=", scanId).execute();
}
