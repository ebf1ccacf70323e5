/** Migrations of a database that several processes, and a Job before them, bring up to date at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { migrate, schemaState } from "@pqc-audit/aggregator/store/migrate.ts";
import { MIGRATIONS } from "@pqc-audit/aggregator/store/migrations/all.ts";
import { connectStore, openStore } from "@pqc-audit/aggregator/store/store.ts";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";

const NAMES = MIGRATIONS.map(({ name }) => name);
const STATEMENT_MS = 300;

let server: PostgresServer;
let url: string;
let databases = 0;

async function asked(at: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: at });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  const name = `migrate_${databases++}`;
  await asked(server.url, `create database ${name}`);
  url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
});

const config = () => ({ kind: "postgres", url, statementTimeoutMs: STATEMENT_MS }) as const;

test("a Job and several aggregators at once apply each migration once, and what is left is told", async () => {
  const job = connectStore(config());
  expect(await schemaState(job)).toEqual({ newest: undefined, missing: NAMES });
  const [done, ...stores] = await Promise.all([migrate(job), ...[1, 2, 3].map(() => openStore(config()))]);
  // All of it by one of them.
  expect([0, NAMES.length]).toContain(done.length);
  expect(await schemaState(job)).toEqual({ newest: NAMES.at(-1), missing: [] });
  await Promise.all([job, ...stores].map((store) => store.close()));
});

test("one that waits for another's migration waits longer than a statement may take", async () => {
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query("begin");
  await other.query("select pg_advisory_xact_lock(7110330201)");
  const store = connectStore(config());
  let ended = false;
  const migrated = migrate(store).finally(() => {
    ended = true;
  });
  await sleep(4 * STATEMENT_MS);
  expect(ended).toBe(false);
  await other.query("commit");
  expect(await migrated).toEqual(NAMES);
  await Promise.all([other.end(), store.close()]);
});

test("a table of that name in another's schema is not ours", async () => {
  await asked(url, "create schema other", "create table other.migration (id int)");
  const store = connectStore(config());
  expect(await schemaState(store)).toEqual({ newest: undefined, missing: NAMES });
  expect(await migrate(store)).toEqual(NAMES);
  await store.close();
});
