/** The history of a removed repository: out of reach at once, deleted in pieces. */
import { sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import type { Write } from "../store/store.ts";

const LIVES_AT_ONCE = 20_000;

/** From now on nobody finds them: who scans the repository again begins anew. */
export async function detachTracks(transaction: Write, target: string): Promise<void> {
  await transaction.updateTable("track").set({ target: null }).where("target", "=", target).execute();
}

/** Deletes what was detached. */
export async function deleteDetached(
  { store }: LedgerContext,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<void> {
  const tracks = await store.read((db) =>
    db.selectFrom("track").select("track").where("target", "is", null).orderBy("track").execute(),
  );
  for (const { track } of tracks) {
    for (let left = true; left; ) {
      left = await write(async (transaction) => {
        const { rows } = await sql<{ last: number | null }>`select max(life) as last from
          (select life from life where track = ${track} order by life limit ${sql.lit(LIVES_AT_ONCE)}) oldest`.execute(
          transaction,
        );
        const last = rows[0]?.last ?? null;
        if (last === null) return false;
        await transaction.deleteFrom("life").where("track", "=", track).where("life", "<=", Number(last)).execute();
        return true;
      });
    }
    await write(async (transaction) => {
      for (const table of ["life_change", "track_use", "track_step", "track"] as const) {
        await transaction.deleteFrom(table).where("track", "=", track).execute();
      }
    });
  }
}
