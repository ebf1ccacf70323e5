/** A unit that could not be scanned at all: another attempt, or given up. */
import type { FailRequest, Receipt } from "@pqc-audit/platform/ports/result-sink.ts";
import { settle } from "../ledger/completion.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { isolate } from "../ledger/suspects.ts";
import { ACTIVE_UNITS, moveUnits } from "../ledger/transitions.ts";
import { takeOver } from "../ledger/waits.ts";
import { storableText } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import { endStart, lockUnit, refusal, type Unit } from "./unit.ts";

/** The unit is final without results: its blobs count as failed, and whoever waited on it tries for itself. */
export async function giveUp(
  context: LedgerContext,
  transaction: Write,
  unit: Unit,
  error: string,
  now: number,
): Promise<readonly string[]> {
  await moveUnits(transaction, { ids: [unit.unit_id] }, "failed", { error, finished_at: now });
  const changed = await takeOver(context.store, transaction, [unit.unit_id]);
  return settle(context.store, transaction, [unit.scan_id, ...changed], now);
}

export async function failUnit(context: LedgerContext, request: FailRequest): Promise<Receipt> {
  const now = context.clock();
  const error = storableText(request.error);
  const { receipt, joining } = await context.store.write(async (transaction) => {
    const answer = (receipt: Receipt, joining: readonly string[] = []) => ({ receipt, joining });
    const unit = await lockUnit(context, transaction, request.unitId);
    if (!unit) return answer({ status: "REJECTED", reason: `unit ${request.unitId} does not exist` });
    const reason = await refusal(context, transaction, unit, request);
    if (reason !== undefined) return answer({ status: "REJECTED", reason });
    if (!ACTIVE_UNITS.includes(unit.state)) return answer({ status: "DUPLICATE" });
    const start = await transaction
      .selectFrom("unit_start")
      .select("ended_at")
      .where("unit_id", "=", request.unitId)
      .where("nonce", "=", request.nonce)
      .executeTakeFirst();
    if (start?.ended_at !== null) return answer({ status: "DUPLICATE" });
    await endStart(transaction, request.unitId, request.nonce, now, error);
    // A worker that ends in peace says nothing about the unit; its message comes again by itself.
    if (request.cause === "returned") return answer({ status: "COMMITTED" });
    const failures = unit.failures + 1;
    await transaction.updateTable("unit").set({ failures, error }).where("unit_id", "=", request.unitId).execute();
    if (failures >= context.settings.maxFailures) {
      const given = `given up after ${failures} attempts: ${error}`;
      // A pack that is gone is gone for all its blobs; where scanning failed, most of them may be well.
      const end = request.cause === "scan" ? isolate : giveUp;
      return answer({ status: "COMMITTED" }, await end(context, transaction, unit, given, now));
    }
    // A later attempt that is under way already is left alone.
    if (request.attempt === unit.attempt) {
      await moveUnits(transaction, { ids: [request.unitId] }, "planned", { published_at: null, sequence: null });
    }
    return answer({ status: "COMMITTED" });
  });
  context.events.joining(joining);
  return receipt;
}
