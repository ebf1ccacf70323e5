/**
 * Kysely over `node:sqlite` on a thread of its own. One connection: transactions are `immediate`, so a writer waits
 * for its turn at the start instead of failing in the middle, also against other processes on the same file.
 */
import type { SQLInputValue } from "node:sqlite";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import { SqliteClient, SqliteFailure } from "./sqlite-client.ts";

class ThreadConnection implements DatabaseConnection {
  readonly #client: SqliteClient;

  constructor(client: SqliteClient) {
    this.#client = client;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#client.query(query.sql, query.parameters as readonly SQLInputValue[]);
    return { rows: rows as R[], numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    const chunks = this.#client.stream(query.sql, query.parameters as readonly SQLInputValue[], chunkSize);
    for await (const rows of chunks) yield { rows: rows as R[] };
  }
}

/** Hands the one connection to one caller at a time, in order. */
class ThreadDriver implements Driver {
  readonly #file: string;
  #client: SqliteClient | undefined;
  #connection: ThreadConnection | undefined;
  #busy = false;
  readonly #waiting: (() => void)[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  async init(): Promise<void> {
    this.#client = new SqliteClient(this.#file);
    this.#connection = new ThreadConnection(this.#client);
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    if (!this.#connection) throw new Error(`the SQLite store ${this.#file} is not open`);
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    const next = this.#waiting.shift();
    // Stays busy while it is handed on, so that nobody slips in between.
    if (next) next();
    else this.#busy = false;
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("commit"));
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw("rollback"));
    } catch (thrown) {
      // SQLite itself has rolled back where the disk is full or fails (sqlite.org/lang_transaction.html, section 3);
      // what it said of the disk must not be hidden by this.
      if (!(thrown instanceof SqliteFailure && /no transaction is active/.test(thrown.message))) throw thrown;
    }
  }

  async destroy(): Promise<void> {
    await this.#client?.close();
  }
}

/** `file` is a path or `:memory:`. */
export function sqliteDialect(file: string): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ThreadDriver(file),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
