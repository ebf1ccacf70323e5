/** Sources beside git: coordinators that end while they read them, and a store that fails in the middle. */
import { request } from "node:http";
import { expect } from "vitest";
import { type S3Proxy, type StoreFault, startS3Proxy } from "../../servers/s3-proxy.ts";
import type { FaultCase, Stage } from "../fault-case.ts";
import {
  ARCHIVE,
  archiveOf,
  digestOf,
  foundInFiles,
  isObject,
  OBJECT_SOURCES,
  OBJECTS,
  putObjects,
  send,
} from "../sent-sources.ts";

async function sendAndSubmit(stage: Stage, archive = archiveOf(stage)): Promise<void> {
  expect(await send(stage, archive), "the archive is taken").toBe(201);
  await stage.rig.submit(ARCHIVE, digestOf(archive));
}

/** A proxy before the store for one service alone, and the objects that it read. */
async function watched({ rig, servers }: Stage, fault: (time: number) => StoreFault | undefined = () => undefined) {
  const proxy = await startS3Proxy(servers.s3);
  rig.after(() => proxy.stop());
  const read = new Set<string>();
  let times = 0;
  proxy.fail((asked) => {
    if (!isObject(asked)) return undefined;
    read.add(asked.key);
    return fault(++times);
  });
  return { read, proxy, config: { s3: { endpoint: proxy.endpoint } } };
}

const KILLED = "coordinator.before-page:kill@4";
let reads: readonly ReadonlySet<string>[];
let objects: number;

/** More than one part of an upload. What follows the end of a tar archive means nothing. */
const padded = (archive: Buffer) => Buffer.concat([archive, Buffer.alloc(20 * 1024 * 1024)]);

async function uploading(stage: Stage): Promise<S3Proxy> {
  const proxy = await startS3Proxy(stage.servers.s3);
  stage.rig.after(() => proxy.stop());
  await stage.rig.start("aggregator", "aggregator", { config: { s3: { endpoint: proxy.endpoint } } });
  return proxy;
}

