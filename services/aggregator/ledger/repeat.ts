/**
 * A scan of a commit that was scanned before: nothing is fetched, planned or scanned, as its facts cannot differ. It takes
 * over the plan of the scan before, its coverage and errors, and its findings are joined anew under the policy of the day.
 */
import type { PreviousScan, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { type Selectable, sql } from "kysely";
import type { Write } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { claimedScan } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { previousScan } from "./previous-scan.ts";
import { takeOverPlan } from "./taking-over.ts";
import { moveScan } from "./transitions.ts";
import { servesTarget } from "./unseen.ts";

/** Takes over the plan of the claim's previous scan; see the port. */
export async function repeatScan(context: LedgerContext, claim: ScanClaim): Promise<boolean> {
  const { previous, scanId } = claim;
  if (previous === undefined) return false;
  const now = context.clock();
  const joining = await context.store.write(async (transaction) => {
    const held = await claimedScan(context, transaction, claim, true);
    const scan = await scanRowOf(transaction, scanId);
    // The answer to an earlier call was lost.
    if (held.sealed) return scan?.repeats === previous.scanId ? [] : undefined;
    const before = await comparableScan(context, transaction, scan, previous);
    if (!before) return undefined;
    const coverage = await takeOverPlan(context.store, transaction, before, { scanId, commit: previous.commit });
    if (!coverage) return undefined;
    await sql`insert into scan_policy (scan_id, body, fault, wrappers, owners)
      select ${scanId}, body, fault, wrappers, owners from scan_policy where scan_id = ${before.id}`.execute(
      transaction,
    );
    await moveScan(transaction, scanId, "running", {
      commit_id: before.commit_id,
      pages: 1,
      present: before.present,
      coverage: JSON.stringify(coverage),
      repeats: before.id,
      looked_at: before.looked_at ?? before.sealed_at,
      sealed: 1,
      sealed_at: now,
      claim_holder: null,
      claim_expires_at: null,
    });
    return settle(context.store, transaction, [scanId], now);
  });
  if (joining === undefined) return false;
  context.events.joining(joining);
  return true;
}

export function scanRowOf(transaction: Write, scanId: string): Promise<Selectable<ScanTable> | undefined> {
  return transaction.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirst();
}

/** The previous scan where its plan can be that of `scan`, of which nothing is planned yet. */
export async function comparableScan(
  { store }: LedgerContext,
  transaction: Write,
  scan: Selectable<ScanTable> | undefined,
  { scanId, commit }: PreviousScan,
): Promise<Selectable<ScanTable> | undefined> {
  // Locked, it cannot be deleted with what is copied of it.
  const before = await transaction
    .selectFrom("scan")
    .selectAll()
    .where("id", "=", scanId)
    .modifyEnd(store.lock("share"))
    .executeTakeFirst();
  if (!scan || scan.pages > 0 || before?.state !== "completed" || before.commit_id !== commit) return undefined;
  const same = scan.options_digest === before.options_digest && scan.engine === before.engine;
  return same && (await servesTarget(transaction, before, scan.target)) ? before : undefined;
}

/** The newest complete scan of this commit, whatever its target; see the port. */
export async function scanOfCommit(
  context: LedgerContext,
  claim: ScanClaim,
  commit: string,
): Promise<PreviousScan | undefined> {
  return context.store.write(async (transaction) => {
    await claimedScan(context, transaction, claim, false);
    const scan = await scanRowOf(transaction, claim.scanId);
    return scan && previousScan(transaction, scan, context.clock(), commit);
  });
}
