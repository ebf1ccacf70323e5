/**
 * Takes a whole repository away: its scans with their findings and paths, the newest too. Results of its contents go once
 * nothing else refers to them, an hour later: a scan of another repository may be about to rely on one.
 */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { acquireLease, releaseLease } from "../ledger/leases.ts";
import { cancelScan } from "../ledger/scans.ts";
import { ACTIVE_SCANS } from "../ledger/transitions.ts";
import { forgetFacts } from "../repositories/facts.ts";
import type { Write } from "../store/store.ts";
import { deleteScan } from "./scans.ts";
import { deleteDetached, detachTracks } from "./tracks.ts";

/** Longer than one write of whoever finishes a scan. */
const LEASE_MS = 60_000;

/** Ends the scans of the target and notes that all of them shall go; how many. Undefined where there is none. */
export async function requestRemoval(context: LedgerContext, target: string): Promise<number | undefined> {
  const { store, clock } = context;
  const scans = await store.write(async (transaction) => {
    const found = await transaction.selectFrom("scan").select(["id", "state"]).where("target", "=", target).execute();
    if (found.length === 0) return [];
    const requested_at = clock();
    await transaction
      .insertInto("removal")
      .values({ target, requested_at })
      .onConflict((conflict) => conflict.column("target").doUpdateSet({ requested_at }))
      .execute();
    await detachTracks(transaction, target);
    return found;
  });
  for (const { id, state } of scans) if (ACTIVE_SCANS.includes(state)) await cancelScan(context, id, "everybody");
  return scans.length === 0 ? undefined : scans.length;
}

/** Does what was requested; how many scans went. What cannot go yet goes next time. */
export async function removeRequested(
  context: LedgerContext,
  keepResultsMs: number,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<number> {
  const { store, clock } = context;
  const removals = await store.read((db) => db.selectFrom("removal").selectAll().orderBy("target").execute());
  let gone = 0;
  for (const { target, requested_at } of removals) {
    const scans = await store.read((db) =>
      db
        .selectFrom("scan")
        .select(["id", "engine", "state"])
        .where("target", "=", target)
        // Who submits it again afterwards wants it.
        .where("created_at", "<=", requested_at)
        .orderBy("created_at")
        .execute(),
    );
    let left = scans.length;
    for (const { id, engine, state } of scans) {
      if (ACTIVE_SCANS.includes(state)) await cancelScan(context, id, "everybody");
      // Whoever writes findings of this scan just now holds its lease, and each write of theirs asks for it.
      const lease = await acquireLease(context, `finish/${id}`, randomUUID(), LEASE_MS);
      if (!lease) continue;
      try {
        await write(async (transaction) => {
          await ageResults(transaction, { id, engine }, clock() - keepResultsMs);
          await deleteScan(transaction, id);
        });
      } finally {
        await releaseLease(context, lease);
      }
      left--;
      gone++;
    }
    if (left > 0) continue;
    await write(async (transaction) => {
      await transaction.deleteFrom("large_blob").where("target", "=", target).execute();
      const checks = transaction.deleteFrom("head_check").where("target", "=", target);
      await checks.where("requested_at", "<=", requested_at).execute();
      await forgetFacts(transaction, target, requested_at);
      // What was told of it, or is still to be told.
      const told = transaction.deleteFrom("webhook_delivery").where("target", "=", target);
      await told.where("created_at", "<=", requested_at).execute();
      await transaction
        .deleteFrom("removal")
        .where("target", "=", target)
        .where("requested_at", "=", requested_at)
        .execute();
    });
  }
  await deleteDetached(context, write);
  return gone;
}

/** Makes the results of the scan's contents as old as those that may go, so that those go which nothing refers to. */
async function ageResults(
  transaction: Write,
  { id, engine }: { readonly id: string; readonly engine: number },
  usedAt: number,
): Promise<void> {
  await sql`update blob_result set used_at = ${usedAt} where engine = ${engine} and used_at > ${usedAt}
    and (blob, kind) in (select o.blob, o.kind from occurrence o where o.scan_id = ${id}
      union select o.blob, o.second_kind from occurrence o where o.scan_id = ${id} and o.second_kind is not null)`.execute(
    transaction,
  );
}
