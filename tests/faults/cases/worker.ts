/** Faults of workers: killed at each point of a unit's way, stopped for long, told to end. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { FaultCase, Stage } from "../fault-case.ts";
import type { Rig } from "../rig.ts";

/** A worker that dies at the point, another that does its work afterwards. */
async function killAt({ rig, url }: Stage, failpoint: string): Promise<void> {
  await rig.start("aggregator", "aggregator");
  await rig.start("coordinator", "coordinator");
  await rig.start("worker", "worker-1", { failpoint });
  await rig.submit(url);
  await rig.killed("worker-1");
  await rig.start("worker", "worker-2");
}

const redelivers = async (_rig: Rig, { redelivered }: { redelivered: number }) =>
  expect(redelivered, "units that the dead worker had begun").toBeGreaterThan(0);
const suppresses = async (_rig: Rig, { duplicates }: { duplicates: number }) =>
  expect(duplicates, "units that were committed before the message was gone").toBeGreaterThan(0);

export const WORKER_CASES: readonly FaultCase[] = [
  {
    id: "1a",
    fault: "worker killed before it fetches a pack",
    run: (stage) => killAt(stage, "worker.before-fetch:kill@3"),
  },
  {
    id: "1b",
    fault: "worker killed while it scans",
    run: (stage) => killAt(stage, "worker.during-scan:kill@3"),
    also: redelivers,
  },
  {
    id: "1c",
    fault: "worker killed after the end of its result was sent",
    run: (stage) => killAt(stage, "worker.end-sent:kill=20@3"),
  },
  {
    id: "1d",
    fault: "worker killed after the receipt, before the acknowledgement",
    run: (stage) => killAt(stage, "worker.before-ack:kill@3"),
    also: suppresses,
  },
  {
    id: "2",
    fault: "worker stopped for longer than the ack wait, then continued",
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      const zombie = await rig.start("worker", "zombie", { failpoint: "worker.during-scan:stop@4" });
      await rig.submit(url);
      await rig.until("the zombie holds units", async () => (await rig.unitsIn("started")) > 0);
      await sleep(1_500);
      await rig.start("worker", "worker-2");
      await rig.until("the others are done", async () => (await rig.unitsIn("planned", "published", "started")) === 0);
      zombie.signal("SIGCONT");
      await rig.until(
        "the zombie handed over what it held",
        async () => (await zombie.metric("pqc_audit_units_in_flight")) === 0,
      );
    },
    also: suppresses,
  },
  {
    id: "4",
    fault: "worker told to end while it holds prefetched units",
    // Long enough for nothing to come again by itself before it is given back.
    config: { distribution: { ack_wait_seconds: 30 } },
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      const worker = await rig.start("worker", "worker-1", { failpoint: "worker.during-scan:wait=300" });
      await rig.submit(url);
      await rig.until("the worker has begun", async () => (await rig.unitsIn("committed")) > 2);
      const asked = performance.now();
      worker.signal("SIGTERM");
      expect(await worker.ended).toBe("exit code 0");
      expect(performance.now() - asked, "within the grace time").toBeLessThan(10_000);
      expect(await rig.unitsIn("published"), "units that were in the queue").toBeGreaterThan(0);
      const coordinator = rig.service("coordinator");
      const told = async () => coordinator.output().includes('"kind":"message_naked"');
      await rig.until("what it held is given back", told, 10_000);
      await rig.start("worker", "worker-2");
    },
  },
];
