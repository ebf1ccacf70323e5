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

export function openPostgres(config: {
  readonly url: string;
  readonly poolSize?: number;
  readonly statementTimeoutMs?: number;
}): Kysely<Database> {
  const pool = new pg.Pool({
    connectionString: config.url,
    max: config.poolSize ?? 10,
    statement_timeout: config.statementTimeoutMs ?? 60_000,
    connectionTimeoutMillis: 10_000,
    idle_in_transaction_session_timeout: 120_000,
    keepAlive: true,
    application_name: "pqc-audit aggregator",
    types,
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => undefined);
  // The same for one that is taken and between two statements: whoever uses it next is told.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
