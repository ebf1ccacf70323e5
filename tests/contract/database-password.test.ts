/** A database password that is replaced while the store is in use, on a real PostgreSQL: no restart, nothing lost. */
import { randomBytes } from "node:crypto";
import { openStore, type Store } from "@pqc-audit/aggregator/store/store.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { postgresDatabase } from "./aggregator-harness.ts";

const ROLE = "service";
/** With characters that mean something in a URL. */
const newPassword = () => `p@ss/w:rd%?#${randomBytes(8).toString("hex")}`;

let server: PostgresServer;
let admin: pg.Client;
const opened: Store[] = [];

beforeAll(async () => {
  server = await startPostgres();
  admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`create role ${ROLE} login`);
});
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
afterAll(async () => {
  await admin?.end();
  await server?.stop();
});

async function setPassword(password: string): Promise<void> {
  await admin.query(`alter role ${ROLE} password ${pg.escapeLiteral(password)}`);
}

/** Ends what stands, as a failover or `maxLifetimeSeconds` would. */
async function cut(): Promise<void> {
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", [ROLE]);
}

/** A store of a database of its own, which asks this for its password. */
async function storeWith(password: () => string): Promise<Store> {
  const url = new URL(await postgresDatabase(server));
  await admin.query(`alter database ${url.pathname.slice(1)} owner to ${ROLE}`);
  url.username = ROLE;
  url.password = "";
  const store = await openStore({ kind: "postgres", url: url.href, password, poolSize: 3 });
  opened.push(store);
  return store;
}

const noted = (store: Store, name: string) =>
  store.write((transaction) =>
    transaction.insertInto("lease").values({ name, holder: "me", epoch: 1, expires_at: 0 }).execute(),
  );

async function names(store: Store): Promise<readonly string[]> {
  const rows = await store.read((db) => db.selectFrom("lease").select("name").orderBy("name").execute());
  return rows.map(({ name }) => name);
}

/** The pool may still hold connections that it does not know to be cut. */
async function eventually(work: () => Promise<unknown>): Promise<void> {
  await expect.poll(() => work().then(() => "done", String), { timeout: 10_000, interval: 20 }).toBe("done");
}

test("changed in the server first: work waits for the new one, and goes on with it without a restart", async () => {
  let known = newPassword();
  await setPassword(known);
  const store = await storeWith(() => known);
  await noted(store, "1 before");
  const next = newPassword();
  await setPassword(next);
  await noted(store, "2 on connections that stand");
  await cut();
  await expect.poll(() => noted(store, "lost").catch(String)).toContain("password authentication failed");
  await expect(noted(store, "lost")).rejects.toThrow(RetryableError);
  known = next;
  await eventually(() => noted(store, "3 after"));
  expect(await names(store)).toEqual(["1 before", "2 on connections that stand", "3 after"]);
});

test("changed at the services first: what stands goes on, and new connections wait for the server", async () => {
  let known = newPassword();
  await setPassword(known);
  const store = await storeWith(() => known);
  known = newPassword();
  await noted(store, "1 on connections that stand");
  await cut();
  await expect.poll(() => store.ping().catch(String)).toContain("password authentication failed");
  await setPassword(known);
  await eventually(() => noted(store, "2 after"));
  expect(await names(store)).toEqual(["1 on connections that stand", "2 after"]);
});

test("a password that is wrong from the beginning is told in one line", async () => {
  await setPassword(newPassword());
  await expect(storeWith(newPassword)).rejects.toThrow(
    'the database did not answer as it should: password authentication failed for user "service"',
  );
});
