/** The stored plan: pages in, each in one transaction, and storing one again is harmless. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { MAX_OWNERS_BYTES, type OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { MAX_POLICY_BYTES } from "@pqc-audit/platform/policy-file.ts";
import type { BlobKey, Occurrence, PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { insertRows, storableText } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import { noteRefusedPacks } from "./announced.ts";
import { noteAnswer, takeAnswer } from "./answers.ts";
import { type ClaimedScan, claimedScan, planLost, planOf } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { keepLarge } from "./large-blobs.ts";
import { lockRanges } from "./ranges.ts";
import { sum } from "./taking-over.ts";
import { ACTIVE_UNITS, moveScan, moveUnits } from "./transitions.ts";
import { distinctKeys, keyText, withoutRepetitions } from "./unit-id.ts";
import { unseenIn } from "./unseen.ts";
import { knownKeys, type PlannedFor, takeOver, unknownKeys } from "./waits.ts";

const BLOB = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const KIND = /^[!-~]{1,64}$/;
const DIGEST = /^[0-9a-f]{0,64}$/;
const MAX_KEY = 1_024;

/** What a scan needs results of. */
export function keysOf(occurrences: readonly Occurrence[]): readonly BlobKey[] {
  const second = occurrences.flatMap(({ blob, secondKind: kind }) => (kind === undefined ? [] : [{ blob, kind }]));
  return second.length === 0 ? occurrences : [...occurrences, ...second];
}

export function checkKeys(scanId: string, keys: Iterable<BlobKey>): void {
  for (const { blob, kind } of keys) {
    if (!BLOB.test(blob)) throw new TerminalError(`scan ${scanId}: ${JSON.stringify(blob)} is no git object id (hex)`);
    if (!KIND.test(kind))
      throw new TerminalError(`scan ${scanId}: blob ${blob} has the impossible kind ${JSON.stringify(kind)}`);
  }
}

export function checkBeginning(
  scanId: string,
  { policy, owners, wrappers }: Pick<PlanPage, "policy" | "owners" | "wrappers">,
): void {
  if (Buffer.byteLength(policy?.text ?? "") > MAX_POLICY_BYTES) {
    throw new TerminalError(`scan ${scanId}: its policy file is larger than ${MAX_POLICY_BYTES} bytes`);
  }
  if (Buffer.byteLength(owners?.text ?? "") > MAX_OWNERS_BYTES) {
    throw new TerminalError(`scan ${scanId}: its CODEOWNERS is larger than ${MAX_OWNERS_BYTES} bytes`);
  }
  if (!DIGEST.test(wrappers ?? "")) {
    throw new TerminalError(`scan ${scanId}: ${JSON.stringify(wrappers)} is no digest of wrappers`);
  }
}

export function checkPage(claim: ScanClaim, page: PlanPage): void {
  checkBeginning(claim.scanId, page);
  const { range } = claim;
  if (range && (page.policy || page.owners || page.page < range.start || page.page >= range.start + range.entries)) {
    throw new TerminalError(
      `${planOf(claim)}: its pages have the numbers from ${range.start} to ${range.start + range.entries - 1} and no ` +
        `policy file, page ${page.page} is not one of them`,
    );
  }
  checkKeys(claim.scanId, keysOf(page.occurrences));
  for (const { blob } of page.large ?? []) checkKeys(claim.scanId, [{ blob, kind: "large" }]);
  for (const unit of page.units) {
    checkKeys(claim.scanId, unit.blobs);
    if (unit.blobs.length === 0) throw new TerminalError(`unit ${unit.unitId} of scan ${claim.scanId} holds no blob`);
    if (unit.packKey.length > MAX_KEY || unit.unitId.length > MAX_KEY) {
      throw new TerminalError(`unit ${unit.unitId.slice(0, 80)}: ids and pack keys have at most ${MAX_KEY} characters`);
    }
  }
}

async function isStored(transaction: Write, scanId: string, page: number): Promise<boolean> {
  const stored = await transaction
    .selectFrom("plan_page")
    .select("page")
    .where("scan_id", "=", scanId)
    .where("page", "=", page)
    .executeTakeFirst();
  return stored !== undefined;
}

/** Those of `keys` that need no unit in this scan; see the port. */
export async function knownBlobs(
  context: LedgerContext,
  claim: ScanClaim,
  keys: readonly BlobKey[],
): Promise<readonly BlobKey[]> {
  const asked = withoutRepetitions(keys);
  checkKeys(claim.scanId, asked);
  return context.store.write(async (transaction) => {
    const { engine } = await claimedScan(context, transaction, claim, false);
    const now = context.clock();
    const known = await knownKeys(context.store, transaction, { scanId: claim.scanId, engine }, asked, now);
    await noteAnswer(transaction, claim.scanId, known, now);
    // Units are locked before scans, so only now: a wait of a scan that ended meanwhile would inherit a unit for ever.
    const { sealed } = await claimedScan(context, transaction, claim, true);
    if (sealed) throw new TerminalError(`${planOf(claim)} is sealed: nothing is asked for it any more`);
    return known;
  });
}

