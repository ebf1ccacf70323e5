/** Decides, inside the transaction that ends a unit, a wait or the plan, whether that was the last thing a scan needed. */
import type { Store, Write } from "../store/store.ts";
import { ACTIVE_UNITS, moveScan } from "./transitions.ts";

/**
 * Moves those of the scans to `joining` that are sealed, have no unit that is not final and wait for no other scan's
 * unit; answers which. The scan's row is locked first: of two transactions that end its last two units, the second
 * sees what the first did. Asking again is harmless.
 */
export async function settle(
  store: Store,
  transaction: Write,
  scanIds: Iterable<string>,
  now: number,
): Promise<readonly string[]> {
  const joining: string[] = [];
  for (const scanId of [...new Set(scanIds)].sort()) {
    const scan = await transaction
      .selectFrom("scan")
      .select("state")
      .where("id", "=", scanId)
      .modifyEnd(store.lock("update"))
      .executeTakeFirst();
    if (scan?.state !== "running") continue;
    const outstanding = await transaction
      .selectFrom("unit")
      .select("unit_id")
      .where("scan_id", "=", scanId)
      .where("state", "in", [...ACTIVE_UNITS])
      .limit(1)
      .executeTakeFirst();
    const waiting = await transaction
      .selectFrom("blob_wait")
      .select("unit_id")
      .where("scan_id", "=", scanId)
      .limit(1)
      .executeTakeFirst();
    if (!outstanding && !waiting && (await moveScan(transaction, scanId, "joining", { joining_at: now }))) {
      joining.push(scanId);
    }
  }
  return joining;
}
