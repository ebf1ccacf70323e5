/** A primary and a standby by streaming replication, reached through one address that moves when the primary is lost. */
import { chown, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type PostgresServer, startPostgres } from "./postgres.ts";
import { copyOfRunning } from "./postgres-copy.ts";
import { startProxy } from "./proxy.ts";

export interface PostgresPair {
  /** What the services know: the address, and whoever stands behind it. */
  readonly server: PostgresServer;
  /** From now on nothing that is committed reaches the standby: with asynchronous replication it is lost in a failover. */
  stopReplication(): void;
  /** The primary dies; its address leads to the standby, which refuses to write until it is promoted. */
  failOver(readOnlyMs: number): Promise<void>;
}

const WITHIN_MS = 30_000;

export async function startPostgresPair(options: { readonly synchronous: boolean }): Promise<PostgresPair> {
  const primary = await startPostgres({ settings: ["wal_keep_size=256MB"] });
  const replication = await startProxy(primary);
  const dataDir = await copyOfRunning(primary);
  const signal = join(dataDir, "cluster", "standby.signal");
  await writeFile(signal, "");
  const { uid, gid } = await stat(join(dataDir, "cluster"));
  await chown(signal, uid, gid);
  const { username, password } = new URL(primary.url);
  const conninfo = `host=127.0.0.1 port=${replication.port} user=${username} password=${password} application_name=standby`;
  const standby = await startPostgres({ dataDir, settings: [`primary_conninfo=${conninfo}`] });
  await ask(primary.url, async (client) => {
    await until("the standby follows", async () => {
      const { rows } = await client.query("select 1 from pg_stat_replication where state = 'streaming'");
      return rows.length > 0;
    });
    if (!options.synchronous) return;
    await client.query("alter system set synchronous_standby_names = 'standby'");
    await client.query("select pg_reload_conf()");
    await until("commits wait for the standby", async () => {
      const { rows } = await client.query("select 1 from pg_stat_replication where sync_state = 'sync'");
      return rows.length > 0;
    });
  });
  const behind = { port: primary.port };
  const address = await startProxy(behind);
  const url = new URL(primary.url);
  url.port = String(address.port);
  return {
    server: {
      ...primary,
      url: url.href,
      port: address.port,
      async stop() {
        await Promise.all([address.stop(), replication.stop(), standby.stop(), primary.stop()]);
        await rm(dataDir, { recursive: true, force: true });
      },
    },
    stopReplication: () => replication.fail({ blackhole: "down" }),
    async failOver(readOnlyMs) {
      await primary.kill();
      replication.cut();
      behind.port = standby.port;
      address.cut();
      await sleep(readOnlyMs);
      await ask(standby.url, (client) => client.query("select pg_promote(true, 30)"));
    },
  };
}

async function ask(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

async function until(what: string, question: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + WITHIN_MS;
  while (!(await question())) {
    if (performance.now() > deadline) throw new Error(`waited ${WITHIN_MS} ms in vain until ${what}`);
    await sleep(50);
  }
}