export async function appendPage(context: LedgerContext, claim: ScanClaim, page: PlanPage): Promise<void> {
  checkPage(claim, page);
  try {
    const stored = await storePage(context, claim, page);
    if (stored < placeOf(claim, page)) throw await planLost(context, claim, stored, placeOf(claim, page));
  } catch (thrown) {
    if (thrown instanceof TerminalError) await noteRefusedPacks(context, claim.scanId, page.units);
    throw thrown;
  }
}

/** So many pages of the plan, or of the range, come before it. */
function placeOf({ range }: ScanClaim, { page }: PlanPage): number {
  return page - (range?.start ?? 0);
}

/** Answers how many pages are stored then; where they do not reach up to this one, it is not stored. */
async function storePage(context: LedgerContext, claim: ScanClaim, page: PlanPage): Promise<number> {
  const { store } = context;
  return store.write(async (transaction) => {
    const planned = await claimedScan(context, transaction, claim, false);
    const { engine, pages } = planned;
    if (pages < placeOf(claim, page) || (await isStored(transaction, claim.scanId, page.page))) return pages;
    checkFits(claim, page, planned);
    // Waits lock units, and units are locked before scans: so this comes before the scan's own lock.
    const lost = await lostInPage(context, transaction, { scanId: claim.scanId, engine }, page);
    if (lost) {
      throw new TerminalError(
        `page ${page.page} of scan ${claim.scanId}: blob ${lost.blob} (${lost.kind}) is in no unit and has no result; ` +
          "put every blob that knownBlobs did not name into a unit of this page or an earlier one",
      );
    }
    // Rows take their time, and units that end wait at the scan's row: so it is locked behind them, for what it may refuse.
    const added = await insertPage(context, transaction, claim.scanId, engine, page);
    const scan = await claimedScan(context, transaction, claim, true);
    if (!added) return scan.pages;
    checkFits(claim, page, scan);
    const stored = scan.pages + 1;
    await notePage(transaction, claim, page, stored);
    return stored;
  });
}

/** Throws where the plan, as far as it is, takes no such page. */
function checkFits(claim: ScanClaim, { page, commit }: PlanPage, scan: ClaimedScan): void {
  if (scan.sealed) throw new TerminalError(`${planOf(claim)} is sealed: page ${page} comes too late`);
  if (scan.commit !== null && scan.commit !== commit) {
    throw new TerminalError(
      `page ${page} of scan ${claim.scanId} is of commit ${commit}, the pages before are of ${scan.commit}`,
    );
  }
}

/** A range counts its pages itself: pages of two ranges shall not wait for each other at the scan's row. */
async function notePage(
  transaction: Write,
  { scanId, range }: ScanClaim,
  { commit, occurrences, skipped }: PlanPage,
  pages: number,
): Promise<void> {
  if (range === undefined) {
    await transaction.updateTable("scan").set({ pages, commit_id: commit }).where("id", "=", scanId).execute();
    return;
  }
  const paths = occurrences.length + sum(skipped);
  await transaction
    .updateTable("scan_range")
    .set((is) => ({ pages, planned: is("planned", "+", paths) }))
    .where("scan_id", "=", scanId)
    .where("number", "=", range.number)
    .execute();
}

/**
 * A key of the page that is in none of its units and needs one after all. Where `knownBlobs` said of just these that none
 * does, nothing is looked up; contents that the page before held were not asked for, and then one look tells of all.
 */
export async function lostInPage(
  { store, clock }: LedgerContext,
  transaction: Write,
  scan: PlannedFor,
  page: PlanPage,
): Promise<BlobKey | undefined> {
  const all = keysOf(page.occurrences);
  const inUnits = new Set(page.units.flatMap((unit) => unit.blobs.map(keyText)));
  const keys = withoutRepetitions(inUnits.size === 0 ? all : all.filter((key) => !inUnits.has(keyText(key))));
  if (keys.length === 0 || (await takeAnswer(transaction, scan.scanId, keys, clock()))) return undefined;
  const doubtful = distinctKeys(await unknownKeys(store, transaction, scan, keys));
  const known = new Set((await knownKeys(store, transaction, scan, doubtful, clock())).map(keyText));
  return doubtful.find((key) => !known.has(keyText(key)));
}

/** What holds for the whole plan. */
export async function keepPolicy(
  transaction: Write,
  scanId: string,
  { policy, owners, wrappers }: Pick<PlanPage, "policy" | "owners" | "wrappers">,
): Promise<void> {
  if (policy === undefined && owners === undefined) return;
  const { text, fault } = policy ?? {};
  const row = {
    scan_id: scanId,
    body: text === undefined ? null : storableText(text, MAX_POLICY_BYTES),
    fault: fault === undefined ? null : storableText(fault),
    wrappers: wrappers ?? null,
    owners: owners === undefined ? null : ownersText(owners),
  };
  await transaction.insertInto("scan_policy").values(row).execute();
}

