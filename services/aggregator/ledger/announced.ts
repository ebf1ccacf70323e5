/**
 * Packs that no page names yet. Each has its row before it is put, so whatever becomes of its coordinator, somebody knows
 * of it: while the scan is planned another coordinator may be about to name the very same pack; some time after that it
 * is disposable. The time is for a coordinator that has lost its claim and has not noticed yet.
 */
import type { AnnouncedPack, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { insertRows } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import { claimedScan } from "./claims.ts";
import type { LedgerContext } from "./context.ts";

/** Throws `TerminalError` where the claim does not hold the scan any more: then nothing is to be put. */
export async function announcePack(context: LedgerContext, claim: ScanClaim, pack: AnnouncedPack): Promise<void> {
  await context.store.write(async (transaction) => {
    await claimedScan(context, transaction, claim, false);
    await note(context, transaction, claim.scanId, [pack]);
  });
}

/** These were put, and their page was refused: perhaps after they had been deleted once, so it begins anew. */
export async function noteRefusedPacks(
  context: LedgerContext,
  scanId: string,
  packs: readonly AnnouncedPack[],
): Promise<void> {
  await context.store.write((transaction) => note(context, transaction, scanId, packs));
}

async function note(
  { store, settings, clock }: LedgerContext,
  transaction: Write,
  scanId: string,
  packs: readonly AnnouncedPack[],
): Promise<void> {
  await insertRows(
    transaction,
    store.dialect,
    "pack",
    { pack_key: "text", digest: "text", size: "bigint", announced_for: "text", announced_at: "bigint" },
    packs
      .toSorted((a, b) => (a.packKey < b.packKey ? -1 : 1))
      .map((pack) => [pack.packKey, pack.packDigest, pack.packSize, scanId, clock()]),
    {
      batch: settings.bulkInsertSize,
      conflict: sql`on conflict (pack_key) do update
        set announced_for = excluded.announced_for, announced_at = excluded.announced_at`,
    },
  );
}
