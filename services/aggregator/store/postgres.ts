/** Kysely over a pool of `pg` connections. */
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import type { Database } from "./schema.ts";

const INT8 = 20;
const NUMERIC = 1700;

/** `pg` gives int8 (and sums, as numeric) as text; nothing counted here leaves the safe integers. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** A connection asks for the password when it is made, so one that was replaced serves the next connection. */
function asking(url: string, password: () => string) {
  return class extends pg.Client {
    constructor(config: pg.ClientConfig = {}) {
      const complete = new URL(url);
      complete.password = encodeURIComponent(password());
      super({ ...config, connectionString: complete.href });
    }
  };
}

export function openPostgres(config: {
  readonly url: string;
  readonly password?: () => string;
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
  /** A connection was made: perhaps the database is another than before, or an earlier state of it. */
  readonly onConnect?: () => void;
}): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: config.url,
    ...(config.password && { Client: asking(config.url, config.password) }),
    max: config.poolSize ?? 10,
    statement_timeout: config.statementTimeoutMs ?? 60_000,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 120_000,
    // A primary that went away without a word is noticed by a connection that waits for it.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    // So that none stays with a server that has become a standby.
    maxLifetimeSeconds: 300,
    application_name: "pqc-audit aggregator",
    types,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  // The same for one that is taken and between two statements: whoever uses it next is told.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    config.onConnect?.();
  });
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
