/** Faults of the aggregator, and of the network before it. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { startProxy } from "../../servers/proxy.ts";
import type { FaultCase, Stage } from "../fault-case.ts";

/** Dies at the point; another takes its place and its addresses. */
async function killAt({ rig, url }: Stage, failpoint: string): Promise<void> {
  await rig.start("aggregator", "aggregator", { failpoint });
  await Promise.all([
    rig.start("coordinator", "coordinator"),
    rig.start("worker", "worker-1"),
    rig.start("worker", "worker-2"),
  ]);
  await rig.submit(url);
  await rig.killed("aggregator");
  await rig.start("aggregator", "aggregator");
}

export const AGGREGATOR_CASES: readonly FaultCase[] = [
  {
    id: "6a",
    fault: "aggregator killed in the middle of a result stream",
    run: (stage) => killAt(stage, "aggregator.mid-stream:kill@4"),
  },
  {
    id: "6b",
    fault: "aggregator killed before a commit",
    run: (stage) => killAt(stage, "aggregator.before-commit:kill@4"),
  },
  {
    id: "6c",
    fault: "aggregator killed in a commit",
    run: (stage) => killAt(stage, "aggregator.in-commit:kill@4"),
  },
  {
    id: "6d",
    fault: "aggregator killed after a commit, before its receipt",
    run: (stage) => killAt(stage, "aggregator.after-commit:kill@4"),
    also: async (_rig, { duplicates }) => expect(duplicates, "the unit came again").toBeGreaterThan(0),
  },
  {
    id: "9",
    fault: "aggregator slower than its workers: every commit takes half a second",
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator", { failpoint: "aggregator.before-commit:wait=500" });
      await Promise.all([
        rig.start("coordinator", "coordinator"),
        rig.start("worker", "worker-1"),
        rig.start("worker", "worker-2"),
      ]);
      await rig.submit(url);
      await rig.until("units wait for their receipt", async () => (await rig.unitsIn("started")) > 1);
      const held = await rig.service("worker-1").metric("pqc_audit_units_in_flight");
      expect(held, "a worker holds no more than its places").toBeLessThanOrEqual(4);
    },
  },
  {
    id: "10",
    fault: "aggregator restarted twice, as in a rolling update, while results stream",
    async run({ rig, url }) {
      await rig.startAll();
      await rig.submit(url);
      for (const committed of [2, 6]) {
        await rig.until("more is committed", async () => (await rig.unitsIn("committed")) > committed);
        const old = rig.service("aggregator");
        old.signal("SIGTERM");
        expect(await old.ended).toBe("exit code 0");
        await rig.start("aggregator", "aggregator");
      }
    },
  },
  {
    id: "23a",
    fault: "200 ms ± 50 ms to the aggregator and back",
    withinMs: 200_000,
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.grpcPort });
      proxy.fail({ latencyMs: 150, jitterMs: 100 });
      await throughProxy({ rig, url }, proxy.port);
      rig.after(() => proxy.stop());
    },
  },
  {
    id: "23b",
    fault: "1 MB/s between workers and aggregator",
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.grpcPort });
      proxy.fail({ bytesPerSecond: 1_000_000 });
      await throughProxy({ rig, url }, proxy.port);
      rig.after(() => proxy.stop());
    },
  },
  {
    id: "23c",
    fault: "one byte a packet between workers and aggregator",
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.grpcPort });
      proxy.fail({ slice: 1 });
      await throughProxy({ rig, url }, proxy.port);
      rig.after(() => proxy.stop());
    },
  },
  {
    id: "23d",
    fault: "connections between workers and aggregator reset every second",
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.grpcPort });
      let resets = 0;
      const timer = setInterval(() => {
        resets++;
        proxy.reset();
      }, 1_000);
      await throughProxy({ rig, url }, proxy.port);
      rig.after(async () => {
        clearInterval(timer);
        await proxy.stop();
      });
      await rig.until("it was reset", async () => resets > 1);
    },
  },
  {
    id: "23e",
    fault: "one-way partition: what workers send does not reach the aggregator for ten seconds",
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.grpcPort });
      await throughProxy({ rig, url }, proxy.port);
      rig.after(() => proxy.stop());
      await rig.until("something is committed", async () => (await rig.unitsIn("committed")) > 2);
      proxy.fail({ blackhole: "up" });
      await sleep(1_000);
      const before = await rig.unitsIn("committed");
      await sleep(9_000);
      expect(await rig.unitsIn("committed"), "nothing passes").toBe(before);
      proxy.fail({});
    },
  },
];

/** Workers that reach the aggregator only through the proxy. */
async function throughProxy({ rig, url }: Pick<Stage, "rig" | "url">, port: number): Promise<void> {
  const config = { grpc: { aggregator: `127.0.0.1:${port}` } };
  await rig.start("aggregator", "aggregator");
  await Promise.all([
    rig.start("coordinator", "coordinator"),
    rig.start("worker", "worker-1", { config }),
    rig.start("worker", "worker-2", { config }),
  ]);
  await rig.submit(url);
}
