/**
 * A scan of a commit that differs a little from one that was scanned before: the plan of that one is taken over but for
 * paths that are gone, which becomes page 0; what came or holds something else now is page 1. One transaction makes and
 * seals the plan, so no coordinator ever goes on with half of it.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { PlanDifference, PreviousScan, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Write } from "../store/store.ts";
import { noteRefusedPacks } from "./announced.ts";
import { claimedScan, wrappersOf } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { checkKeys, checkPage, insertPage, keysOf, lostInPage } from "./plan.ts";
import { comparableScan, scanRowOf } from "./repeat.ts";
import { sum, takeOverPlan } from "./taking-over.ts";
import { moveScan } from "./transitions.ts";

/** See the port. */
export async function planDifference(
  context: LedgerContext,
  claim: ScanClaim,
  difference: PlanDifference,
): Promise<boolean> {
  const { previous, scanId } = claim;
  const { page, gone } = difference;
  if (previous === undefined) return false;
  if (page.page !== 1) throw new TerminalError(`scan ${scanId}: what has changed is page 1, not ${page.page}`);
  checkPage(claim, page);
  checkKeys(scanId, keysOf(gone));
  let joining: readonly string[] | undefined;
  try {
    joining = await context.store.write((transaction) =>
      storeDifference(context, transaction, claim, previous, difference),
    );
  } catch (thrown) {
    if (thrown instanceof TerminalError) await noteRefusedPacks(context, scanId, page.units);
    throw thrown;
  }
  if (joining === undefined) {
    await noteRefusedPacks(context, scanId, page.units);
    return false;
  }
  context.events.joining(joining);
  return true;
}

/** Answers scans that are complete by it; undefined where the difference does not fit, and then nothing of it is written. */
async function storeDifference(
  context: LedgerContext,
  transaction: Write,
  claim: ScanClaim,
  previous: PreviousScan,
  { page, ...gone }: PlanDifference,
): Promise<readonly string[] | undefined> {
  const { store, clock } = context;
  const { scanId } = claim;
  const { engine } = await claimedScan(context, transaction, claim, false);
  // Waits lock units, and units are locked before scans.
  const lost = await lostInPage(context, transaction, { scanId, engine }, page);
  const { sealed } = await claimedScan(context, transaction, claim, true);
  const scan = await scanRowOf(transaction, scanId);
  // The answer to an earlier call was lost.
  if (sealed) return scan?.continues === previous.scanId ? [] : undefined;
  const before = lost ? undefined : await comparableScan(context, transaction, scan, previous);
  if (!before || before.target !== scan?.target || (await wrappersOf(transaction, before.id)) !== page.wrappers)
    return undefined;
  const coverage = await takeOverPlan(store, transaction, before, { scanId, commit: page.commit }, gone);
  if (!coverage) return undefined;
  await insertPage(context, transaction, scanId, engine, page);
  const now = clock();
  await moveScan(transaction, scanId, "running", {
    commit_id: page.commit,
    pages: 2,
    present: coverage.present + page.occurrences.length + sum(page.skipped),
    coverage: JSON.stringify(coverage),
    continues: before.id,
    looked_at: before.looked_at ?? before.sealed_at,
    sealed: 1,
    sealed_at: now,
    claim_holder: null,
    claim_expires_at: null,
  });
  return settle(store, transaction, [scanId], now);
}
