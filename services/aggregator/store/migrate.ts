/**
 * Brings the tables up to date. Every aggregator does it at start, several at once: one holds the lock (advisory on
 * PostgreSQL, the immediate transaction on SQLite), the others find nothing left to do. A migration only expands; what
 * an older release still reads is taken away one release later, so old and new aggregators run side by side and a
 * database that is newer than this code is no error.
 */
import { sql } from "kysely";
import { MIGRATIONS } from "./migrations/all.ts";
import type { Store } from "./store.ts";

/** Any fixed number: "pqc-audit migrations" has no other meaning. */
const LOCK = 7_110_330_201;

export async function migrate(store: Store): Promise<readonly string[]> {
  return store.write(async (transaction) => {
    if (store.dialect === "postgres") {
      await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(transaction);
    }
    await sql`create table if not exists migration (name text primary key, applied_at bigint not null)`.execute(
      transaction,
    );
    const { rows } = await sql<{ name: string }>`select name from migration`.execute(transaction);
    const applied = new Set(rows.map((row) => row.name));
    const done: string[] = [];
    for (const migration of MIGRATIONS) {
      if (applied.has(migration.name)) continue;
      for (const statement of migration.statements(store.dialect)) await sql.raw(statement).execute(transaction);
      await sql`insert into migration (name, applied_at) values (${migration.name}, ${Date.now()})`.execute(
        transaction,
      );
      done.push(migration.name);
    }
    return done;
  });
}
