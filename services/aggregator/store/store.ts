/** The one door to the database: embedded (SQLite on its own thread) or cluster (PostgreSQL). */
import { setTimeout as sleep } from "node:timers/promises";
import { CompiledQuery, Kysely, type RawBuilder, sql, type Transaction } from "kysely";
import type { OwnEngine } from "../ledger/own-engine.ts";
import { databaseFault, isConflict } from "./faults.ts";
import { migrate } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { type DialectName, rowSource, type Value } from "./rows.ts";
import type { Database } from "./schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";
import { openTally, type Tally } from "./tally.ts";

export type StoreConfig =
  | { readonly kind: "sqlite"; readonly file: string }
  | {
      readonly kind: "postgres";
      /** `postgres://user@host:port/database`, best without a password. */
      readonly url: string;
      /** Asked at every connection, so that it may be replaced while services run. Default: the URL's, or `PGPASSWORD`. */
      readonly password?: () => string;
      /** Connections held at most. Default 10. */
      readonly poolSize?: number;
      /** A statement that takes longer is cancelled by the server. Default 60 s. */
      readonly statementTimeoutMs?: number;
    };

export type Write = Transaction<Database>;

const CONFLICT_TRIES = 6;
const STREAM_CHUNK = 2_000;

export class Store {
  readonly dialect: DialectName;
  readonly db: Kysely<Database>;
  /** For long reads: with a SQLite file a connection of its own, so that commits need not wait for them. */
  readonly reader: Kysely<Database>;
  /** For short questions of users and scrapes: with a SQLite file they wait neither for a long commit nor for a long read. */
  readonly #front: Kysely<Database>;
  /** Told what each committed transaction noted, see `tally.ts`. */
  onCommitted: (tally: Tally) => void = () => {};
  /** For which results of other engines are taken over; see `carry-over.ts`. */
  ownEngine: OwnEngine | undefined;
  readonly #engines = new Map<string, number>();

  constructor(
    dialect: DialectName,
    db: Kysely<Database>,
    reader: Kysely<Database> = db,
    front: Kysely<Database> = reader,
  ) {
    this.dialect = dialect;
    this.db = db;
    this.reader = reader;
    this.#front = front;
  }

