/**
 * Which scans belong to whom while versions change. The coordinators of an engine decide the kinds of files, and with them
 * the keys of results: a scan is planned by its own engine only, as its units go to workers of that engine only. After an
 * upgrade nobody of the old engine may be left, and no scan shall wait for ever: once nothing was heard of an engine's
 * coordinators for long, those of another start its scans over, under the same id, as if they had just been submitted.
 */
import type { RangesWanted, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import type { Write } from "../store/store.ts";
import { claimScan } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { acquireLease } from "./leases.ts";
import { lockPlan } from "./plan.ts";
import type { ScanState } from "./states.ts";
import { moveScan, moveUnits } from "./transitions.ts";
import { takeOver } from "./waits.ts";

/** So many times the life of a claim without a word from any of its coordinators, and an engine counts as gone. */
export const GONE_AFTER_CLAIMS = 10;

export const ENGINE_LEASE = "engine ";
const STARTED_OVER: readonly ScanState[] = ["queued", "planning", "running"];
const noted = new WeakMap<LedgerContext, Map<string, number>>();

/** A coordinator of this engine is there. All of them hold one lease together; it is renewed once in the life of a claim. */
export async function noteEngine(context: LedgerContext, engineDigest: string): Promise<void> {
  const { claimTtlMs } = context.settings;
  const known = noted.get(context) ?? new Map<string, number>();
  noted.set(context, known);
  const now = context.clock();
  if (Math.abs(now - (known.get(engineDigest) ?? 0)) < claimTtlMs) return;
  await acquireLease(context, ENGINE_LEASE + engineDigest, engineDigest, GONE_AFTER_CLAIMS * claimTtlMs);
  known.set(engineDigest, now);
}

/** The next scan of this engine, or range of one; where there is none, one of an engine that is gone. */
export async function claimForEngine(
  context: LedgerContext,
  coordinatorId: string,
  engineDigest: string,
  ranges?: RangesWanted,
): Promise<ScanClaim | undefined> {
  await noteEngine(context, engineDigest);
  const engine = await context.store.engine(engineDigest);
  const claim = await claimScan(context, coordinatorId, engine, ranges);
  if (claim !== undefined || !(await startAbandonedOver(context, engine))) return claim;
  return claimScan(context, coordinatorId, engine, ranges);
}

async function startAbandonedOver(context: LedgerContext, engine: number): Promise<boolean> {
  const now = context.clock();
  const abandoned = await context.store.read((db) =>
    db
      .selectFrom("scan as s")
      .innerJoin("engine as e", "e.engine", "s.engine")
      .select("s.id")
      .where("s.state", "in", [...STARTED_OVER])
      .where("s.engine", "<>", engine)
      .where("s.created_at", "<", now - GONE_AFTER_CLAIMS * context.settings.claimTtlMs)
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom("lease as l")
              .select("l.name")
              .where("l.name", "=", sql<string>`${sql.lit(ENGINE_LEASE)} || e.digest`)
              .where("l.expires_at", ">=", now),
          ),
        ),
      )
      .orderBy("s.created_at")
      .orderBy("s.id")
      .limit(1)
      .executeTakeFirst(),
  );
  if (abandoned === undefined) return false;
  const joining = await context.store.write((transaction) => startOver(context, transaction, abandoned.id, engine));
  context.events.joining(joining);
  return true;
}

/** Forgets the scan's plan and gives it to the engine. Answers scans that became complete by it. */
async function startOver(
  context: LedgerContext,
  transaction: Write,
  scanId: string,
  engine: number,
): Promise<readonly string[]> {
  const { store } = context;
  const now = context.clock();
  await lockPlan(context, transaction, scanId);
  const scan = await transaction
    .selectFrom("scan")
    .select(["state", "engine", "claim_epoch"])
    .where("id", "=", scanId)
    .modifyEnd(store.lock("update"))
    .executeTakeFirst();
  if (!scan || scan.engine === engine || !STARTED_OVER.includes(scan.state)) return [];
  const ended = await moveUnits(transaction, { scanId }, "cancelled", { finished_at: now });
  await transaction.deleteFrom("blob_wait").where("scan_id", "=", scanId).execute();
  const changed = await takeOver(store, transaction, ended);
  await forgetPlan(transaction, scanId);
  // Its planner, should it come back, holds an epoch that is over; whoever claims next need not wait.
  const taken = { coverage: null, continues: null, looked_at: null };
  const fresh = {
    engine,
    commit_id: null,
    pages: 0,
    ranges: 0,
    ...taken,
    claim_epoch: scan.claim_epoch + 1,
    claim_expires_at: 0,
  };
  if (scan.state === "running") {
    await moveScan(transaction, scanId, "planning", { ...fresh, sealed: 0, present: 0, sealed_at: null });
  } else await transaction.updateTable("scan").set(fresh).where("id", "=", scanId).execute();
  return settle(store, transaction, changed, now);
}

/** Results stay, for whoever runs that engine. Packs are of one epoch: those of the old plan go, as nobody needs them. */
async function forgetPlan(transaction: Write, scanId: string): Promise<void> {
  const units = transaction.selectFrom("unit").where("scan_id", "=", scanId);
  for (const table of ["unit_start", "unit_blob"] as const) {
    await transaction.deleteFrom(table).where("unit_id", "in", units.select("unit_id")).execute();
  }
  const tables = ["unit", "occurrence", "plan_page", "plan_answer", "scan_range", "scan_policy", "scan_error"] as const;
  for (const table of tables) {
    await transaction.deleteFrom(table).where("scan_id", "=", scanId).execute();
  }
}
