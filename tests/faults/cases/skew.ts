/** Two releases at once, as in every upgrade: their engines differ, and what one makes the other must not touch. */
import { join } from "node:path";
import { expect } from "vitest";
import { loopback } from "../../integration/command.ts";
import type { FaultCase, Stage } from "../fault-case.ts";
import { commitBefore, oldRelease, releaseOf } from "../old-release.ts";
import type { ClusterTarget, Rig, StartOptions } from "../rig.ts";

/** By digest of the engine: how many units of it the ledger holds. */
async function unitsByEngine(rig: Rig): Promise<ReadonlyMap<string, number>> {
  const { rows } = await rig.db.query<{ digest: string; units: string }>(
    "select e.digest, count(*) as units from unit u join engine e on e.engine = u.engine group by e.digest",
  );
  return new Map(rows.map(({ digest, units }) => [digest, Number(units)]));
}

async function oldWorker({ rig, url }: Stage): Promise<void> {
  const release = await oldRelease(join(rig.folder, "old"));
  await rig.start("aggregator", "aggregator");
  const old = await rig.start("worker", "old", { release });
  await rig.start("coordinator", "coordinator");
  await rig.submit(url);
  await rig.until("the queue is full of new units", async () => (await rig.unitsIn("published")) >= 16);
  // Time for many deliveries, if there were any for it.
  await rig.until("the plan is sealed", async () => (await rig.count("select min(sealed) from scan")) === 1);
  expect(await rig.count("select count(*) from unit_start"), "units that the old worker began").toBe(0);
  expect(await old.metric("pqc_audit_units_total"), "units that it was given").toBe(0);
  await rig.start("worker", "new");
  await rig.until("the new worker works", async () => (await rig.unitsIn("committed")) > 3);
}

async function upgrade({ rig, url }: Stage): Promise<void> {
  const release = await oldRelease(join(rig.folder, "old"));
  const failpoint = "worker.during-scan:wait=300";
  await rig.start("aggregator", "aggregator", { release });
  await rig.start("coordinator", "coordinator", { release });
  await rig.start("worker", "worker-1", { release, failpoint });
  await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 2);
  const [engine] = [...(await unitsByEngine(rig)).keys()];
  // All of it is replaced; in the middle of the scan nobody is left who could plan or scan the rest.
  for (const name of ["worker-1", "coordinator", "aggregator"]) {
    const service = rig.service(name);
    service.signal("SIGTERM");
    expect(await service.ended).toBe("exit code 0");
  }
  await rig.startAll(1);
  await rig.until(
    "the scan is started over",
    async () => (await unitsByEngine(rig)).size > 0 && !(await unitsByEngine(rig)).has(engine ?? ""),
    100_000,
  );
}

/** Migrations that the older release of the database lacks. */
const OLDER_BY = 3;
/** More units than are done while seven processes are replaced. */
const MANY_UNITS = { performance: { chunk_size: 4, max_workers: 1 } };

/** In the order in which Deployments that roll at the same time may replace their pods: each of them one by one. */
const REPLICAS: readonly { readonly target: ClusterTarget; readonly name: string; readonly of: 0 | 1 }[] = [
  { target: "aggregator", name: "aggregator", of: 0 },
  { target: "coordinator", name: "coordinator-1", of: 0 },
  { target: "worker", name: "worker-1", of: 0 },
  { target: "aggregator", name: "aggregator-2", of: 1 },
  { target: "worker", name: "worker-2", of: 1 },
  { target: "coordinator", name: "coordinator-2", of: 1 },
  { target: "worker", name: "worker-3", of: 0 },
];

/** Two aggregators, two coordinators and three workers, each told to end as Kubernetes does and replaced, one after the other. */
async function roll({ rig, url }: Stage, before: StartOptions): Promise<void> {
  const second = { grpc: await loopback(), http: await loopback() };
  const place = (of: 0 | 1): NonNullable<StartOptions["config"]> =>
    of === 0 ? {} : { grpc: { listen: second.grpc, aggregator: second.grpc }, http: { listen: second.http } };
  const slowly = { failpoint: "worker.during-scan:wait=800" };
  for (const { target, name, of } of REPLICAS)
    await rig.start(target, name, { ...before, config: place(of), ...(target === "worker" && slowly) });
  const scan = await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 2);
  for (const { target, name, of } of REPLICAS) {
    const old = rig.service(name);
    old.signal("SIGTERM");
    expect(await old.ended, name).toBe("exit code 0");
    expect(await ended(rig, scan), `the scan was over before ${name} was replaced`).toBe(false);
    // Workers of another release have no unit of this scan to be slow with.
    const slow = before.release === undefined && target === "worker";
    await rig.start(target, name, { config: place(of), ...(slow && slowly) });
  }
  // What is left need not take long.
  await rig.start("worker", "worker-4");
}

async function ended(rig: Rig, scan: string): Promise<boolean> {
  return (await rig.count("select count(*) from scan where id = $1 and finished_at is not null", scan)) > 0;
}

async function rollingUpgrade(stage: Stage): Promise<void> {
  const release = await oldRelease(join(stage.rig.folder, "old"));
  await roll(stage, { release });
}

const migrationsOf = (rig: Rig) => rig.count("select count(*) from migration");

/** Both releases work on one database while the new one's migrations are applied, and after. */
async function upgradeOfTables(stage: Stage): Promise<void> {
  const { rig } = stage;
  const release = await releaseOf(await commitBefore(OLDER_BY), join(rig.folder, "old"));
  await rig.start("aggregator", "older", { release });
  const before = await migrationsOf(rig);
  const older = rig.service("older");
  older.signal("SIGTERM");
  expect(await older.ended).toBe("exit code 0");
  await roll(stage, { release });
  expect(await migrationsOf(rig)).toBeGreaterThanOrEqual(before + OLDER_BY);
}

export const SKEW_CASES: readonly FaultCase[] = [
  {
    id: "25d",
    fault: "a worker of an old release beside a new coordinator and aggregator",
    run: oldWorker,
    also: async (rig) => {
      expect(await rig.service("old").metric("pqc_audit_units_total"), "units that the old worker was given").toBe(0);
    },
  },
  {
    id: "25e",
    fault: "everything upgraded in the middle of a scan: its engine is gone",
    run: upgrade,
  },
  {
    id: "25f",
    fault: "rolling upgrade of every component, replica by replica, during a scan",
    config: MANY_UNITS,
    withinMs: 180_000,
    run: rollingUpgrade,
  },
  {
    id: "25h",
    fault: "rolling upgrade from a release whose tables lack three migrations, replica by replica, during a scan",
    config: MANY_UNITS,
    withinMs: 180_000,
    run: upgradeOfTables,
  },
  {
    id: "25g",
    fault: "every component restarted, replica by replica, during a scan: nothing is planned again",
    config: MANY_UNITS,
    run: (stage) => roll(stage, {}),
    async also(rig) {
      expect((await unitsByEngine(rig)).size, "engines").toBe(1);
      const most = await rig.count(
        "select coalesce(max(n), 0) from (select count(*) as n from unit_start group by unit_id) s",
      );
      expect(most, "starts of one unit").toBeLessThanOrEqual(2);
    },
  },
];
