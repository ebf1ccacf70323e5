/**
 * Results of blobs that no stored occurrence refers to any longer and that nobody asked for in a long time. Whoever comes
 * to rely on a stored result marks it as used in the same transaction, so a result that was found to be old is looked
 * at once more when it is deleted.
 */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { deleteSizes } from "../ledger/large-blobs.ts";
import { EACH_BY_INDEX } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";

/** A use within this time of the last one is not written down again: most lookups write nothing. */
export const USE_GRANULE_MS = 3_600_000;
const AT_ONCE = 1_000;
const A_ROUND = 50_000;

/** Says of these results, where they exist, that they are used now. */
export async function markUsed(
  store: Store,
  transaction: Write,
  engine: number,
  keys: readonly BlobKey[],
  now: number,
): Promise<void> {
  const { rows: old } = await sql<BlobKey>`select r.blob, r.kind from ${keyRows(store, keys)} where exists (select 1
    from blob_result b where b.engine = ${engine} and b.blob = r.blob and b.kind = r.kind
      and b.used_at < ${now - USE_GRANULE_MS} ${EACH_BY_INDEX})`.execute(transaction);
  if (old.length > 0) await useResults(store, transaction, engine, old, now);
}

/** The same of results that were found to be old. Answers those that are still there, which nobody deletes now. */
export async function useResults(
  store: Store,
  transaction: Write,
  engine: number,
  old: readonly BlobKey[],
  now: number,
): Promise<readonly BlobKey[]> {
  const { rows } = await sql<BlobKey>`update blob_result set used_at = ${now} where engine = ${engine}
    and (blob, kind) in (select r.blob, r.kind from ${keyRows(store, old)}) returning blob, kind`.execute(transaction);
  return rows;
}

function keyRows(store: Store, keys: readonly BlobKey[]) {
  return store.rows(
    { blob: "text", kind: "text" },
    keys.map((key) => [key.blob, key.kind]),
  );
}

type Candidate = BlobKey & { readonly engine: number };

/** Deletes results unused for `keepMs` that nothing refers to; how many. `write` runs one transaction under the lease. */
export async function deleteResults(
  { store, clock }: LedgerContext,
  keepMs: number,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<number> {
  const unusedSince = clock() - keepMs - USE_GRANULE_MS;
  const { rows } = await store.readLong((db) =>
    sql<Candidate>`select b.engine, b.blob, b.kind from blob_result b
      left join (select blob, kind from occurrence
        union select blob, second_kind from occurrence where second_kind is not null) o on o.blob = b.blob and o.kind = b.kind
      where b.used_at < ${unusedSince} and o.blob is null limit ${A_ROUND}`.execute(db),
  );
  let deleted = 0;
  for (let at = 0; at < rows.length; at += AT_ONCE) {
    const some = rows.slice(at, at + AT_ONCE);
    deleted += await write(async (transaction) => {
      const source = () =>
        store.rows(
          { engine: "bigint", blob: "text", kind: "text" },
          some.map((row) => [row.engine, row.blob, row.kind]),
        );
      const gone = await sql<Candidate>`delete from blob_result where used_at < ${unusedSince}
        and (engine, blob, kind) in (select r.engine, r.blob, r.kind from ${source()})
        returning engine, blob, kind`.execute(transaction);
      const facts = store.rows(
        { engine: "bigint", blob: "text", kind: "text" },
        gone.rows.map((row) => [row.engine, row.blob, row.kind]),
      );
      await sql`delete from fact where (engine, blob, kind) in (select r.engine, r.blob, r.kind from ${facts})`.execute(
        transaction,
      );
      return gone.rows.length;
    });
  }
  await write((transaction) => deleteSizes(transaction, unusedSince));
  return deleted;
}
