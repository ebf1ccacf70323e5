/**
 * Ranges of a tree that was cut: each is claimed, planned and sealed by itself, so several coordinators plan one scan. What
 * is written for a range locks its row, and shares the scan's: pages of two ranges do not wait for each other. Rows are
 * locked in the order units, ranges, scan, everywhere.
 */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { RangesWanted, ScanClaim, ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import { type Selectable, sql } from "kysely";
import type { Write } from "../store/store.ts";
import type { ScanRangeTable } from "../store/tables/plans.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import type { LedgerContext } from "./context.ts";
import { later } from "./epochs.ts";

/** A claim of a range, whatever else it says. */
export type RangeClaim = Pick<ScanClaim, "scanId" | "epoch"> & { readonly range: Pick<ScanRange, "number"> };

export interface RangeWanted extends RangesWanted {
  readonly coordinatorId: string;
  readonly engine: number;
  readonly now: number;
  /** The scan that is claimed as a whole otherwise. */
  readonly beside: Pick<Selectable<ScanTable>, "priority" | "created_at"> | undefined;
}

export interface ClaimedRange {
  readonly scan: Selectable<ScanTable>;
  readonly range: Selectable<ScanRangeTable>;
  /** The last path that its pages cover. */
  readonly lastPath: string;
}

interface CutScan {
  readonly id: string;
  readonly target: string;
  readonly priority: number;
  readonly created_at: number;
  /** Ranges that nobody holds, and those that somebody does. */
  readonly free: number;
  readonly held: number;
}

/**
 * Takes a range, where its turn comes before that of the scan beside: on-demand before scheduled; then the target of which
 * least is in hand, so that a scan that was cut waits like any other until somebody plans it, and more than one coordinator
 * only does so while nothing else waits; then the scan whose tree lies open at who asks, then the oldest.
 */
export async function claimRange(
  { store, settings }: LedgerContext,
  transaction: Write,
  { coordinatorId, engine, now, prefer, except, beside }: RangeWanted,
): Promise<ClaimedRange | undefined> {
  for (const { id } of inTurn(await cutScans(transaction, engine, now), { prefer, except, beside })) {
    const range = await transaction
      .selectFrom("scan_range")
      .selectAll()
      .where("scan_id", "=", id)
      .where("sealed", "=", 0)
      .where("claim_expires_at", "<", now)
      .orderBy("number")
      .limit(1)
      .$if(store.dialect === "postgres", (free) => free.forUpdate().skipLocked())
      .executeTakeFirst();
    if (!range) continue;
    const scan = await transaction
      .selectFrom("scan")
      .selectAll()
      .where("id", "=", id)
      .modifyEnd(store.lock("share"))
      .executeTakeFirst();
    if (scan?.state !== "planning") continue;
    const claim = {
      claim_holder: coordinatorId,
      claim_epoch: later(range.claim_epoch),
      claim_expires_at: now + settings.claimTtlMs,
    };
    await transaction
      .updateTable("scan_range")
      .set(claim)
      .where("scan_id", "=", id)
      .where("number", "=", range.number)
      .execute();
    const last = await transaction
      .selectFrom("plan_page")
      .select("last_path")
      .where("scan_id", "=", id)
      .where("page", ">=", range.start)
      .where("page", "<", range.start + range.entries)
      .orderBy("page", "desc")
      .limit(1)
      .executeTakeFirst();
    return { scan, range: { ...range, ...claim }, lastPath: last?.last_path ?? "" };
  }
  return undefined;
}

/** They are few: whoever has many repositories has few that are so large. */
async function cutScans(transaction: Write, engine: number, now: number): Promise<readonly CutScan[]> {
  const { rows } = await sql<CutScan>`select s.id, s.target, s.priority, s.created_at,
      sum(case when r.claim_expires_at < ${now} then 1 else 0 end) as free,
      sum(case when r.claim_expires_at < ${now} then 0 else 1 end) as held
    from scan s join scan_range r on r.scan_id = s.id and r.sealed = 0
    where s.state = 'planning' and s.ranges > 0 and s.engine = ${engine}
    group by s.id, s.target, s.priority, s.created_at`.execute(transaction);
  return rows.map((row) => ({ ...row, free: Number(row.free), held: Number(row.held) }));
}

interface Turn extends Pick<RangeWanted, "beside"> {
  readonly prefer: string | undefined;
  readonly except?: readonly string[] | undefined;
}

/** Those with something to claim whose turn comes before that of the scan beside, in this order. */
export function inTurn(scans: readonly CutScan[], { prefer, except = [], beside }: Turn): readonly CutScan[] {
  const inHand = new Map<string, number>();
  for (const { target, held } of scans) inHand.set(target, (inHand.get(target) ?? 0) + held);
  const held = ({ target }: CutScan) => inHand.get(target) ?? 0;
  const first = (scan: CutScan) =>
    beside === undefined ||
    scan.priority < beside.priority ||
    (scan.priority === beside.priority && held(scan) === 0 && scan.created_at <= beside.created_at);
  return scans
    .filter((scan) => scan.free > 0 && !except.includes(scan.id) && first(scan))
    .toSorted(
      (a, b) =>
        a.priority - b.priority ||
        held(a) - held(b) ||
        Number(b.id === prefer) - Number(a.id === prefer) ||
        a.created_at - b.created_at ||
        (a.id < b.id ? -1 : 1),
    );
}

export async function renewRange(context: LedgerContext, { scanId, epoch, range }: RangeClaim): Promise<boolean> {
  const renewed = await context.store.write((transaction) =>
    transaction
      .updateTable("scan_range")
      .set({ claim_expires_at: context.clock() + context.settings.claimTtlMs })
      .where("scan_id", "=", scanId)
      .where("number", "=", range.number)
      .where("claim_epoch", "=", epoch)
      .where("sealed", "=", 0)
      .where((is) =>
        is.exists(
          is.selectFrom("scan as s").select("s.id").where("s.id", "=", scanId).where("s.state", "=", "planning"),
        ),
      )
      .returning("number")
      .execute(),
  );
  return renewed.length > 0;
}

/** From now on anybody may claim the range, and nothing more is taken from who did. */
export async function freeRange(transaction: Write, { scanId, epoch, range }: RangeClaim): Promise<void> {
  await transaction
    .updateTable("scan_range")
    .set({ claim_epoch: later(epoch), claim_holder: null, claim_expires_at: 0 })
    .where("scan_id", "=", scanId)
    .where("number", "=", range.number)
    .where("claim_epoch", "=", epoch)
    .where("sealed", "=", 0)
    .execute();
}

/** The range's row where the claim still holds it; `TerminalError` otherwise. Locked, it keeps the claim from changing hands. */
export async function heldRange(
  { store }: LedgerContext,
  transaction: Write,
  { scanId, epoch, range: { number } }: RangeClaim,
  lock: boolean,
): Promise<Selectable<ScanRangeTable>> {
  const range = await transaction
    .selectFrom("scan_range")
    .selectAll()
    .where("scan_id", "=", scanId)
    .where("number", "=", number)
    .modifyEnd(lock ? store.lock("update") : sql``)
    .executeTakeFirst();
  if (!range) {
    const scan = await transaction.selectFrom("scan").select("state").where("id", "=", scanId).executeTakeFirst();
    if (!scan) throw new TerminalError(`scan ${scanId} does not exist`);
    throw new TerminalError(`scan ${scanId} is ${scan.state} and has no range ${number}: stop planning it`);
  }
  if (range.claim_epoch !== epoch) {
    throw new TerminalError(
      `range ${number} of scan ${scanId} is planned by ${range.claim_holder ?? "another coordinator"} now ` +
        `(epoch ${range.claim_epoch}, this claim has ${epoch}): stop planning it`,
    );
  }
  return range;
}

/** Before the scan itself, by whoever ends all of it. */
export async function lockRanges({ store }: LedgerContext, transaction: Write, scanId: string): Promise<void> {
  await transaction
    .selectFrom("scan_range")
    .select("number")
    .where("scan_id", "=", scanId)
    .orderBy("number")
    .modifyEnd(store.lock("update"))
    .execute();
}

/** Scans and ranges of scans that are not planned yet, whether or not a coordinator is at it: what coordinators are scaled by. */
export async function outstandingPlans({ store }: Pick<LedgerContext, "store">): Promise<number> {
  const { rows } = await store.ask((db) =>
    sql<{ plans: number }>`select
      (select count(*) from scan where state in ('queued', 'planning') and ranges = 0)
      + (select count(*) from scan_range r join scan s on s.id = r.scan_id
        where r.sealed = 0 and s.state = 'planning') as plans`.execute(db),
  );
  return Number(rows[0]?.plans ?? 0);
}