  /**
   * One write transaction; tried again where it lost against another. Locks are taken in one order everywhere, units
   * (by id) before scans (by id), so that is rare. `long` lifts the time limit of statements. Throws `RetryableError`
   * while the database is away.
   */
  async write<T>(work: (transaction: Write) => Promise<T>, options: { readonly long?: boolean } = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { answer, tally } = await this.db.transaction().execute(async (transaction) => {
          const tally = openTally(transaction);
          if (options.long) await this.#withoutTimeout(transaction);
          return { answer: await work(transaction), tally };
        });
        if (tally.size > 0) this.onCommitted(tally);
        return answer;
      } catch (thrown) {
        if (!isConflict(thrown) || attempt === CONFLICT_TRIES) throw databaseFault(thrown);
        await sleep(5 * attempt + Math.random() * 10 * attempt);
      }
    }
  }

  /** A read over a whole scan, which may take longer than a request's statement is allowed to. */
  async readLong<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
    try {
      if (this.dialect === "sqlite") return await work(this.reader);
      return await this.reader.transaction().execute(async (transaction) => {
        await this.#withoutTimeout(transaction);
        return work(transaction);
      });
    } catch (thrown) {
      throw databaseFault(thrown);
    }
  }

  async #withoutTimeout(transaction: Kysely<Database>): Promise<void> {
    if (this.dialect === "postgres") await sql`set local statement_timeout = 0`.execute(transaction);
  }

  /** A read outside any transaction. */
  async read<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
    try {
      return await work(this.db);
    } catch (thrown) {
      throw databaseFault(thrown);
    }
  }

  /** A short read for whoever waits for an answer now; it sees what is committed. */
  async ask<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
    try {
      return await work(this.#front);
    } catch (thrown) {
      throw databaseFault(thrown);
    }
  }

  /** Rows of one query in chunks; memory does not grow with the answer. */
  async *stream<Row>(query: CompiledQuery<Row>): AsyncGenerator<readonly Row[]> {
    if (this.dialect === "sqlite") {
      for await (const { rows } of this.reader.getExecutor().stream<Row>(query, STREAM_CHUNK)) yield rows;
      return;
    }
    const transaction = await this.reader.startTransaction().setAccessMode("read only").execute();
    try {
      await this.#withoutTimeout(transaction);
      const declare = `declare rows_wanted no scroll cursor for ${query.sql}`;
      await transaction.executeQuery(CompiledQuery.raw(declare, [...query.parameters]));
      for (;;) {
        const { rows } = await sql<Row>`fetch ${sql.lit(STREAM_CHUNK)} from rows_wanted`.execute(transaction);
        if (rows.length > 0) yield rows;
        if (rows.length < STREAM_CHUNK) return;
      }
    } finally {
      await transaction.rollback().execute();
    }
  }

  /** `for update` / `for share` where the database has row locks; SQLite's immediate transactions need none. */
  lock(strength: "update" | "share"): RawBuilder<unknown> {
    return this.dialect === "postgres" ? sql.raw(`for ${strength}`) : sql``;
  }

  /**
   * `join` for a short row source on the left and a big table on the right. Without statistics SQLite may read the big
   * table and go through the row source for each of its rows; its `cross join` keeps the order as written.
   */
  get joinInOrder(): RawBuilder<unknown> {
    return sql.raw(this.dialect === "sqlite" ? "cross join" : "join");
  }

  /** See `rowSource`. */
  rows(columns: Readonly<Record<string, "text" | "bigint">>, rows: readonly (readonly Value[])[]): RawBuilder<unknown> {
    return rowSource(this.dialect, columns, rows);
  }

  /** The number that stands for an engine digest in this database. */
  async engine(digest: string): Promise<number> {
    const known = this.#engines.get(digest);
    if (known !== undefined) return known;
    return this.read(async (db) => {
      await db
        .insertInto("engine")
        .values({ digest, sizes_kept: 1 })
        .onConflict((conflict) => conflict.column("digest").doNothing())
        .execute();
      const row = await db.selectFrom("engine").select("engine").where("digest", "=", digest).executeTakeFirstOrThrow();
      this.#engines.set(digest, row.engine);
      return row.engine;
    });
  }

  /** A database that was put back to an earlier state may have given a number to another digest since. */
  forgetEngines(): void {
    this.#engines.clear();
  }

  /** The digest behind the number. */
  async engineDigest(transaction: Kysely<Database>, engine: number): Promise<string> {
    for (const [digest, number] of this.#engines) if (number === engine) return digest;
    const row = await transaction
      .selectFrom("engine")
      .select("digest")
      .where("engine", "=", engine)
      .executeTakeFirstOrThrow();
    this.#engines.set(row.digest, engine);
    return row.digest;
  }

  /** Rejects while the database does not answer. */
  async ping(): Promise<void> {
    await this.ask((db) => sql`select 1`.execute(db));
  }

  async close(): Promise<void> {
    if (this.#front !== this.reader) await this.#front.destroy();
    if (this.reader !== this.db) await this.reader.destroy();
    await this.db.destroy();
  }
}

/** Opens the database as it is. */
export function connectStore(config: StoreConfig): Store {
  if (config.kind === "postgres") {
    const store: Store = new Store("postgres", openPostgres({ ...config, onConnect: () => store.forgetEngines() }));
    return store;
  }
  const connected = () => new Kysely<Database>({ dialect: sqliteDialect(config.file) });
  if (config.file === ":memory:") return new Store("sqlite", connected());
  return new Store("sqlite", connected(), connected(), connected());
}

/** Opens the database and brings its tables up to date. */
export async function openStore(config: StoreConfig): Promise<Store> {
  const store = connectStore(config);
  try {
    await migrate(store);
  } catch (thrown) {
    await store.close().catch(() => undefined);
    throw databaseFault(thrown);
  }
  return store;
}
