/** Who plans which scan. A claim is a row with an epoch: what an earlier holder still writes is refused. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { RangesWanted, ScanClaim, ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import { type Selectable, sql } from "kysely";
import type { Write } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import type { LedgerContext } from "./context.ts";
import { later } from "./epochs.ts";
import { previousScan } from "./previous-scan.ts";
import { type ClaimedRange, claimRange, freeRange, heldRange, renewRange } from "./ranges.ts";
import { moveScan } from "./transitions.ts";

/**
 * Takes the next scan of the engine that nobody plans, on-demand before scheduled, oldest first; where `ranges` are wanted,
 * one of those when it is their turn.
 */
export async function claimScan(
  context: LedgerContext,
  coordinatorId: string,
  engine: number,
  ranges?: RangesWanted,
): Promise<ScanClaim | undefined> {
  const { store, settings, clock } = context;
  const now = clock();
  return store.write(async (transaction) => {
    const scan = await nextFree(context, transaction, engine, now);
    const wanted = { ...ranges, coordinatorId, engine, now, beside: scan };
    const range = ranges && (await claimRange(context, transaction, wanted));
    if (range) return claimOfRange(context, transaction, range);
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
    const wrappers = last && (await wrappersOf(transaction, scan.id));
    const previous = last ? undefined : await previousScan(transaction, scan, now);
    return {
      ...(await claimOf(context, transaction, scan)),
      epoch: claim.claim_epoch,
      ...(last && {
        resume: { commit: last.commit_id, pages: scan.pages, lastPath: last.last_path, ...(wrappers && { wrappers }) },
      }),
      ...(previous && { previous }),
      ...(!last && { ofCommit: true, cuts: true }),
    };
  });
}

async function claimOfRange(
  context: LedgerContext,
  transaction: Write,
  { scan, range, lastPath }: ClaimedRange,
): Promise<ScanClaim> {
  const { number, start, entries, up_to: upTo, pages, planned: paths } = range;
  const wrappers = await wrappersOf(transaction, scan.id);
  return {
    ...(await claimOf(context, transaction, scan)),
    epoch: range.claim_epoch,
    range: { number, start, entries, upTo },
    resume: { commit: scan.commit_id ?? "", pages, paths, lastPath, ...(wrappers && { wrappers }) },
  };
}

/** What does not depend on how far its plan is. */
async function claimOf({ store }: LedgerContext, transaction: Write, scan: Selectable<ScanTable>) {
  const { sizes_kept: sizesKept } = await transaction
    .selectFrom("engine")
    .select("sizes_kept")
    .where("engine", "=", scan.engine)
    .executeTakeFirstOrThrow();
  return {
    scanId: scan.id,
    target: scan.target,
    options: JSON.parse(scan.options) as ScanOptions,
    engineDigest: await store.engineDigest(transaction, scan.engine),
    ...(scan.traceparent !== null && { traceparent: scan.traceparent }),
    ...(sizesKept === 1 && { sizesKept: true }),
  };
}

/** Digest of the functions of its own that the plan is made for. */
export async function wrappersOf(transaction: Write, scanId: string): Promise<string | undefined> {
  const policy = await transaction
    .selectFrom("scan_policy")
    .select("wrappers")
    .where("scan_id", "=", scanId)
    .executeTakeFirst();
  return policy?.wrappers ?? undefined;
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
    .where("ranges", "=", 0)
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
  if (isOfRange(claim)) return renewRange(context, claim);
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

function isOfRange(claim: ScanClaim): claim is ScanClaim & Required<Pick<ScanClaim, "range">> {
  return claim.range !== undefined;
}

/** Its holder stops in the middle of the plan. */
export async function releaseClaim(context: LedgerContext, claim: ScanClaim): Promise<void> {
  await context.store.write((transaction) => freeClaim(transaction, claim));
}

/** From now on anybody may claim the scan, or the range, and nothing more is taken from who did. */
async function freeClaim(transaction: Write, claim: ScanClaim): Promise<void> {
  if (isOfRange(claim)) return freeRange(transaction, claim);
  const { scanId, epoch } = claim;
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
    `${planOf(claim)} has ${stored} pages in the ledger, its planner knows of ${known}: ` +
      "the ledger was put back to an earlier state; claim it again",
  );
}

/** What the claim is of, as messages name it. */
export function planOf({ scanId, range }: Pick<ScanClaim, "scanId" | "range">): string {
  return range === undefined ? `scan ${scanId}` : `range ${range.number} of scan ${scanId}`;
}

export interface ClaimedScan {
  readonly engine: number;
  readonly commit: string | null;
  /** Stored so far; of the range, where the claim is of one. */
  readonly pages: number;
  readonly sealed: boolean;
}

/**
 * What the claim is of, where it still holds that; `TerminalError` otherwise. With `lock` the row that bears the claim is
 * locked, which keeps it from changing hands: the scan's, or the range's, and then the scan's is shared. "scan" locks both.
 */
export async function claimedScan(
  context: LedgerContext,
  transaction: Write,
  claim: ScanClaim,
  lock: boolean | "scan",
): Promise<ClaimedScan> {
  const { store } = context;
  const range = isOfRange(claim) ? await heldRange(context, transaction, claim, lock !== false) : undefined;
  const scan = await transaction
    .selectFrom("scan")
    .select(["engine", "commit_id", "pages", "ranges", "state", "sealed", "claim_epoch", "claim_holder"])
    .where("id", "=", claim.scanId)
    .modifyEnd(lock === false ? sql`` : store.lock(range && lock !== "scan" ? "share" : "update"))
    .executeTakeFirst();
  if (!scan) throw new TerminalError(`scan ${claim.scanId} does not exist`);
  if (!range && scan.claim_epoch !== claim.epoch) {
    const holder = scan.ranges > 0 ? "its ranges" : (scan.claim_holder ?? "another coordinator");
    throw new TerminalError(
      `scan ${claim.scanId} is planned by ${holder} now ` +
        `(epoch ${scan.claim_epoch}, this claim has ${claim.epoch}): stop planning it`,
    );
  }
  const sealed = scan.sealed === 1 || range?.sealed === 1;
  if (scan.state !== "planning" && !sealed) {
    throw new TerminalError(`scan ${claim.scanId} is ${scan.state}: stop planning it`);
  }
  return { engine: scan.engine, commit: scan.commit_id, pages: range?.pages ?? scan.pages, sealed };
}
