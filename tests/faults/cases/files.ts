/** Files that stop whoever scans them, and clocks that jump. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { FaultCase, Stage } from "../fault-case.ts";
import type { Poisoned } from "../invariants.ts";
import { companions, supervised } from "../supervised.ts";

/** Stands in one file of the repository, which lies there at two paths. */
const MARK = "Object make() throws Exception";
const PATHS = ["src/Keys.java", "tests/copy/Keys.java"];

async function poisonedThread({ rig, url }: Stage, action: string): Promise<Poisoned> {
  // Longer than the ack wait, and than a thread needs to start on a busy machine.
  const config = { distribution: { stuck_seconds: 10 } };
  await rig.start("aggregator", "aggregator");
  await Promise.all([
    rig.start("coordinator", "coordinator"),
    rig.start("worker", "worker-1", { failpoint: `worker.thread:${action}~${MARK}`, config }),
  ]);
  await rig.submit(url);
  return { must: PATHS };
}

/** Shifts what a process takes for the time of day, five seconds after its start. */
function jump(hours: number): Record<string, string> {
  const script = `const now = Date.now.bind(Date); const start = now(); const Real = Date;
    const shifted = () => now() + (now() - start > 5000 ? ${hours * 3_600_000} : 0);
    globalThis.Date = class extends Real { constructor(...a) { a.length === 0 ? super(shifted()) : super(...a); } static now() { return shifted(); } };`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}` };
}

async function jumping({ rig, url }: Stage, hours: number): Promise<void> {
  const env = jump(hours);
  await rig.start("aggregator", "aggregator");
  await Promise.all([
    rig.start("coordinator", "coordinator", { env }),
    rig.start("worker", "worker-1", { env, failpoint: "worker.during-scan:wait=250" }),
  ]);
  await rig.submit(url);
  await sleep(5_000);
  const { ended } = rig.service("worker-1");
  expect(await Promise.race([ended, "runs"])).toBe("runs");
  // On a busy machine the plan may begin only now.
  await rig.until(
    "there are units after the jump",
    async () => (await rig.unitsIn("planned", "published", "started")) > 0,
  );
}

export const FILE_CASES: readonly FaultCase[] = [
  {
    id: "3a",
    fault: "a file kills each thread that scans it",
    poison: (stage) => poisonedThread(stage, "exit"),
  },
  {
    id: "3b",
    fault: "a file kills each worker process that scans it",
    withinMs: 200_000,
    async poison({ rig, url }) {
      const failpoint = `worker.during-scan:kill~${MARK}`;
      await rig.start("aggregator", "aggregator");
      await rig.start("coordinator", "coordinator");
      const scanId = await rig.submit(url);
      const rows = await rig.until("the poisonous unit is planned", () => companions(rig, PATHS[0] ?? ""));
      const deaths = await supervised(rig, scanId, { failpoint });
      expect(deaths, "workers that died").toBeGreaterThan(1);
      return { must: PATHS, may: rows };
    },
  },
  {
    id: "5",
    fault: "a file blocks the thread that scans it for longer than the ack wait",
    poison: (stage) => poisonedThread(stage, "hang"),
    also: async (_rig, { redelivered }) => expect(redelivered, "the unit stayed with its worker all the time").toBe(0),
  },
  { id: "24a", fault: "clocks of coordinator and worker jump one hour ahead", run: (stage) => jumping(stage, 1) },
  { id: "24b", fault: "clocks of coordinator and worker jump one hour back", run: (stage) => jumping(stage, -1) },
];
