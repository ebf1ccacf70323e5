/** Who plans which scan. A claim is a row with an epoch: what an earlier holder still writes is refused. */
import { randomInt } from "node:crypto";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim, ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import type { Write } from "../store/store.ts";
import type { LedgerContext } from "./context.ts";
import { previousScan } from "./repeat.ts";
import { moveScan } from "./transitions.ts";

/**
 * How far an epoch rises at most. Never by a fixed step: a database that was put back to an earlier state would give out
 * once more what somebody still holds.
 */
const EPOCH_STEP = 65_536;
const later = (epoch: number): number => epoch + 1 + randomInt(EPOCH_STEP);

/** Takes the next scan of the engine that nobody plans, on-demand before scheduled, oldest first. */
export async function claimScan(
  context: LedgerContext,
  coordinatorId: string,
  engine: number,
): Promise<ScanClaim | undefined> {
  const { store, settings, clock } = context;
  const now = clock();
  return store.write(async (transaction) => {
    const scan = await nextFree(context, transaction, engine, now);
    if (!scan) return undefined;
    const claim = {
      claim_holder: coordinatorId,
      claim_epoch: later(scan.claim_epoch),
      claim_expires_at: now + settings.claimTtlMs,
      started_at: scan.started_at ?? now,
    };
    if (scan.state === "queued") await moveScan(transaction, scan.id, "planning", claim);
    else await transaction.updateTable("scan").set(claim).where("id", "=", scan.id).execute();
    const last = await transaction
      .selectFrom("plan_page")
      .select(["commit_id", "last_path"])
      .where("scan_id", "=", scan.id)
      .orderBy("page", "desc")
      .limit(1)
      .executeTakeFirst();
    const policy = await transaction
      .selectFrom("scan_policy")
      .select("wrappers")
      .where("scan_id", "=", scan.id)
      .executeTakeFirst();
    const wrappers = policy?.wrappers ?? undefined;
    const previous = last ? undefined : await previousScan(transaction, scan, now);
    const { sizes_kept: sizesKept } = await transaction
      .selectFrom("engine")
      .select("sizes_kept")
      .where("engine", "=", scan.engine)
      .executeTakeFirstOrThrow();
    return {
      scanId: scan.id,
      epoch: claim.claim_epoch,
      target: scan.target,
      options: JSON.parse(scan.options) as ScanOptions,
      engineDigest: await store.engineDigest(transaction, scan.engine),
      ...(last && {
        resume: {
          commit: last.commit_id,
          pages: scan.pages,
          lastPath: last.last_path,
          ...(wrappers !== undefined && { wrappers }),
        },
      }),
      ...(scan.traceparent !== null && { traceparent: scan.traceparent }),
      ...(previous && { previous }),
      ...(!last && { ofCommit: true }),
      ...(sizesKept === 1 && { sizesKept: true }),
    };
  });
}

/**
 * The first in that order of those that wait and those that their planner has left. Asked for one state at a time: so each
 * stands at the front of an index, while both together would be sorted for every claim, all that a schedule has submitted.
 */
async function nextFree({ store }: LedgerContext, transaction: Write, engine: number, now: number) {
  const inOrder = transaction
    .selectFrom("scan")
    .selectAll()
    .where("engine", "=", engine)
    .orderBy("priority")
    .orderBy("created_at")
    .orderBy("id")
    .limit(1);
  const free = store.dialect === "postgres" ? inOrder.forUpdate().skipLocked() : inOrder;
  const queued = await free.where("state", "=", "queued").executeTakeFirst();
  const left = await free.where("state", "=", "planning").where("claim_expires_at", "<", now).executeTakeFirst();
  if (!queued || !left) return queued ?? left;
  const [first] = [queued, left].sort(
    (a, b) => a.priority - b.priority || a.created_at - b.created_at || (a.id < b.id ? -1 : 1),
  );
  return first;
}

export async function renewClaim(context: LedgerContext, claim: ScanClaim): Promise<boolean> {
  const renewed = await context.store.write((transaction) =>
    transaction
      .updateTable("scan")
      .set({ claim_expires_at: context.clock() + context.settings.claimTtlMs })
      .where("id", "=", claim.scanId)
      .where("claim_epoch", "=", claim.epoch)
      .where("state", "=", "planning")
      .returning("id")
      .execute(),
  );
  return renewed.length > 0;
}

/** Its holder stops in the middle of the plan. */
export async function releaseClaim(context: LedgerContext, claim: ScanClaim): Promise<void> {
  await context.store.write((transaction) => freeClaim(transaction, claim));
}

/** From now on anybody may claim the scan, and nothing more is taken from who did. */
async function freeClaim(transaction: Write, { scanId, epoch }: Pick<ScanClaim, "scanId" | "epoch">): Promise<void> {
  await transaction
    .updateTable("scan")
    .set({ claim_epoch: later(epoch), claim_holder: null, claim_expires_at: 0 })
    .where("id", "=", scanId)
    .where("claim_epoch", "=", epoch)
    .where("state", "=", "planning")
    .execute();
}

/**
 * The ledger holds less of a plan than its planner has stored: it was put back to an earlier state. From now on anybody
 * may claim the scan and go on behind the pages that are left; the planner is told so.
 */
export async function planLost(context: LedgerContext, claim: ScanClaim, stored: number, known: number) {
  await context.store.write(async (transaction) => {
    await claimedScan(context, transaction, claim, true);
    await freeClaim(transaction, claim);
  });
  return new TerminalError(
    `scan ${claim.scanId} has ${stored} pages in the ledger, its planner knows of ${known}: ` +
      "the ledger was put back to an earlier state; claim the scan again",
  );
}

export interface ClaimedScan {
  readonly epoch: number;
  readonly engine: number;
  readonly commit: string | null;
  readonly pages: number;
  readonly sealed: boolean;
}

/** The scan's row where the claim still holds it; `TerminalError` otherwise. Locked, it keeps the claim from changing hands. */
export async function claimedScan(
  context: LedgerContext,
  transaction: Write,
  claim: ScanClaim,
  lock: boolean,
): Promise<ClaimedScan> {
  const scan = await transaction
    .selectFrom("scan")
    .select(["engine", "commit_id", "pages", "state", "sealed", "claim_epoch", "claim_holder"])
    .where("id", "=", claim.scanId)
    .modifyEnd(lock ? context.store.lock("update") : sql``)
    .executeTakeFirst();
  if (!scan) throw new TerminalError(`scan ${claim.scanId} does not exist`);
  if (scan.claim_epoch !== claim.epoch) {
    throw new TerminalError(
      `scan ${claim.scanId} is planned by ${scan.claim_holder ?? "another coordinator"} now ` +
        `(epoch ${scan.claim_epoch}, this claim has ${claim.epoch}): stop planning it`,
    );
  }
  const sealed = scan.sealed === 1;
  if (scan.state !== "planning" && !sealed) {
    throw new TerminalError(`scan ${claim.scanId} is ${scan.state}: stop planning it`);
  }
  return { epoch: scan.claim_epoch, engine: scan.engine, commit: scan.commit_id, pages: scan.pages, sealed };
}
