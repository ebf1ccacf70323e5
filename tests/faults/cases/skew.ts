/** Two releases at once, as in every upgrade: their engines differ, and what one makes the other must not touch. */
import { join } from "node:path";
import { expect } from "vitest";
import type { FaultCase, Stage } from "../fault-case.ts";
import { oldRelease } from "../old-release.ts";
import type { Rig } from "../rig.ts";

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
];
