/** Keeps a window of units in the queue. Which ones go next is the ledger's decision, so scans share fairly. */
import { messageOf } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { UnitMessage, WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { currentTraceparent, type Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { Bounded } from "./bounded.ts";
import type { CoordinatorMetrics } from "./metrics.ts";

export interface PublishDependencies {
  readonly ledger: Pick<Ledger, "unitsToPublish" | "markPublished" | "requeue">;
  readonly queue: Pick<WorkQueue, "publish" | "depth" | "holds">;
  readonly metrics: CoordinatorMetrics;
  readonly logger: Logger;
  readonly tracing: Tracing;
  /** Units in the queue at once, for each engine. */
  readonly window: number;
}

const CONCURRENT = 16;

/**
 * Fills the window of this engine once; how many units went in. Doing it twice, or on two coordinators at once, is
 * harmless: the ledger names the same units with the same attempts until they are marked, and the queue knows their ids.
 */
export async function publishUnits(
  engineDigest: string,
  { ledger, queue, metrics, logger, tracing, window }: PublishDependencies,
  signal: AbortSignal,
): Promise<number> {
  const room = window - (await queue.depth(engineDigest));
  if (room <= 0) return 0;
  const units = await ledger.unitsToPublish(engineDigest, room);
  const publishing = new Bounded(CONCURRENT);
  const publish = async (unit: UnitMessage): Promise<void> => {
    const attributes = { "pqc_audit.unit.id": unit.unitId, "pqc_audit.unit.attempt": unit.attempt };
    await tracing.span("publish unit", { parent: unit.traceparent, kind: "producer", attributes }, async () => {
      const traceparent = currentTraceparent();
      const { sequence, duplicate } = await queue.publish({
        ...unit,
        ...(traceparent !== undefined && { traceparent }),
      });
      await failpoint("coordinator.between-publishes");
      await ledger.markPublished(unit.unitId, unit.attempt, sequence);
      // A ledger put back to an earlier state names attempts again that the queue took, gave out and forgot.
      if (duplicate && !(await queue.holds(sequence, unit))) await ledger.requeue(unit.unitId, unit.attempt);
      metrics.unitsPublished.inc();
      logger.debug("unit published", {
        scanId: unit.scanId,
        unitId: unit.unitId,
        attempt: unit.attempt,
        sequence,
        duplicate,
      });
    });
  };
  try {
    for (const unit of units) {
      if (signal.aborted) break;
      await publishing.add(() => publish(unit));
    }
    await publishing.drain();
  } catch (error) {
    await publishing.settled();
    logger.warn("publishing stopped; what is left goes next time", { reason: messageOf(error) });
    throw error;
  }
  return units.length;
}
