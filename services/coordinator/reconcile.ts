/** Makes good what the queue and the store may have lost or kept: messages that are gone, packs that nobody needs. */
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { Bounded } from "./bounded.ts";
import type { CoordinatorMetrics } from "./metrics.ts";

/** At most so many at a time; a full batch means that there may be more. */
export const RECONCILE_BATCH = 500;
const CONCURRENT = 8;

export interface RequeueDependencies {
  readonly ledger: Pick<Ledger, "stalePublished" | "requeue">;
  readonly queue: Pick<WorkQueue, "holds">;
  readonly metrics: CoordinatorMetrics;
  readonly logger: Logger;
  readonly staleMs: number;
}

/** Units that are not final and whose message is gone may be published again; how many. A message that is still there is left alone. */
export async function requeueLost(engineDigest: string, dependencies: RequeueDependencies): Promise<number> {
  const { ledger, queue, metrics, logger, staleMs } = dependencies;
  const look = () => ledger.stalePublished(engineDigest, staleMs, RECONCILE_BATCH);
  const checks = new Bounded(CONCURRENT);
  const gone: Awaited<ReturnType<typeof look>>[number][] = [];
  for (const unit of await look()) {
    await checks.add(async () => {
      if (!(await queue.holds(unit.sequence, unit))) gone.push(unit);
    });
  }
  await checks.drain();
  if (gone.length === 0) return 0;
  // Most of them were committed meanwhile, and their messages are gone for that.
  const open = new Set((await look()).map(({ unitId, attempt }) => `${unitId} ${attempt}`));
  const lost = gone.filter(({ unitId, attempt }) => open.has(`${unitId} ${attempt}`));
  for (const { unitId, attempt, sequence } of lost) {
    await checks.add(async () => {
      await ledger.requeue(unitId, attempt);
      await failpoint("coordinator.while-reconciling");
      metrics.unitsRequeued.inc();
      logger.warn("the queue lost a unit; it is published again", { unitId, attempt, sequence });
    });
  }
  await checks.drain();
  return lost.length;
}

export interface LeftOverDependencies {
  readonly ledger: Pick<Ledger, "stalePublished">;
  readonly queue: Pick<WorkQueue, "engines" | "removeAll">;
}

/**
 * Messages of other engines of which no unit is in the queue as the ledger sees it: their scans ended or were started over,
 * and perhaps nobody of that engine is left to be given them. Should one be just on its way, it is published again.
 */
export async function removeLeftOver(engineDigest: string, { ledger, queue }: LeftOverDependencies): Promise<number> {
  let removed = 0;
  for (const other of await queue.engines()) {
    if (other === engineDigest || (await ledger.stalePublished(other, 0, 1)).length > 0) continue;
    removed += await queue.removeAll(other, RECONCILE_BATCH);
  }
  return removed;
}

export interface CleanUpDependencies {
  readonly ledger: Pick<Ledger, "disposablePacks" | "packsDeleted">;
  readonly blobs: Pick<BlobStore, "delete">;
  readonly metrics: CoordinatorMetrics;
}

/** Deletes packs that no unfinished unit needs; how many. The ledger forgets a pack only after the store has. */
export async function deletePacks({ ledger, blobs, metrics }: CleanUpDependencies): Promise<number> {
  const keys = await ledger.disposablePacks(RECONCILE_BATCH);
  if (keys.length === 0) return 0;
  const deletions = new Bounded(CONCURRENT);
  for (const key of keys) await deletions.add(() => blobs.delete(key));
  await deletions.drain();
  await ledger.packsDeleted(keys);
  metrics.packsDeleted.inc(keys.length);
  return keys.length;
}
