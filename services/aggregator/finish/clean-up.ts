/**
 * Takes away the rows that only a running scan needs; what its result says stays, and so do units and their starts:
 * a worker that comes late with a result is told DUPLICATE, not that nobody knows it.
 */
import { sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { FINAL_SCANS } from "../ledger/transitions.ts";
import { EACH_BY_INDEX } from "../store/rows.ts";

/** Pages of occurrences in one transaction: short enough not to hold up commits. */
const PAGES_AT_ONCE = 20;

/** Cleans one finished scan; false where none is left to clean. Doing it twice is harmless. */
export async function cleanOneScan(context: LedgerContext): Promise<boolean> {
  const { store } = context;
  const scan = await store.read((db) =>
    db
      .selectFrom("scan")
      .select(["id", "engine", "state"])
      .where("state", "in", [...FINAL_SCANS])
      .where("cleaned", "=", 0)
      .limit(1)
      .executeTakeFirst(),
  );
  if (!scan) return false;
  // Occurrences without facts are not needed again; a scan that was broken off needs none.
  const kept =
    scan.state === "completed" || scan.state === "incomplete"
      ? sql`and not exists (select 1 from blob_result b where b.engine = ${scan.engine}
          and b.blob = occurrence.blob and b.kind in (occurrence.kind, occurrence.second_kind) and b.facts > 0
          ${EACH_BY_INDEX})`
      : sql``;
  const pages = await store.read((db) =>
    db.selectFrom("plan_page").select("page").where("scan_id", "=", scan.id).orderBy("page").execute(),
  );
  for (let at = 0; at < pages.length; at += PAGES_AT_ONCE) {
    const some = pages.slice(at, at + PAGES_AT_ONCE).map(({ page }) => page);
    await store.write(async (transaction) => {
      await sql`delete from occurrence where scan_id = ${scan.id} and page in (${sql.join(some)}) ${kept}`.execute(
        transaction,
      );
      await sql`delete from unit_blob where unit_id in
        (select unit_id from unit where scan_id = ${scan.id} and page in (${sql.join(some)}))`.execute(transaction);
    });
  }
  await store.write(async (transaction) => {
    await sql`delete from unit_blob where unit_id in
      (select unit_id from unit where scan_id = ${scan.id} and page is null)`.execute(transaction);
    for (const table of ["scan_requester", "scan_range", "plan_answer"] as const) {
      await transaction.deleteFrom(table).where("scan_id", "=", scan.id).execute();
    }
    await transaction.updateTable("scan").set({ cleaned: 1 }).where("id", "=", scan.id).execute();
  });
  return true;
}
