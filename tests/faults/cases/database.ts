/** Faults of the aggregator's database: killed, out of connections, failed over, put back to an older state. */
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { expect } from "vitest";
import { startPostgres } from "../../servers/postgres.ts";
import { copyOfRunning } from "../../servers/postgres-copy.ts";
import { type PostgresPair, startPostgresPair } from "../../servers/postgres-pair.ts";
import type { FaultCase, Stage } from "../fault-case.ts";
import { startServers } from "../rig.ts";

export const DATABASE_CASES: readonly FaultCase[] = [
  {
    id: "7a",
    fault: "PostgreSQL killed in the middle, started again on its files",
    ownServers: true,
    async run({ rig, url, servers }) {
      await rig.startAll();
      await rig.submit(url);
      await rig.until("something is committed", async () => (await rig.unitsIn("committed")) > 3);
      const { postgres } = servers;
      await postgres.kill();
      await sleep(2_000);
      servers.postgres = await startPostgres({ port: postgres.port, dataDir: postgres.dataDir });
    },
  },
  {
    id: "7b",
    fault: "PostgreSQL out of connections for five seconds",
    ownServers: true,
    async run({ rig, url, servers }) {
      await rig.startAll();
      await rig.submit(url);
      await rig.until("something is committed", async () => (await rig.unitsIn("committed")) > 2);
      const hogs = Array.from({ length: 60 }, () => new pg.Client({ connectionString: servers.postgres.url }));
      for (const hog of hogs) hog.on("error", () => {});
      // Idle connections of the services are cut, so that they must ask for new ones.
      await rig.db.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
      );
      const taken = await Promise.allSettled(hogs.map((hog) => hog.connect()));
      expect(
        taken.filter(({ status }) => status === "rejected").length,
        "connections that were refused",
      ).toBeGreaterThan(0);
      await sleep(5_000);
      await Promise.allSettled(hogs.map((hog) => hog.end()));
    },
  },
  failover("7c", "PostgreSQL failed over to a standby that has every commit", true),
  failover("7d", "PostgreSQL failed over to a standby that lacks the last commits", false),
  {
    id: "7e",
    fault: "PostgreSQL restored, in the middle of planning, from a backup that lacks pages and commits",
    ownServers: true,
    // Long enough for the planner to keep its claim: it has to notice what is missing.
    config: { distribution: { claim_seconds: 60 } },
    async run(stage) {
      const { rig, url } = stage;
      await startAll(stage, "coordinator.before-page:wait=1500");
      await rig.submit(url);
      await rig.until("something is committed", async () => (await rig.unitsIn("committed")) > 2);
      const backup = await copyOfRunning(stage.servers.postgres);
      const then = await progress(stage);
      expect(then.sealed, "the plan is not sealed yet").toBe(0);
      await rig.until("more is planned and committed", async () => {
        const now = await progress(stage);
        return now.pages > then.pages + 1 && now.committed > then.committed + 2;
      });
      expect((await progress(stage)).sealed, "the plan is still not sealed").toBe(0);
      await putBack(stage, backup);
      expect((await progress(stage)).pages, "pages are gone").toBeLessThanOrEqual(then.pages + 1);
    },
    // The page that is stored next, or the question for the one behind it, is refused, whichever comes first.
    also: async (rig) => expect(rig.service("coordinator").output()).toMatch(/"resumed":true/),
  },
  {
    id: "7f",
    fault: "PostgreSQL restored, after a scan was finished, from a backup in which it runs",
    ownServers: true,
    async run(stage) {
      const { rig, url } = stage;
      await startAll(stage, undefined, "worker.during-scan:wait=500");
      const id = await rig.submit(url);
      await rig.until("it is in the middle", async () => {
        const open = await rig.unitsIn("planned", "published", "started");
        const sealed = await rig.count("select sealed from scan where id = $1", id);
        return sealed === 1 && open > 8 && (await rig.unitsIn("committed")) > 2;
      });
      const backup = await copyOfRunning(stage.servers.postgres);
      await rig.finished(id, 120_000);
      // Packs that nobody needs are looked for meanwhile.
      await sleep(5_000);
      await putBack(stage, backup);
      expect(await rig.unitsIn("planned", "published", "started"), "units are open again").toBeGreaterThan(0);
    },
  },
  {
    id: "7j",
    fault: "PostgreSQL restored, while units are in flight, from a backup in which others were",
    ownServers: true,
    async run(stage) {
      const { rig, url } = stage;
      await startAll(stage, undefined, "worker.during-scan:wait=800");
      const id = await rig.submit(url);
      await rig.until("it is in the middle", async () => {
        const sealed = await rig.count("select sealed from scan where id = $1", id);
        return sealed === 1 && (await rig.unitsIn("started")) > 0 && (await rig.unitsIn("committed")) > 2;
      });
      const backup = await copyOfRunning(stage.servers.postgres);
      const then = await rig.unitsIn("committed");
      await rig.until("others are in flight", async () => (await rig.unitsIn("committed")) > then + 6);
      expect(await rig.unitsIn("started"), "units in flight").toBeGreaterThan(0);
      await putBack(stage, backup);
      const now = await rig.unitsIn("committed");
      expect(now, "commits are lost").toBeLessThanOrEqual(then + 6);
    },
    also: async (_rig, { redelivered }) => expect(redelivered, "units begun once more").toBeGreaterThan(0),
  },
];