function ownersText({ path, text, fault }: OwnersFile): string {
  return JSON.stringify({
    ...(path !== undefined && { path: storableText(path) }),
    ...(text !== undefined && { text: storableText(text, MAX_OWNERS_BYTES) }),
    ...(fault !== undefined && { fault: storableText(fault) }),
  });
}

/** False where the page is stored already: whoever stores the same page at once waits here for the other. */
export async function insertPage(
  context: LedgerContext,
  transaction: Write,
  scanId: string,
  engine: number,
  page: PlanPage,
): Promise<boolean> {
  const { store, settings } = context;
  const batch = settings.bulkInsertSize;
  const units = page.units
    .map((unit, ordinal) => ({ ...unit, ordinal, blobs: distinctKeys(unit.blobs) }))
    .sort((a, b) => (a.unitId < b.unitId ? -1 : 1));
  const added = await transaction
    .insertInto("plan_page")
    .values({
      scan_id: scanId,
      page: page.page,
      commit_id: page.commit,
      last_path: page.lastPath,
      skipped: JSON.stringify(page.skipped),
      units: units.length,
      occurrences: page.occurrences.length,
      unseen: unseenIn(page),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("page")
    .execute();
  if (added.length === 0) return false;
  await keepPolicy(transaction, scanId, page);
  await keepLarge(context, transaction, scanId, page);
  await insertRows(
    transaction,
    store.dialect,
    "pack",
    { pack_key: "text", digest: "text", size: "bigint" },
    [...page.units]
      .sort((a, b) => (a.packKey < b.packKey ? -1 : 1))
      .map((unit) => [unit.packKey, unit.packDigest, unit.packSize]),
    { batch, conflict: sql`on conflict (pack_key) do update set announced_for = null, announced_at = null` },
  );
  await insertRows(
    transaction,
    store.dialect,
    "unit",
    {
      unit_id: "text",
      scan_id: "text",
      engine: "bigint",
      page: "bigint",
      ordinal: "bigint",
      pack_key: "text",
      bytes: "bigint",
      state: "text",
      contents: "bigint",
    },
    units.map((unit) => [
      unit.unitId,
      scanId,
      engine,
      page.page,
      unit.ordinal,
      unit.packKey,
      unit.bytes,
      "planned",
      unit.blobs.length,
    ]),
    { batch },
  );
  await insertRows(
    transaction,
    store.dialect,
    "unit_blob",
    { unit_id: "text", blob: "text", kind: "text" },
    units.flatMap(({ unitId, blobs }) => blobs.map((key) => [unitId, key.blob, key.kind])),
    { batch },
  );
  await insertRows(
    transaction,
    store.dialect,
    "occurrence",
    {
      scan_id: "text",
      page: "bigint",
      ordinal: "bigint",
      path: "text",
      blob: "text",
      kind: "text",
      size: "bigint",
      second_kind: "text",
    },
    page.occurrences.map((found, at) => [
      scanId,
      page.page,
      at,
      found.path,
      found.blob,
      found.kind,
      found.size,
      found.secondKind ?? null,
    ]),
    { batch },
  );
  return true;
}

/** Ends the scan as failed; its units are cancelled, and whoever waited on them takes them over. */
export async function failScan(context: LedgerContext, claim: ScanClaim, error: string): Promise<void> {
  const joining = await context.store.write(async (transaction) => {
    await lockPlan(context, transaction, claim.scanId);
    await claimedScan(context, transaction, claim, "scan");
    return endScan(context, transaction, claim.scanId, "failed", error);
  });
  context.events.joining(joining);
}

/** Units are locked before ranges, and those before scans, everywhere: what ends a whole scan starts with this. */
export async function lockPlan(context: LedgerContext, transaction: Write, scanId: string): Promise<void> {
  await transaction
    .selectFrom("unit")
    .select("unit_id")
    .where("scan_id", "=", scanId)
    .where("state", "in", [...ACTIVE_UNITS])
    .orderBy("unit_id")
    .modifyEnd(context.store.lock("update"))
    .execute();
  await lockRanges(context, transaction, scanId);
}

/** Ends a scan that is not finished, and its units with it. Answers scans that became complete by it. */
export async function endScan(
  context: LedgerContext,
  transaction: Write,
  scanId: string,
  to: "failed" | "cancelled",
  error: string | null,
): Promise<readonly string[]> {
  const now = context.clock();
  const moved = await moveUnits(transaction, { scanId }, "cancelled", { finished_at: now });
  if (!(await moveScan(transaction, scanId, to, { error, finished_at: now }))) {
    throw new TerminalError(`scan ${scanId} is finished already`);
  }
  // Errors: what it took over with another's plan.
  for (const table of ["blob_wait", "scan_error", "scan_range", "plan_answer"] as const) {
    await transaction.deleteFrom(table).where("scan_id", "=", scanId).execute();
  }
  const changed = await takeOver(context.store, transaction, moved);
  return settle(context.store, transaction, changed, now);
}
