/**
 * Brings the tables up to date. Every aggregator does it at start, several at once: one holds the lock (advisory on
 * PostgreSQL, the immediate transaction on SQLite), the others find nothing left to do. A migration only expands; what
 * an older release still reads is taken away one release later, so old and new aggregators run side by side and a
 * database that is newer than this code is no error.
 */
import { sql } from "kysely";
import { MIGRATIONS } from "./migrations/all.ts";
import type { Store, Write } from "./store.ts";

/** Any fixed number: "pqc-audit migrations" has no other meaning. */
const LOCK = 7_110_330_201;

/** Names of what was applied, in order; none where the tables were up to date. */
export async function migrate(store: Store): Promise<readonly string[]> {
  // No time limit: it reads and writes whole tables, and whoever comes second waits for the lock as long as that takes.
  return store.write(applyMissing(store), { long: true });
}

export interface SchemaState {
  /** The newest migration that was applied, of this release or a later one; undefined for an empty database. */
  readonly newest: string | undefined;
  /** What this release has and the database has not, in order. */
  readonly missing: readonly string[];
}

/** Reads only. */
export async function schemaState(store: Store): Promise<SchemaState> {
  return store.read(async (db) => {
    const known =
      store.dialect === "postgres"
        ? sql`select 1 where to_regclass('migration') is not null`
        : sql`select 1 from sqlite_master where type = 'table' and name = 'migration'`;
    const begun = (await known.execute(db)).rows.length > 0;
    const names = begun
      ? (await sql<{ name: string }>`select name from migration`.execute(db)).rows.map(({ name }) => name)
      : [];
    const missing = MIGRATIONS.map(({ name }) => name).filter((name) => !names.includes(name));
    return { newest: names.toSorted().at(-1), missing };
  });
}

function applyMissing(store: Store): (transaction: Write) => Promise<readonly string[]> {
  return async (transaction) => {
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
  };
}
