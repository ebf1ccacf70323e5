/** One unit's results into the store: facts, blobs and unit in one transaction, then the receipt. */
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import type { Receipt, UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { settle } from "../ledger/completion.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { ACTIVE_UNITS, moveUnits } from "../ledger/transitions.ts";
import { endWaits } from "../ledger/waits.ts";
import { countDivergent, prepareBlobs, storeBlobs } from "./blob-results.ts";
import { resultFault } from "./check.ts";
import { blobsFault, endStart, lockUnit, refusal } from "./unit.ts";

interface Outcome {
  readonly receipt: Receipt;
  readonly joining: readonly string[];
  readonly divergent: number;
  readonly facts: number;
}

const rejected = (reason: string): Outcome => ({
  receipt: { status: "REJECTED", reason },
  joining: [],
  divergent: 0,
  facts: 0,
});

export async function submitUnit(context: LedgerContext, result: UnitResult): Promise<Receipt> {
  const { store, events } = context;
  const fault = resultFault(result);
  if (fault !== undefined) return { status: "REJECTED", reason: `unit ${result.unitId}: ${fault}` };
  const blobs = prepareBlobs(result.blobs);
  const now = context.clock();
  await failpoint("aggregator.before-commit");
  const outcome = await store.write(async (transaction): Promise<Outcome> => {
    const unit = await lockUnit(context, transaction, result.unitId);
    if (!unit) return rejected(`unit ${result.unitId} does not exist`);
    const reason = await refusal(context, transaction, unit, result);
    if (reason !== undefined) return rejected(reason);
    if (!ACTIVE_UNITS.includes(unit.state)) {
      await endStart(transaction, result.unitId, result.nonce, now, null);
      if (unit.state !== "committed") return rejected(`unit ${result.unitId} is ${unit.state}`);
      const divergent = await countDivergent(context, transaction, unit.engine, blobs);
      return { receipt: { status: "DUPLICATE" }, joining: [], divergent, facts: 0 };
    }
    const difference = await blobsFault(transaction, result.unitId, blobs);
    if (difference !== undefined) return rejected(difference);
    const { facts, divergent } = await storeBlobs(context, transaction, unit.engine, blobs);
    await moveUnits(transaction, { ids: [result.unitId] }, "committed", { finished_at: now, error: null });
    await endStart(transaction, result.unitId, result.nonce, now, null);
    const waiting = await endWaits(transaction, result.unitId);
    const joining = await settle(store, transaction, [unit.scan_id, ...waiting], now);
    await failpoint("aggregator.in-commit");
    return { receipt: { status: "COMMITTED" }, joining, divergent, facts };
  });
  await failpoint("aggregator.after-commit");
  if (outcome.receipt.status === "DUPLICATE") events.duplicate();
  if (outcome.receipt.status === "COMMITTED") events.committed(blobs.length, outcome.facts);
  if (outcome.divergent > 0) events.divergence(outcome.divergent);
  events.joining(outcome.joining);
  return outcome.receipt;
}
