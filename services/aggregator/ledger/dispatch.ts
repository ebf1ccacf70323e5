/** What goes into the queue next, what was put there, and what the queue may have lost. */
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { Store } from "../store/store.ts";
import type { LedgerContext } from "./context.ts";
import { type Candidate, fairTurns } from "./fairness.ts";
import { moveUnits } from "./transitions.ts";

/**
 * Changes nothing: asked twice before a `markPublished`, it answers the same units with the same attempt, and the
 * queue knows their message ids.
 */
export async function unitsToPublish(
  context: LedgerContext,
  engineDigest: string,
  limit: number,
): Promise<readonly UnitMessage[]> {
  const engine = await context.store.engine(engineDigest);
  const { scanUnits, repositoryUnits } = context.settings;
  return context.store.read(async (db) => {
    const scans = await db
      .selectFrom("scan as s")
      .select(["s.id", "s.target", "s.priority", "s.created_at", "s.traceparent"])
      .select((is) =>
        is
          .selectFrom("unit as u")
          .select((count) => count.fn.countAll<number>().as("units"))
          .whereRef("u.scan_id", "=", "s.id")
          .where("u.state", "in", ["published", "started"])
          .as("in_flight"),
      )
      .where("s.engine", "=", engine)
      .where("s.state", "in", ["planning", "running"])
      .where((is) =>
        is.exists(
          is
            .selectFrom("unit as u")
            .select("u.unit_id")
            .whereRef("u.scan_id", "=", "s.id")
            .where("u.state", "=", "planned"),
        ),
      )
      .orderBy("s.priority")
      .orderBy("s.created_at")
      .execute();
    const candidates: Candidate<UnitMessage>[] = [];
    for (const scan of scans) {
      const units = await db
        .selectFrom("unit as u")
        .innerJoin("pack as p", "p.pack_key", "u.pack_key")
        .select(["u.unit_id", "u.attempt", "u.pack_key", "p.digest", "p.size"])
        .where("u.scan_id", "=", scan.id)
        .where("u.state", "=", "planned")
        .orderBy("u.page")
        .orderBy("u.ordinal")
        .limit(limit)
        .execute();
      candidates.push({
        scanId: scan.id,
        target: scan.target,
        priority: scan.priority,
        createdAt: scan.created_at,
        inFlight: scan.in_flight ?? 0,
        units: units.map((unit) => ({
          unitId: unit.unit_id,
          scanId: scan.id,
          attempt: unit.attempt + 1,
          engineDigest,
          packKey: unit.pack_key,
          packDigest: unit.digest,
          packSize: unit.size,
          ...(scan.traceparent !== null && { traceparent: scan.traceparent }),
        })),
      });
    }
    const others = repositoryUnits > 0 ? await inFlightOfOthers(db, candidates) : new Map<string, number>();
    return fairTurns(candidates, limit, { perScan: scanUnits, perTarget: repositoryUnits, others });
  });
}

/** By repository, of scans that are no candidates: nothing of them is left to publish, or they are of another engine. */
async function inFlightOfOthers(
  db: Store["db"],
  candidates: readonly Pick<Candidate<unknown>, "target" | "inFlight">[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom("unit as u")
    .innerJoin("scan as s", "s.id", "u.scan_id")
    .select("s.target")
    .select((count) => count.fn.countAll<number>().as("units"))
    .where("u.state", "in", ["published", "started"])
    .groupBy("s.target")
    .execute();
  const others = new Map(rows.map(({ target, units }) => [target, Number(units)]));
  for (const { target, inFlight } of candidates) others.set(target, (others.get(target) ?? 0) - inFlight);
  return others;
}

/** A worker may have begun (or ended) the unit before this is noted: then only the sequence is kept. */
export async function markPublished(
  context: LedgerContext,
  unitId: string,
  attempt: number,
  sequence: number,
): Promise<void> {
  const now = context.clock();
  await context.store.write(async (transaction) => {
    const unit = await transaction
      .selectFrom("unit")
      .select(["state", "attempt"])
      .where("unit_id", "=", unitId)
      .modifyEnd(context.store.lock("update"))
      .executeTakeFirst();
    if (!unit || attempt < unit.attempt) return;
    if (unit.state === "planned" && attempt > unit.attempt) {
      await moveUnits(transaction, { ids: [unitId] }, "published", { attempt, sequence, published_at: now });
    } else if (unit.attempt === attempt) {
      await transaction
        .updateTable("unit")
        .set({ sequence, published_at: now })
        .where("unit_id", "=", unitId)
        .execute();
    }
  });
}

/** Sequence 0, which no queue holds, stands for a publish that was never noted. */
export async function stalePublished(
  context: LedgerContext,
  engineDigest: string,
  olderThanMs: number,
  limit: number,
): Promise<readonly { unitId: string; attempt: number; sequence: number }[]> {
  const engine = await context.store.engine(engineDigest);
  const units = await context.store.read((db) =>
    db
      .selectFrom("unit")
      .select(["unit_id", "attempt", "sequence"])
      .where("engine", "=", engine)
      .where("state", "in", ["published", "started"])
      .where("published_at", "<=", context.clock() - olderThanMs)
      .orderBy("published_at")
      .orderBy("unit_id")
      .limit(limit)
      .execute(),
  );
  return units.map((unit) => ({ unitId: unit.unit_id, attempt: unit.attempt, sequence: unit.sequence ?? 0 }));
}

/** Only the attempt that the caller saw: a later one is somebody else's publish. */
export async function requeue(context: LedgerContext, unitId: string, attempt: number): Promise<void> {
  await context.store.write(async (transaction) => {
    const unit = await transaction
      .selectFrom("unit")
      .select(["attempt", "lost", "state"])
      .where("unit_id", "=", unitId)
      .modifyEnd(context.store.lock("update"))
      .executeTakeFirst();
    if (unit?.attempt !== attempt || unit.state === "planned") return;
    const lost = unit.lost + 1;
    await moveUnits(transaction, { ids: [unitId] }, "planned", { published_at: null, sequence: null, lost });
  });
}

/** Planned and not yet final over all scans, cancelled excluded: what autoscalers follow. */
export async function outstandingUnits(context: Pick<LedgerContext, "store">): Promise<number> {
  const row = await context.store.ask((db) =>
    db
      .selectFrom("unit")
      .select((count) => count.fn.countAll<number>().as("units"))
      .where("state", "in", ["planned", "published", "started"])
      .executeTakeFirst(),
  );
  return Number(row?.units ?? 0);
}
