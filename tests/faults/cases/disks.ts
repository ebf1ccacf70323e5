/** Disks that run full: each service waits, says so, and goes on once somebody has made room. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { startPostgres } from "../../servers/postgres.ts";
import { startS3 } from "../../servers/s3.ts";
import type { SmallDisk } from "../../servers/small-disk.ts";
import type { FaultCase, Stage } from "../fault-case.ts";
import { startServers } from "../rig.ts";

const FULL_MS = 5_000;
const NO_SPACE = /no space left on device|ENOSPC/i;

export const DISK_CASES: readonly FaultCase[] = [
  {
    id: "7g",
    fault: "PostgreSQL's disk full for five seconds and more",
    diskMegabytes: 160,
    async ownServers(disk) {
      const dataDir = await folderOn(disk, "postgres");
      const settings = ["max_wal_size=32MB", "min_wal_size=32MB"];
      return startServers({ postgres: () => startPostgres({ dataDir, settings }) });
    },
    async run(stage) {
      const { rig, url, servers } = stage;
      const disk = diskOf(stage);
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      const failpoint = "worker.during-scan:wait=300";
      for (const name of ["worker-1", "worker-2"]) await rig.start("worker", name, { failpoint });
      await rig.submit(url);
      await rig.until("something is committed", async () => (await rig.unitsIn("committed")) > 2);
      // Without them nobody would have anything to commit to the full disk.
      await rig.until("units wait for the workers", async () => (await rig.unitsIn("published")) > 6);
      await disk.fill();
      const aggregator = rig.service("aggregator");
      await rig.until(
        "workers are told to come again",
        async () => (await aggregator.metric("pqc_audit_results_postponed_total")) > 0,
      );
      await sleep(FULL_MS);
      for (const name of ["worker-1", "worker-2"]) {
        const held = await rig.service(name).metric("pqc_audit_units_in_flight");
        expect(held, "a worker holds no more than its places").toBeLessThanOrEqual(4);
      }
      await disk.free();
      // Where the log itself did not fit, the server has ended; whoever looks after it starts it again.
      const { postgres } = servers;
      if ((await Promise.race([postgres.ended, sleep(1_000, "runs")])) === "runs") return;
      servers.postgres = await startPostgres({ port: postgres.port, dataDir: postgres.dataDir });
    },
    also: async (rig) => expect(rig.service("aggregator").output()).toMatch(NO_SPACE),
  },
  {
    id: "7h",
    fault: "the object store's disk full for five seconds and more",
    diskMegabytes: 64,
    ownServers: async (disk) => {
      const dataDir = await folderOn(disk, "s3");
      return startServers({ s3: () => startS3({ dataDir }) });
    },
    async run(stage) {
      const { rig, url } = stage;
      const disk = diskOf(stage);
      await rig.startAll();
      await disk.fill();
      await rig.submit(url);
      await said(stage, "coordinator", /storing a pack is tried again/);
      await sleep(FULL_MS);
      expect(await rig.count("select count(*) from unit"), "no unit without its pack").toBe(0);
      await disk.free();
    },
  },
  {
    id: "7i",
    fault: "the coordinator's temporary folder full for five seconds and more, a worker's all the time",
    diskMegabytes: 64,
    async run(stage) {
      const { rig, url } = stage;
      const disk = diskOf(stage);
      const env = { TMPDIR: await folderOn(disk, "temporary") };
      await disk.fill();
      await rig.start("aggregator", "aggregator");
      await Promise.all([
        rig.start("coordinator", "coordinator", { env }),
        // A worker needs no disk: what it scans comes and goes through memory.
        rig.start("worker", "worker-1", { env }),
      ]);
      await rig.submit(url);
      await said(stage, "coordinator", NO_SPACE);
      await sleep(FULL_MS);
      expect(await rig.count("select count(*) from scan where state = 'planning'"), "it is still planned").toBe(1);
      await disk.free();
      await rig.until("it is planned", async () => (await rig.count("select count(*) from plan_page")) > 0);
      await disk.fill();
    },
  },
];

function diskOf({ disk }: Stage): SmallDisk {
  if (!disk) throw new Error("the case asked for no disk");
  return disk;
}

async function folderOn(disk: SmallDisk | undefined, name: string): Promise<string> {
  if (!disk) throw new Error("the case asked for no disk");
  const folder = join(disk.path, name);
  await mkdir(folder);
  return folder;
}

async function said({ rig }: Stage, name: string, what: RegExp): Promise<void> {
  await rig.until(`${name} says ${what}`, async () => what.test(rig.service(name).output()));
}
