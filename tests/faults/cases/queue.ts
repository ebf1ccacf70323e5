/** Faults of JetStream: killed, restarted, away, its store lost or set back, its stream deleted or full, answers lost. */
import { cp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { startNats } from "../../servers/nats.ts";
import { startProxy } from "../../servers/proxy.ts";
import type { FaultCase, Stage } from "../fault-case.ts";

/** Everything runs, slowly, and some units are done. */
async function underWay({ rig, url }: Stage): Promise<void> {
  const failpoint = "worker.during-scan:wait=150";
  await rig.start("aggregator", "aggregator");
  await Promise.all([
    rig.start("coordinator", "coordinator"),
    rig.start("worker", "worker-1", { failpoint }),
    rig.start("worker", "worker-2", { failpoint }),
  ]);
  await rig.submit(url);
  await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 5);
}

const killedAfter = (id: string, ms: number): FaultCase => ({
  id,
  fault: `nats-server killed ${ms} ms after acknowledgements`,
  async run(stage) {
    await underWay(stage);
    const { rig } = stage;
    if (ms > 0) {
      // Acknowledgements end here: the workers wait for whoever continues them.
      for (const name of ["worker-1", "worker-2"]) rig.service(name).signal("SIGSTOP");
      await sleep(ms);
    }
    await rig.nats.kill();
    await rig.restartNats();
    for (const name of ["worker-1", "worker-2"]) rig.service(name).signal("SIGCONT");
  },
});

