/** Races that only a database with row locks can have, each brought about at its narrowest point. */
import { setTimeout as sleep } from "node:timers/promises";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { sql } from "kysely";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import { type Harness, postgresHarness } from "./aggregator-harness.ts";
import { blob, claimed, planned } from "./plan-fixtures.ts";

let server: PostgresServer;
let h: Harness;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  h = await postgresHarness(server);
});
afterEach(() => h?.stop());

/** Resolves once so many connections to this database wait for a lock. */
async function waiting(connections: number): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ waiting: string }>`select count(*) as waiting from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(h.context.store.db);
    if (Number(rows[0]?.waiting) >= connections) return;
    await sleep(10);
  }
}

test("a scan that is cancelled while it is asked what it needs waits for nothing, and inherits nothing", async () => {
  const first = await h.submit({ target: "https://git.example.org/1" });
  await planned(h.ledger, [["a"]]);
  h.advance(1);
  const second = await h.submit({ target: "https://git.example.org/2" });
  const claim = await claimed(h.ledger);
  const { db } = h.context.store;
  // Holds the unit that the second scan is about to wait on, so that it stops between its look and its wait.
  const holder = await db.startTransaction().execute();
  await holder.selectFrom("unit").selectAll().forUpdate().execute();
  const asking = h.ledger.knownBlobs(claim, [blob("a")]).catch((thrown: unknown) => thrown);
  await waiting(1);
  expect(await h.cancel(second.scanId)).toMatchObject({ state: "cancelled" });
  await holder.rollback().execute();
  expect(await asking).toBeInstanceOf(TerminalError);
  expect(await db.selectFrom("blob_wait").selectAll().execute()).toEqual([]);
  await h.cancel(first.scanId);
  expect(await h.depth()).toBe(0);
});
