/**
 * Sizes of large contents. Whoever has only the trees of a commit learns here what a size limit leaves out: a content with a
 * result and no row is not larger than `LARGE_BLOB_BYTES`. What somebody saw holds for everybody; what a server left out
 * for its size holds for its own target, or one server could have files of all others left out.
 */
import { LARGE_BLOB_BYTES, type LargeBlob, type PlanPage, type ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { insertRows } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import type { LargeBlobTable } from "../store/tables/results.ts";
import { claimedScan } from "./claims.ts";
import type { LedgerContext } from "./context.ts";

const EVERYBODY = "";
/** A use within this time of the last one is not written down again. */
const GRANULE_MS = 3_600_000;
const FEW = 1_000;

/** Those of the blobs that are known to be large; see the port. */
export async function largeBlobs(
  context: LedgerContext,
  claim: ScanClaim,
  blobs: readonly string[],
): Promise<readonly LargeBlob[]> {
  const { store, clock } = context;
  if (blobs.length === 0) return [];
  const now = clock();
  return store.write(async (transaction) => {
    await claimedScan(context, transaction, claim, false);
    const rows = await knownSizes(context, transaction, claim.target, blobs);
    const aged = rows.filter((row) => Number(row.used_at) < now - GRANULE_MS);
    if (aged.length > 0) {
      const used = store.rows(
        { blob: "text" },
        aged.map((row) => [row.blob]),
      );
      await sql`update large_blob set used_at = ${now} where used_at < ${now} and target in (${EVERYBODY}, ${claim.target})
        and blob in (select r.blob from ${used})`.execute(transaction);
    }
    // Where somebody saw it nobody's word counts, or it would come back as seen with the size that one server said.
    const seen = new Set(rows.filter(({ target }) => target === EVERYBODY).map(({ blob }) => blob));
    return rows
      .filter(({ blob, target }) => target === EVERYBODY || !seen.has(blob))
      .map(({ blob, size }) => ({ blob, size: Number(size), ...(!seen.has(blob) && { withheld: true }) }));
  });
}

async function knownSizes(
  { store }: LedgerContext,
  transaction: Write,
  target: string,
  asked: readonly string[],
): Promise<readonly LargeBlobTable[]> {
  // Large contents are rare: mostly all of them are fewer than a page asks for, and read faster than those are looked up.
  const some = await transaction
    .selectFrom("large_blob")
    .selectAll()
    .where("target", "in", [EVERYBODY, target])
    .limit(FEW + 1)
    .execute();
  if (some.length <= FEW) {
    if (some.length === 0) return [];
    const wanted = new Set(asked);
    return some.filter(({ blob }) => wanted.has(blob));
  }
  const source = store.rows(
    { blob: "text" },
    [...new Set(asked)].sort().map((blob) => [blob]),
  );
  const { rows } = await sql<LargeBlobTable>`select l.blob, l.target, l.size, l.used_at
    from ${source} ${store.joinInOrder} large_blob l on l.blob = r.blob and l.target in (${EVERYBODY}, ${target})`.execute(
    transaction,
  );
  return rows;
}

/** Keeps the sizes that a page says, of what it plans and of what the limit left out. */
export async function keepLarge(
  { store, settings, clock }: LedgerContext,
  transaction: Write,
  scanId: string,
  page: PlanPage,
): Promise<void> {
  const told: readonly LargeBlob[] = [...page.occurrences, ...(page.large ?? [])];
  const large = told.filter(({ size }) => size > LARGE_BLOB_BYTES);
  if (large.length === 0) return;
  const { target } = await transaction
    .selectFrom("scan")
    .select("target")
    .where("id", "=", scanId)
    .executeTakeFirstOrThrow();
  const sizes = new Map<string, readonly [blob: string, target: string, size: number]>();
  for (const { blob, size, withheld } of large) {
    const row = [blob, withheld ? target : EVERYBODY, size] as const;
    const key = `${row[0]} ${row[1]}`;
    if ((sizes.get(key)?.[2] ?? 0) < size) sizes.set(key, row);
  }
  await insertRows(
    transaction,
    store.dialect,
    "large_blob",
    { blob: "text", target: "text", size: "bigint", used_at: "bigint" },
    [...sizes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => [...row, clock()]),
    {
      batch: settings.bulkInsertSize,
      conflict: sql`on conflict (blob, target) do update set used_at = excluded.used_at,
        size = case when excluded.size > large_blob.size then excluded.size else large_blob.size end`,
    },
  );
}

/** Deletes sizes that nobody asked for in `keepMs` and that no result or unit relies on. */
export async function deleteSizes(transaction: Write, unusedSince: number): Promise<void> {
  await sql`delete from large_blob where used_at < ${unusedSince}
    and not exists (select 1 from engine e join blob_result b on b.engine = e.engine where b.blob = large_blob.blob)
    and not exists (select 1 from unit_blob h where h.blob = large_blob.blob)`.execute(transaction);
}
