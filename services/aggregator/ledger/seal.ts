/** The end of a plan: nothing follows, and what was announced is what is stored. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim, ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import type { Write } from "../store/store.ts";
import { claimedScan, planLost, planOf } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { sum } from "./taking-over.ts";
import { moveScan } from "./transitions.ts";

/** Of a plan or of a range of one. */
interface Totals {
  readonly pages: number;
  readonly present: number;
}

/** See the port. One transaction; sealing again is harmless. */
export async function sealPlan(context: LedgerContext, claim: ScanClaim, totals: Totals): Promise<void> {
  const { joining, stored } = await context.store.write(async (transaction) => {
    // The scan's row too: of two that seal their ranges at once, the second sees that the first has.
    const scan = await claimedScan(context, transaction, claim, "scan");
    if (scan.sealed) return { joining: [], stored: totals.pages };
    const stored = await storedOf(transaction, claim);
    if (stored.pages < totals.pages) return { joining: [], stored: stored.pages };
    check(planOf(claim), totals, stored);
    const joining =
      claim.range === undefined
        ? await sealScan(context, transaction, claim.scanId, stored)
        : await sealRange(context, transaction, claim.scanId, claim.range, stored);
    return { joining, stored: stored.pages };
  });
  if (stored < totals.pages) throw await planLost(context, claim, stored, totals.pages);
  context.events.joining(joining);
}

async function storedOf(transaction: Write, { scanId, range }: Pick<ScanClaim, "scanId" | "range">): Promise<Totals> {
  const pages = await transaction
    .selectFrom("plan_page")
    .select(["occurrences", "skipped"])
    .where("scan_id", "=", scanId)
    .$if(range !== undefined, (all) => {
      const { start = 0, entries = 0 } = range ?? {};
      return all.where("page", ">=", start).where("page", "<", start + entries);
    })
    .execute();
  return {
    pages: pages.length,
    present: pages.reduce((total, page) => total + page.occurrences + sum(JSON.parse(page.skipped)), 0),
  };
}

function check(what: string, announced: Totals, stored: Totals): void {
  if (stored.pages === announced.pages && stored.present === announced.present) return;
  throw new TerminalError(
    `${what} cannot be sealed: ${announced.pages} pages with ${announced.present} paths were announced, ` +
      `${stored.pages} pages with ${stored.present} paths are stored`,
  );
}

async function sealScan(
  { store, clock }: LedgerContext,
  transaction: Write,
  scanId: string,
  { pages, present }: Totals,
): Promise<readonly string[]> {
  const now = clock();
  await moveScan(transaction, scanId, "running", {
    sealed: 1,
    pages,
    present,
    sealed_at: now,
    claim_holder: null,
    claim_expires_at: null,
  });
  return settle(store, transaction, [scanId], now);
}

/** The last range seals the scan: all of them together are what was cut. */
async function sealRange(
  context: LedgerContext,
  transaction: Write,
  scanId: string,
  { number, entries }: ScanRange,
  stored: Totals,
): Promise<readonly string[]> {
  check(`range ${number} of scan ${scanId}`, { pages: stored.pages, present: entries }, stored);
  await transaction
    .updateTable("scan_range")
    .set({ sealed: 1, claim_holder: null })
    .where("scan_id", "=", scanId)
    .where("number", "=", number)
    .execute();
  const { rows } = await sql<{ open: number; entries: number }>`select
      sum(case when sealed = 0 then 1 else 0 end) as open, sum(entries) as entries
    from scan_range where scan_id = ${scanId}`.execute(transaction);
  const [all] = rows;
  if (!all || Number(all.open) > 0) return [];
  const whole = await storedOf(transaction, { scanId });
  check(`scan ${scanId}`, { pages: whole.pages, present: Number(all.entries) }, whole);
  return sealScan(context, transaction, scanId, whole);
}