/** Planning slowed down, where told, so that a case can strike in the middle of it. */
async function startAll({ rig }: Stage, failpoint?: string, working?: string): Promise<void> {
  const worker = working === undefined ? {} : { failpoint: working };
  await rig.start("aggregator", "aggregator");
  await Promise.all([
    rig.start("coordinator", "coordinator", failpoint === undefined ? {} : { failpoint }),
    rig.start("worker", "worker-1", worker),
    rig.start("worker", "worker-2", worker),
  ]);
}

function failover(id: string, fault: string, synchronous: boolean): FaultCase {
  let pair: PostgresPair;
  return {
    id,
    fault,
    async ownServers() {
      pair = await startPostgresPair({ synchronous });
      return startServers({ postgres: async () => pair.server });
    },
    async run(stage) {
      const { rig, url } = stage;
      await startAll(stage, "coordinator.before-page:wait=300");
      await rig.submit(url);
      await rig.until("something is committed", async () => (await rig.unitsIn("committed")) > 2);
      const replicated = await rig.unitsIn("committed");
      if (!synchronous) pair.stopReplication();
      const wanted = replicated + 4;
      await rig.until("more is committed", async () => (await rig.unitsIn("committed")) >= wanted);
      await pair.failOver(2_000);
      const left = await rig.until("the standby answers", () => rig.unitsIn("committed"));
      if (synchronous) expect(left, "no commit is lost").toBeGreaterThanOrEqual(wanted);
      else expect(left, "commits are lost").toBeLessThan(wanted);
    },
  };
}

interface Progress {
  readonly pages: number;
  readonly committed: number;
  readonly sealed: number;
}

async function progress({ rig }: Stage): Promise<Progress> {
  return {
    pages: await rig.count("select count(*) from plan_page"),
    committed: await rig.unitsIn("committed"),
    sealed: await rig.count("select min(sealed) from scan"),
  };
}

/** The database is gone, and comes back as it was when the backup was made; the services go on all the while. */
async function putBack({ rig, servers }: Stage, backup: string): Promise<void> {
  const { postgres } = servers;
  await postgres.kill();
  const cluster = join(postgres.dataDir, "cluster");
  await rm(cluster, { recursive: true });
  await rename(join(backup, "cluster"), cluster);
  await rm(backup, { recursive: true });
  servers.postgres = await startPostgres({ port: postgres.port, dataDir: postgres.dataDir });
  await rig.until("the database answers", async () => (await rig.count("select 1")) === 1);
}
