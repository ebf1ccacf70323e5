/** Faults of coordinators, and of who asks for scans. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { FaultCase, Stage } from "../fault-case.ts";

async function killAt({ rig, url }: Stage, failpoint: string): Promise<void> {
  await rig.start("aggregator", "aggregator");
  await rig.start("coordinator", "coordinator-1", { failpoint });
  await rig.start("worker", "worker-1");
  await rig.submit(url);
  await rig.killed("coordinator-1");
  await rig.start("coordinator", "coordinator-2");
}

export const COORDINATOR_CASES: readonly FaultCase[] = [
  {
    id: "11a",
    fault: "coordinator killed before it stores a page",
    run: (stage) => killAt(stage, "coordinator.before-page:kill@3"),
  },
  {
    id: "11b",
    fault: "coordinator killed between publishing a unit and noting it",
    run: (stage) => killAt(stage, "coordinator.between-publishes:kill@5"),
  },
  {
    id: "11c",
    fault: "queue emptied, and the coordinator killed while it reconciles",
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator-1", { failpoint: "coordinator.while-reconciling:kill@2" });
      await rig.submit(url);
      await rig.until("units are in the queue", async () => (await rig.unitsIn("published")) > 8);
      await rig.deleteStream();
      await rig.killed("coordinator-1");
      await rig.start("coordinator", "coordinator-2");
      await rig.start("worker", "worker-1");
    },
  },
  {
    id: "11d",
    fault: "coordinator killed when packs are put that no page names, and their scan cancelled",
    config: { retention: { pack_minutes: 0 } },
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator-1", { failpoint: "coordinator.pack-put:kill@7" });
      // Another set of options, so that the scan below does not join.
      const { id } = await rig.ask<{ id: string }>("/api/v1/scans", { target: url, include: ["packages/**"] });
      await rig.killed("coordinator-1");
      const named = await rig.count("select sum(units) from plan_page where scan_id = $1", id);
      expect((await rig.packsInStore()).length, "packs without a page are in the store").toBeGreaterThan(named);
      await rig.cancel(id);
      await Promise.all([rig.start("coordinator", "coordinator-2"), rig.start("worker", "worker-1")]);
      await rig.submit(url);
    },
    async also(rig) {
      await rig.until("no pack stays behind", async () => (await rig.packsInStore()).length === 0);
      await rig.until("nor a row of one", async () => (await rig.count("select count(*) from pack")) === 0);
    },
  },
  {
    id: "11e",
    fault: "coordinator told to end in the middle of a plan, whose claim would hold for ten minutes more",
    config: { distribution: { claim_seconds: 600 } },
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      const first = await rig.start("coordinator", "coordinator-1", { failpoint: "coordinator.before-page:wait=1000" });
      await rig.start("worker", "worker-1");
      const scanId = await rig.submit(url);
      const sealed = () => rig.count("select sealed from scan where id = $1", scanId);
      await rig.until("pages are stored", async () => (await rig.count("select count(*) from plan_page")) > 1);
      first.signal("SIGTERM");
      expect(await first.ended).toBe("exit code 0");
      expect(await sealed(), "it was in the middle").toBe(0);
      await rig.start("coordinator", "coordinator-2");
      await rig.until("another goes on", async () => (await sealed()) === 1);
    },
  },
  {
    id: "11f",
    fault: "coordinator killed in the middle of a range, while two others plan ranges of the same tree",
    config: { distribution: { range_entries: 200 } },
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      const slow = "coordinator.before-page:wait=300";
      await Promise.all([
        rig.start("coordinator", "coordinator-1", { failpoint: "coordinator.before-page:kill@4" }),
        rig.start("coordinator", "coordinator-2", { failpoint: slow }),
        rig.start("coordinator", "coordinator-3", { failpoint: slow }),
        rig.start("worker", "worker-1"),
      ]);
      const scanId = await rig.submit(url);
      await rig.killed("coordinator-1");
      expect(await rig.count("select sealed from scan where id = $1", scanId), "it was in the middle").toBe(0);
    },
    async also(rig) {
      expect(await rig.count("select max(ranges) from scan"), "the tree was cut").toBeGreaterThan(4);
      for (const name of ["coordinator-2", "coordinator-3"]) {
        const planned = await rig.service(name).metric("pqc_audit_ranges_planned_total");
        expect(planned, `ranges planned by ${name}`).toBeGreaterThan(0);
      }
    },
  },
  {
    id: "12",
    fault: "coordinator stopped until another holds its claim, then continued",
    async run({ rig, url }) {
      await rig.start("aggregator", "aggregator");
      const first = await rig.start("coordinator", "coordinator-1", { failpoint: "coordinator.before-page:stop@3" });
      await rig.start("worker", "worker-1");
      const scanId = await rig.submit(url);
      await rig.until("two pages are stored", async () => (await rig.count("select count(*) from plan_page")) === 2);
      const epoch = () => rig.count("select claim_epoch from scan where id = $1", scanId);
      const own = await epoch();
      await rig.start("coordinator", "coordinator-2");
      await rig.until("the other holds the claim", async () => (await epoch()) > own);
      first.signal("SIGCONT");
      await rig.until("the first is told", async () => first.output().includes('"outcome":"lost"'));
    },
  },
  {
    id: "25a",
    fault: "workers from one to six and back to one while a scan runs",
    async run({ rig, url }) {
      const failpoint = "worker.during-scan:wait=250";
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      await rig.start("worker", "worker-1", { failpoint });
      await rig.submit(url);
      await rig.until("it has begun", async () => (await rig.unitsIn("committed")) > 0);
      const more = await Promise.all([2, 3, 4, 5, 6].map((n) => rig.start("worker", `worker-${n}`, { failpoint })));
      await sleep(1_000);
      for (const worker of more) worker.signal("SIGTERM");
      for (const worker of more) expect(await worker.ended).toBe("exit code 0");
    },
  },
  {
    id: "25b",
    fault: "one scan cancelled in the middle, another of the same files goes on",
    async run({ rig, url }) {
      // Slow enough that it is far from its end when the other one is planned.
      const failpoint = "worker.during-scan:wait=1000";
      await rig.start("aggregator", "aggregator");
      await Promise.all([rig.start("coordinator", "coordinator"), rig.start("worker", "worker-1", { failpoint })]);
      // Another set of options, so that it does not join.
      const { id } = await rig.ask<{ id: string }>("/api/v1/scans", { target: url, include: ["packages/**"] });
      await rig.until("it has begun", async () => (await rig.unitsIn("committed")) > 0);
      const whole = await rig.submit(url);
      await rig.until(
        "the other is planned",
        async () => (await rig.count("select sealed from scan where id = $1", whole)) === 1,
      );
      await rig.cancel(id);
      const open = () =>
        rig.count("select count(*) from unit where scan_id = $1 and state in ('planned', 'published', 'started')", id);
      await rig.until("the cancelled one has no open unit", async () => (await open()) === 0, 5_000);
      expect(
        await rig.count("select count(*) from unit where scan_id = $1 and state = 'cancelled'", id),
        "it was cancelled in the middle",
      ).toBeGreaterThan(0);
    },
  },
  {
    id: "25c",
    fault: "the same scan asked for twice at once, and once more while it runs",
    async run({ rig, url }) {
      await rig.startAll();
      await Promise.all([rig.submit(url), rig.submit(url)]);
      await rig.until("it has begun", async () => (await rig.unitsIn("committed")) > 0);
      await rig.submit(url);
    },
    also: async (rig) => {
      expect(await rig.count("select count(*) from scan"), "one scan, joined").toBe(1);
    },
  },
];
