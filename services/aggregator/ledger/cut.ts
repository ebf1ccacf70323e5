/** A large tree is cut: its ranges take the place of the claim of its scan. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { PlanCut, ScanClaim, ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import { insertRows } from "../store/rows.ts";
import { claimedScan } from "./claims.ts";
import type { LedgerContext } from "./context.ts";
import { later } from "./epochs.ts";
import { checkBeginning, keepPolicy } from "./plan.ts";
import { scanRowOf } from "./repeat.ts";

/** See the port. */
export async function cutPlan(context: LedgerContext, claim: ScanClaim, cut: PlanCut): Promise<void> {
  const { store, settings } = context;
  const { scanId } = claim;
  checkCut(scanId, cut);
  await store.write(async (transaction) => {
    const before = await scanRowOf(transaction, scanId);
    // The answer to an earlier call was lost, or somebody else has cut it meanwhile: there are ranges to claim.
    if (before !== undefined && before.ranges > 0) return;
    const { pages } = await claimedScan(context, transaction, claim, true);
    if (claim.range || pages > 0) throw new TerminalError(`scan ${scanId} has pages already: it is not cut any more`);
    await keepPolicy(transaction, scanId, cut);
    await insertRows(
      transaction,
      store.dialect,
      "scan_range",
      {
        scan_id: "text",
        number: "bigint",
        start: "bigint",
        entries: "bigint",
        up_to: "text",
        claim_epoch: "bigint",
      },
      cut.ranges.map(({ number, start, entries, upTo }) => [scanId, number, start, entries, upTo, later(claim.epoch)]),
      { batch: settings.bulkInsertSize },
    );
    // Nobody holds the scan any more, nor may who held it keep it.
    await transaction
      .updateTable("scan")
      .set({
        ranges: cut.ranges.length,
        commit_id: cut.commit,
        claim_epoch: later(claim.epoch),
        claim_holder: null,
        claim_expires_at: null,
      })
      .where("id", "=", scanId)
      .execute();
  });
}

function checkCut(scanId: string, { ranges, ...beginning }: PlanCut): void {
  checkBeginning(scanId, beginning);
  let next: Pick<ScanRange, "number" | "start"> = { number: 0, start: 0 };
  for (const { number, start, entries } of ranges) {
    if (number !== next.number || start !== next.start || entries < 1) {
      throw new TerminalError(
        `scan ${scanId}: range ${number} with ${entries} paths behind ${start} is not the one that follows, ` +
          `which is ${next.number} behind ${next.start}`,
      );
    }
    next = { number: number + 1, start: start + entries };
  }
  if (ranges.length === 0) throw new TerminalError(`scan ${scanId} is cut into no ranges`);
}
