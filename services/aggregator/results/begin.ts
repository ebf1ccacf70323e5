/** May this worker scan this unit now? Records who started what. */
import { randomBytes } from "node:crypto";
import type { BeginDecision, BeginRequest } from "@pqc-audit/platform/ports/result-sink.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { blobsOf, isolate, treatmentOf } from "../ledger/suspects.ts";
import { ACTIVE_UNITS, moveUnits } from "../ledger/transitions.ts";
import { storableText } from "../store/rows.ts";
import { note } from "../store/tally.ts";
import { lockUnit } from "./unit.ts";

export async function begin(context: LedgerContext, request: BeginRequest): Promise<BeginDecision> {
  const now = context.clock();
  const drop = (reason: string) => ({ answer: { decision: "drop", reason } as const, joining: [] });
  const { answer, joining } = await context.store.write(async (transaction) => {
    const unit = await lockUnit(context, transaction, request.unitId);
    if (!unit) return drop(`unit ${request.unitId} does not exist`);
    if (!ACTIVE_UNITS.includes(unit.state)) return drop(`unit ${request.unitId} is ${unit.state}`);
    const engineDigest = await context.store.engineDigest(transaction, unit.engine);
    if (request.engineDigest !== engineDigest) {
      return drop(`unit ${request.unitId} is for engine ${engineDigest}, this worker has ${request.engineDigest}`);
    }
    // One ahead where the worker is faster than the note of the publish.
    const newest = unit.state === "planned" ? unit.attempt + 1 : unit.attempt;
    if (request.attempt < newest) return drop(`attempt ${request.attempt} is superseded by attempt ${newest}`);
    if (request.attempt > newest) return drop(`attempt ${request.attempt} was never published, attempt ${newest} was`);
    const open = await transaction
      .selectFrom("unit_start")
      .select(["worker_id", "started_at", "alone"])
      .where("unit_id", "=", request.unitId)
      .where("ended_at", "is", null)
      // A worker that asks again is alive: the unit has not stopped it.
      .where("worker_id", "<>", storableText(request.workerId, 200))
      .orderBy("started_at", "desc")
      .execute();
    const recent = open[0];
    const stopped = newestByWorker(open);
    const waitMs = recent === undefined ? 0 : recent.started_at + context.settings.startGraceMs - now;
    if (unit.state === "started" && waitMs > 0) {
      return { answer: { decision: "wait", delayMs: waitMs } as const, joining: [] };
    }
    // Only the newest start: those before it were counted when it was made.
    if (recent !== undefined && recent.started_at === unit.started_at) note(transaction, "start lost");
    const blobs = unit.part === 1 || stopped.length > 0 ? await blobsOf(transaction, unit.unit_id) : [];
    const treatment = treatmentOf(context.settings, unit, stopped, blobs.length);
    if (treatment === "isolate") {
      const error =
        `started ${stopped.length} times by workers that never ended it, the last times alone ` +
        `(attempt ${unit.attempt}, ${unit.lost} messages lost, ${unit.failures} failures reported)`;
      return {
        ...drop(`unit ${request.unitId} was ${error}`),
        joining: await isolate(context, transaction, unit, error, now),
      };
    }
    const alone = treatment === "alone";
    note(transaction, unit.started_at === null ? "start first" : "start again");
    const nonce = randomBytes(16).toString("hex");
    await transaction
      .insertInto("unit_start")
      .values({
        unit_id: request.unitId,
        nonce,
        attempt: request.attempt,
        worker_id: storableText(request.workerId, 200),
        started_at: now,
        alone: alone ? 1 : 0,
      })
      .execute();
    const fields = { attempt: request.attempt, started_at: now, published_at: unit.published_at ?? now };
    if (unit.state === "started") {
      await transaction.updateTable("unit").set(fields).where("unit_id", "=", request.unitId).execute();
    } else await moveUnits(transaction, { ids: [request.unitId] }, "started", fields);
    return {
      answer: {
        decision: "scan",
        nonce,
        ...(alone && { alone }),
        ...(unit.part === 1 && { part: { keys: blobs } }),
      } as const,
      joining: [],
    };
  });
  context.events.joining(joining);
  return answer;
}

/** A worker stops once, however often it was told to begin. `starts`: newest first. */
function newestByWorker<Start extends { readonly worker_id: string }>(starts: readonly Start[]): readonly Start[] {
  const workers = new Map<string, Start>();
  for (const start of starts) if (!workers.has(start.worker_id)) workers.set(start.worker_id, start);
  return [...workers.values()];
}