export const QUEUE_CASES: readonly FaultCase[] = [
  killedAfter("13a", 0),
  killedAfter("13b", 300),
  killedAfter("13c", 2_000),
  {
    id: "14",
    fault: "nats-server restarted in order, and finished units published again",
    async run(stage) {
      const { rig } = stage;
      await underWay(stage);
      await rig.nats.stop();
      await rig.restartNats();
      const published = await rig.republishFinished();
      expect(published, "units published again").toBeGreaterThan(0);
    },
    also: async (_rig, { duplicates }) => expect(duplicates, "the ledger suppressed them").toBeGreaterThan(0),
  },
  {
    id: "15",
    fault: "nats-server away for a minute",
    async run(stage) {
      const { rig } = stage;
      await underWay(stage);
      await rig.nats.stop();
      await sleep(60_000);
      for (const { name, ended } of rig.services) {
        expect(await Promise.race([ended, "runs"]), `${name} outlives it`).toBe("runs");
      }
      await rig.restartNats();
    },
  },
  {
    id: "16",
    fault: "nats-server killed and its whole store lost",
    async run(stage) {
      const { rig } = stage;
      await underWay(stage);
      // More is in the queue than the workers hold: that is what is lost.
      for (const name of ["worker-1", "worker-2"]) rig.service(name).signal("SIGSTOP");
      await rig.until("units wait in the queue", async () => (await rig.unitsIn("published")) > 6);
      await rig.nats.kill();
      await rm(rig.natsFolder, { recursive: true, force: true });
      await rig.restartNats();
      for (const name of ["worker-1", "worker-2"]) rig.service(name).signal("SIGCONT");
    },
    also: async (rig) => {
      const lost = await rig.service("coordinator").metric("pqc_audit_units_requeued_total");
      expect(lost, "units put back by the reconciler").toBeGreaterThan(0);
    },
  },
  {
    id: "17",
    fault: "nats-server's store set back to what it was some seconds ago",
    async run(stage) {
      const { rig } = stage;
      const failpoint = "worker.during-scan:wait=150";
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      await rig.submit(stage.url);
      await rig.until("units are in the queue", async () => (await rig.unitsIn("published")) > 8);
      const copy = join(rig.folder, "nats-copy");
      await cp(rig.natsFolder, copy, { recursive: true });
      await rig.start("worker", "worker-1", { failpoint });
      await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 12);
      await rig.nats.kill();
      await rm(rig.natsFolder, { recursive: true, force: true });
      await cp(copy, rig.natsFolder, { recursive: true });
      await rig.restartNats();
    },
  },
  {
    id: "18a",
    fault: "stream deleted by an operator in the middle",
    async run(stage) {
      await underWay(stage);
      await stage.rig.deleteStream();
    },
  },
  {
    id: "18b",
    fault: "consumer deleted by an operator in the middle",
    async run(stage) {
      await underWay(stage);
      await stage.rig.deleteConsumers();
    },
  },
  {
    id: "18c",
    fault: "stream deleted with every page planned and units in flight",
    async run({ rig, url }) {
      const failpoint = "worker.during-scan:wait=1000";
      await rig.start("aggregator", "aggregator");
      await Promise.all([rig.start("coordinator", "coordinator"), rig.start("worker", "worker-1", { failpoint })]);
      const id = await rig.submit(url);
      await rig.until("units are in flight, and more wait for a worker", async () => {
        const sealed = await rig.count("select sealed from scan where id = $1", id);
        return sealed === 1 && (await rig.unitsIn("started")) > 0 && (await rig.unitsIn("published")) > 4;
      });
      await rig.deleteStream();
      await rig.start("worker", "worker-2");
    },
    also: async (rig) => {
      const lost = await rig.service("coordinator").metric("pqc_audit_units_requeued_total");
      expect(lost, "units put back by the reconciler").toBeGreaterThan(0);
    },
  },
  {
    id: "19",
    fault: "queue full: the stream takes five messages, the window is sixteen",
    config: { distribution: { queue_limit: 5 } },
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      const coordinator = await rig.start("coordinator", "coordinator");
      await rig.submit(url);
      await rig.until("it is refused", async () => coordinator.output().includes("the queue is full"));
      await rig.start("worker", "worker-1");
    },
  },
  {
    id: "19b",
    fault: "NATS's account in a JetStream domain has room for a few messages only",
    async run({ rig, url }) {
      await rig.nats.stop();
      const config = join(rig.folder, "nats.conf");
      const jetstream = `jetstream { store_dir: ${JSON.stringify(rig.natsFolder)}, domain: hub }`;
      const account = "accounts { audit { jetstream { max_file: 5K }, users: [ { user: audit, password: audit } ] } }";
      await writeFile(config, `${jetstream}\n${account}\nno_auth_user: audit\n`);
      rig.nats = await startNats({ port: rig.nats.port, dataDir: rig.natsFolder, config });
      await rig.start("aggregator", "aggregator");
      const coordinator = await rig.start("coordinator", "coordinator");
      await rig.submit(url);
      await rig.until("it is refused", async () => coordinator.output().includes("the queue is full"));
      expect(await rig.messagesInStream(), "what there was room for is there").toBeGreaterThan(0);
      await rig.start("worker", "worker-1");
    },
    also: async (rig) =>
      expect(rig.service("coordinator").output()).toMatch(/the queue is full \(resource limits exceeded for account\)/),
  },
  {
    id: "20",
    fault: "answers to publishes lost on their way to the coordinator",
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.nats.port });
      rig.after(() => proxy.stop());
      const config = { nats: { servers: [`nats://127.0.0.1:${proxy.port}`] } };
      await rig.start("aggregator", "aggregator");
      const coordinator = await rig.start("coordinator", "coordinator", { config });
      proxy.fail({ latencyMs: 500 });
      await rig.submit(url);
      await rig.until("the queue has messages", async () => (await rig.messagesInStream()) > 0);
      // Their answers are still on their way, and gone with the connection.
      proxy.cut();
      proxy.fail({});
      await rig.until("a repeated publish was recognised", async () =>
        coordinator.output().includes('"duplicate":true'),
      );
      await rig.start("worker", "worker-1");
    },
  },
  {
    id: "23f",
    fault: "one-way partition: what nats-server sends reaches no worker for ten seconds",
    async run({ rig, url }) {
      const proxy = await startProxy({ port: rig.nats.port });
      rig.after(() => proxy.stop());
      const config = { nats: { servers: [`nats://127.0.0.1:${proxy.port}`] } };
      const failpoint = "worker.during-scan:wait=150";
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      await rig.start("worker", "worker-1", { config, failpoint });
      await rig.submit(url);
      await rig.until("units are done", async () => (await rig.unitsIn("committed")) > 3);
      proxy.fail({ blackhole: "down" });
      await sleep(10_000);
      proxy.fail({});
    },
  },
];