export const SOURCE_CASES: readonly FaultCase[] = [
  {
    id: "26a",
    fault: "coordinator killed in the middle of planning an archive",
    async run(stage) {
      const { rig } = stage;
      await rig.start("aggregator", "aggregator");
      await Promise.all([
        rig.start("coordinator", "coordinator-1", { failpoint: KILLED }),
        rig.start("worker", "worker-1"),
      ]);
      await sendAndSubmit(stage);
      await rig.killed("coordinator-1");
      await rig.start("coordinator", "coordinator-2");
    },
    also: async (rig) => expect(rig.service("coordinator-2").output()).toMatch(/"resumed":true/),
  },
  {
    id: "26b",
    fault: "coordinator killed in the middle of planning objects of a bucket: the next reads what is left",
    config: { sources: OBJECT_SOURCES },
    async run(stage) {
      const { rig } = stage;
      objects = await putObjects(stage);
      await rig.start("aggregator", "aggregator");
      await Promise.all([
        rig.start("coordinator", "coordinator-1", { failpoint: "coordinator.before-page:kill@9" }),
        rig.start("worker", "worker-1"),
      ]);
      await rig.submit(OBJECTS);
      await rig.killed("coordinator-1");
      const { read, config } = await watched(stage);
      reads = [read];
      await rig.start("coordinator", "coordinator-2", { config });
    },
    oracle: foundInFiles,
    also: async () => {
      expect(reads[0]?.size, "objects read").toBeGreaterThan(0);
      expect(reads[0]?.size, "objects read").toBeLessThan(objects * 0.7);
    },
  },
  {
    id: "26c",
    fault: "coordinator killed in a range of objects of a bucket, while two others plan ranges: each reads its own",
    config: { sources: OBJECT_SOURCES, distribution: { range_entries: 100 } },
    async run(stage) {
      const { rig } = stage;
      objects = await putObjects(stage);
      const [first, second] = [await watched(stage), await watched(stage)];
      reads = [first.read, second.read];
      const failpoint = "coordinator.before-page:wait=300";
      await rig.start("aggregator", "aggregator");
      await Promise.all([
        rig.start("coordinator", "coordinator-1", { failpoint: KILLED }),
        rig.start("coordinator", "coordinator-2", { failpoint, config: first.config }),
        rig.start("coordinator", "coordinator-3", { failpoint, config: second.config }),
        rig.start("worker", "worker-1"),
      ]);
      await rig.submit(OBJECTS);
      await rig.killed("coordinator-1");
    },
    oracle: foundInFiles,
    async also(rig) {
      expect(await rig.count("select max(ranges) from scan"), "the listing was cut").toBeGreaterThan(4);
      for (const [at, read] of reads.entries()) {
        const planned = await rig.service(`coordinator-${at + 2}`).metric("pqc_audit_ranges_planned_total");
        expect(planned, `ranges planned by coordinator-${at + 2}`).toBeGreaterThan(0);
        expect(read.size, `objects read by coordinator-${at + 2}`).toBeLessThan(objects * 0.8);
      }
    },
  },
  {
    id: "26d",
    fault: "S3 refuses, cuts short or resets every seventh object of a bucket that is scanned",
    config: { sources: OBJECT_SOURCES, distribution: { range_entries: 100 } },
    async run(stage) {
      const { rig } = stage;
      objects = await putObjects(stage);
      const faults = ["slow-down", "truncate", "reset"] as const;
      const { proxy, config } = await watched(stage, (time) => {
        return time % 7 === 0 ? faults[(time / 7) % faults.length] : undefined;
      });
      await rig.start("aggregator", "aggregator");
      await Promise.all([rig.start("coordinator", "coordinator", { config }), rig.start("worker", "worker-1")]);
      await rig.submit(OBJECTS);
      await rig.until("the store has failed", async () => proxy.failures() > objects / 10);
    },
    oracle: foundInFiles,
  },
  {
    id: "26e",
    fault: "S3 fails in the middle of an archive that is sent, which is sent again",
    async run(stage) {
      const { rig } = stage;
      const archive = padded(archiveOf(stage));
      const proxy = await uploading(stage);
      let parts = 0;
      proxy.fail(({ method, key }) => {
        const isPart = method === "PUT" && key.includes("uploads/");
        return isPart && ++parts > 1 ? "slow-down" : undefined;
      });
      expect(await send(stage, archive), "nobody is told that it is kept").toBe(503);
      expect(parts, "the first part was taken").toBeGreaterThan(1);
      proxy.fail(() => undefined);
      await Promise.all([rig.start("coordinator", "coordinator"), rig.start("worker", "worker-1")]);
      const { id } = await rig.ask<{ id: string }>("/api/v1/scans", { target: ARCHIVE, ref: digestOf(archive) });
      const error = await rig.until("nothing of it is kept", async () => {
        return (await rig.ask<{ error?: string }>(`/api/v1/scans/${id}`)).error;
      });
      expect(error).toMatch(/there is no upload/);
      await sendAndSubmit(stage, archive);
    },
  },
  {
    id: "26f",
    fault: "aggregator killed in the middle of an archive that is sent, which is sent again",
    async run(stage) {
      const { rig } = stage;
      const archive = padded(archiveOf(stage));
      const proxy = await uploading(stage);
      let parts = 0;
      proxy.fail(({ method, key }) => {
        if (method === "PUT" && key.includes("uploads/")) parts++;
        return undefined;
      });
      const path = `/api/v1/archives/${digestOf(archive)}?target=${ARCHIVE}`;
      const sending = request(`http://${rig.service("aggregator").address}${path}`, {
        method: "PUT",
        headers: { "content-type": "application/x-tar", "content-length": archive.length },
      });
      const broken = new Promise((resolve) => sending.once("error", resolve));
      sending.write(archive.subarray(0, -1));
      await rig.until("a part is in the store", async () => parts > 0);
      await rig.service("aggregator").kill();
      expect(await broken, "the sender is told").toBeInstanceOf(Error);
      await rig.start("aggregator", "aggregator");
      await Promise.all([rig.start("coordinator", "coordinator"), rig.start("worker", "worker-1")]);
      await sendAndSubmit(stage, archive);
    },
  },
];
