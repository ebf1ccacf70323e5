import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { type CpuNode, type CpuProfile, mergeCpuProfiles, selfTimes } from "./cpu-profile.ts";
import { type HeapNode, mergeHeapProfiles } from "./heap-profile.ts";
import { hottestOfCpu, hottestOfHeap } from "./hottest.ts";
import { profileThreads } from "./threads.ts";

const node = (id: number, functionName: string, children: readonly number[] = []): CpuNode => ({
  id,
  callFrame: { functionName, url: functionName.startsWith("(") ? "" : "file:///a/b/c/d.ts", lineNumber: 8 },
  children,
});

/** `scan` calls `parse`, which calls itself. */
const profile: CpuProfile = {
  nodes: [node(1, "(root)", [2, 5]), node(2, "scan", [3]), node(3, "parse", [4]), node(4, "parse"), node(5, "(idle)")],
  startTime: 1000,
  endTime: 1100,
  samples: [2, 4, 3, 5],
  timeDeltas: [10, 20, 30, 15],
};

test("profiles of threads become one, in which each has its own times", () => {
  const merged = mergeCpuProfiles([
    { thread: "main", profile },
    { thread: "scan", profile },
  ]);
  expect(new Set(merged.nodes.map(({ id }) => id)).size).toBe(11);
  const names = merged.nodes[0]?.children?.map(
    (id) => merged.nodes.find((each) => each.id === id)?.callFrame.functionName,
  );
  expect(names).toEqual(["main", "scan"]);
  expect(merged.endTime - merged.startTime).toBe(200);
  // The last sample of the first lasts until the first of the second.
  expect(merged.timeDeltas).toEqual([10, 20, 30, 15, 35, 20, 30, 15]);
  expect(merged.samples).toHaveLength(8);
  const times = [...selfTimes(merged).values()];
  expect(times.reduce((sum, each) => sum + each, 0)).toBe(190);
});

test("the hottest functions: of threads of one name together, one that calls itself counted once, idling left out", () => {
  const merged = mergeCpuProfiles(["scan", "scan"].map((thread) => ({ thread, profile })));
  expect(hottestOfCpu(merged, 20)).toEqual([
    { name: "parse", place: "b/c/d.ts:9", thread: "scan ×2", self: 90, total: 90 },
    { name: "scan", place: "b/c/d.ts:9", thread: "scan ×2", self: 40, total: 130 },
  ]);
  expect(hottestOfCpu(merged, 1)).toHaveLength(1);
});

test("heap profiles become one too", () => {
  const held = (id: number, functionName: string, selfSize: number, children: readonly HeapNode[] = []): HeapNode => ({
    ...node(id, functionName),
    selfSize,
    children,
  });
  const one = {
    head: held(1, "(root)", 0, [held(2, "read", 100, [held(3, "decode", 50)])]),
    samples: [{ size: 100, nodeId: 2, ordinal: 1 }],
  };
  const merged = mergeHeapProfiles(["main", "scan"].map((thread) => ({ thread, profile: one })));
  expect(merged.samples.map(({ nodeId }) => nodeId)).toEqual([4, 8]);
  expect(hottestOfHeap(merged, 2)).toEqual([
    { name: "read", place: "b/c/d.ts:9", thread: "main", self: 100, total: 150 },
    { name: "read", place: "b/c/d.ts:9", thread: "scan", self: 100, total: 150 },
  ]);
});

const BUSY = `
  const { parentPort } = require("node:worker_threads");
  function busyOfTheThread() { let sum = 0; for (const end = performance.now() + 50; performance.now() < end; ) sum += Math.sqrt(sum + 1); }
  const kept = [];
  function heldByTheThread() { for (let n = 0; n < 200_000; n++) kept.push({ n }); }
  parentPort.on("message", () => { busyOfTheThread(); heldByTheThread(); parentPort.postMessage("done"); });`;

test.each([
  ["cpu", "busyOfTheThread"],
  ["heap", "heldByTheThread"],
] as const)(
  "a running thread's %s profile names what it does; one that ends meanwhile is left out",
  async (kind, named) => {
    const worker = new Worker(BUSY, { eval: true, name: "busy" });
    const ending = new Worker(BUSY, { eval: true, name: "ending" });
    await Promise.all([once(worker, "online"), once(ending, "online")]);
    try {
      const stop = await profileThreads(kind);
      for (const each of [worker, ending]) {
        each.postMessage("work");
        await once(each, "message");
      }
      await ending.terminate();
      const profiled = await stop();
      const rows = "head" in profiled ? hottestOfHeap(profiled, 50) : hottestOfCpu(profiled, 50);
      expect(rows.filter(({ name }) => name === named).map(({ thread }) => thread)).toEqual(["busy"]);
    } finally {
      await worker.terminate();
    }
  },
  60_000,
);
