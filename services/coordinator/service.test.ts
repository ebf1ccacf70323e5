import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFolderBlobStore } from "@pqc-audit/platform/adapters/fs/blob-store.ts";
import { createMemoryWorkQueue } from "@pqc-audit/platform/adapters/memory/work-queue.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { contentOf } from "@pqc-audit/platform/packs/member.ts";
import { readPack } from "@pqc-audit/platform/packs/read.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { UnitMessage, WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CoordinatorSettings } from "./config.ts";
import { ENGINE, eventually, openTestLedger, type TestLedger } from "./ledger.fixture.ts";
import { type Coordinator, createCoordinator } from "./service.ts";
import { TestRepository } from "./sources/git.fixture.ts";

let repository: TestRepository;
let folder: string;
let ledger: TestLedger;
let queue: WorkQueue;
let blobs: BlobStore;
const coordinators: Coordinator[] = [];

beforeEach(async () => {
  repository = new TestRepository();
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-packs-"));
  ledger = await openTestLedger({ claimTtlMs: 400 });
  queue = createMemoryWorkQueue();
  blobs = openFolderBlobStore(folder);
});
afterEach(async () => {
  ledger.onCall = () => {};
  await Promise.all(coordinators.splice(0).map((each) => each.stop()));
  await Promise.all([queue.close(), ledger.close(), blobs.close()]);
  rmSync(folder, { recursive: true });
  repository.remove();
});

const fast = { pollMs: 20, renewMs: 50, reconcileMs: 50, staleMs: 100 };

function start(
  settings: Partial<CoordinatorSettings> = {},
  store: BlobStore = blobs,
  registry?: Registry,
): Coordinator {
  const coordinator = createCoordinator({
    ledger: ledger.ledger,
    queue,
    blobs: store,
    engineDigest: ENGINE,
    logger: silentLogger,
    sources: { allowFileRoots: [repository.folder] },
    settings: { ...fast, ...settings },
    ...(registry && { registry }),
  });
  coordinators.push(coordinator);
  coordinator.start();
  return coordinator;
}

const inState = (scanId: string, ...states: readonly string[]) =>
  eventually(async () => {
    const scan = await ledger.scan(scanId);
    return states.includes(scan.state) && scan;
  });

function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n % 7}/f${n}.py`, `import hashlib # ${n}`]));
}

/** Everything in the queue, taken out. */
async function taken(): Promise<readonly UnitMessage[]> {
  const messages: UnitMessage[] = [];
  const end = new AbortController();
  if ((await queue.depth(ENGINE)) === 0) return messages;
  for await (const delivery of queue.consume({ engineDigest: ENGINE, maxInFlight: 1000, signal: end.signal })) {
    messages.push(delivery.message);
    await delivery.complete();
    if ((await queue.depth(ENGINE)) === 0) break;
  }
  return messages;
}

test("a scan is planned, packed, published and sealed; every path is accounted for once", async () => {
  const files = {
    ...manyFiles(25),
    "node_modules/x.js": "x",
    "copy.py": "import hashlib # 3",
    "same.c": "import hashlib # 3",
  };
  const commit = repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url, { chunkSize: 10 });
  const registry = new Registry();
  start({ pageEntries: 12 }, blobs, registry);
  const scan = await inState(scanId, "running");
  expect(scan).toMatchObject({ present: 28, pages: 3, commit_id: commit });
  expect(await ledger.skipped(scanId)).toEqual({ excluded: 1 });
  const paths = await ledger.paths(scanId);
  expect(paths.toSorted()).toEqual(
    Object.keys(files)
      .filter((path) => path !== "node_modules/x.js")
      .toSorted(),
  );
  await eventually(async () => (await ledger.units(scanId)).published === 5);
  const messages = await taken();
  const contents = await Promise.all(
    messages.map(async (each) => await readPack(await blobs.get(each.packKey), each.packDigest)),
  );
  const packed = contents.flat().map((each) => `${each.kind} ${Buffer.from(contentOf(each))}`);
  // The copy adds no content of its own; the same content of another kind does.
  expect(packed.toSorted()).toEqual(
    [...Array.from({ length: 25 }, (_, n) => `python import hashlib # ${n}`), "c import hashlib # 3"].toSorted(),
  );
  expect(contents.every((each) => each.length <= 10)).toBe(true);
  // Counted after it is noted.
  await eventually(async () => (await registry.metrics()).includes("pqc_audit_units_published_total 5"));
  const text = await registry.metrics();
  expect(text).toContain("pqc_audit_planned_files_total 27");
  expect(text).toContain('pqc_audit_plan_skipped_files_total{reason="excluded"} 1');
});

test("a second coordinator goes on where the first stopped, and plans the same", async () => {
  const commit = repository.commit(repository.files(manyFiles(40)));
  const scanId = await ledger.submit(repository.url);
  let pages = 0;
  ledger.onCall = (name) => {
    if (name === "appendPage" && ++pages === 3)
      throw new RetryableError("the ledger is away", { retryAfterMs: 60_000 });
  };
  const first = start({ pageEntries: 10 });
  await eventually(() => pages >= 3);
  // The branch moves on; the plan stays with its commit.
  repository.commit(repository.files({ other: "x" }));
  await first.stop();
  expect(await ledger.scan(scanId)).toMatchObject({ state: "planning", pages: 2 });
  ledger.onCall = () => {};
  start({ pageEntries: 7 });
  expect(await inState(scanId, "running")).toMatchObject({ present: 40, pages: 5, commit_id: commit });
  expect(new Set(await ledger.paths(scanId)).size).toBe(40);
});

test("a coordinator that is told to end gives its claims back: another goes on at once", async () => {
  await ledger.close();
  ledger = await openTestLedger({ claimTtlMs: 600_000 });
  repository.commit(repository.files(manyFiles(40)));
  const scanId = await ledger.submit(repository.url);
  const gate = Promise.withResolvers<void>();
  let pages = 0;
  ledger.onCall = async (name) => {
    if (name === "appendPage" && ++pages === 3) await gate.promise;
  };
  const first = start({ pageEntries: 10, concurrentPlans: 1 });
  await eventually(() => pages >= 3);
  const stopped = first.stop();
  gate.resolve();
  await stopped;
  expect(await ledger.scan(scanId)).toMatchObject({ state: "planning", pages: 3 });
  start({ pageEntries: 7 });
  expect(await inState(scanId, "running")).toMatchObject({ present: 40 });
  expect(new Set(await ledger.paths(scanId)).size).toBe(40);
});

test("two coordinators at once plan each scan once", async () => {
  repository.commit(repository.files(manyFiles(30)));
  const scans = [await ledger.submit(repository.url), await ledger.submit(repository.url, { exclude: ["d1/"] })];
  start({ pageEntries: 10 });
  start({ pageEntries: 10 });
  for (const scanId of scans) expect(await inState(scanId, "running")).toMatchObject({ present: 30 });
  // The second scan waits for the first one's units or, where it came first, the other way round.
  const ids = (await taken()).map((each) => each.unitId);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a ledger and a store that are away for a while only delay", async () => {
  repository.commit(repository.files(manyFiles(10)));
  const scanId = await ledger.submit(repository.url);
  const failing = new Map([
    ["knownBlobs", 1],
    ["appendPage", 1],
    ["sealPlan", 1],
    ["markPublished", 1],
    ["claimScan", 1],
  ]);
  ledger.onCall = (name) => {
    const left = failing.get(name) ?? 0;
    failing.set(name, left - 1);
    if (left > 0) throw new RetryableError(`${name}: away`, { retryAfterMs: 10 });
  };
  let puts = 0;
  const flaky: BlobStore = {
    ...blobs,
    async put(key, bytes) {
      if (++puts === 1) throw new RetryableError("slow down", { retryAfterMs: 10 });
      // The second put is lost without a word.
      if (puts > 2) await blobs.put(key, bytes);
    },
  };
  start({}, flaky);
  await inState(scanId, "running");
  await eventually(async () => (await ledger.units(scanId)).published === 1);
  expect(puts).toBe(3);
  const messages = await taken();
  expect(messages.map((each) => each.attempt)).toEqual([1]);
});

test("what cannot be scanned ends as failed, with one clear line", async () => {
  repository.commit(repository.files({ a: "x" }));
  start();
  const failed = async (target: string, options = {}) =>
    (await inState(await ledger.submit(target, options), "failed")).error;
  expect(await failed(repository.url, { ref: "gone" })).toBe(`${repository.url} has no branch or tag "gone".`);
  expect(await failed("file:///etc")).toBe(
    "file:///etc does not lie below a folder that is allowed for file:// repositories.",
  );
  expect(await failed("ext::sh -c id")).toContain("has blanks in it");
  expect(await failed("https://127.0.0.1/x")).toContain("127.0.0.1 is a private address");
  expect(await failed(repository.url, { exclude: ["!x"] })).toContain('The path pattern "!x"');
});

test("a server that is away is tried a few times, then the scan fails", async () => {
  const scanId = await ledger.submit(repository.url);
  let tries = 0;
  const coordinator = createCoordinator({
    ledger: ledger.ledger,
    queue,
    blobs,
    engineDigest: ENGINE,
    logger: silentLogger,
    settings: { ...fast, sourceAttempts: 3 },
    openSource: async () => {
      tries++;
      throw new RetryableError("Cannot reach it.", { retryAfterMs: 5 });
    },
  });
  coordinators.push(coordinator);
  coordinator.start();
  expect((await inState(scanId, "failed")).error).toBe("Cannot reach it.");
  expect(tries).toBe(3);
});

test("a cancelled scan stops being planned; the coordinator goes on with others", async () => {
  repository.commit(repository.files(manyFiles(30)));
  const scanId = await ledger.submit(repository.url);
  const gate = Promise.withResolvers<void>();
  let pages = 0;
  ledger.onCall = async (name) => {
    if (name === "appendPage" && ++pages === 2) await gate.promise;
  };
  start({ pageEntries: 10, concurrentPlans: 1 });
  await eventually(() => pages === 2);
  await ledger.cancel(scanId);
  gate.resolve();
  const next = await ledger.submit(repository.url, { exclude: ["d3/"] });
  await inState(next, "running");
  expect((await ledger.scan(scanId)).state).toBe("cancelled");
  expect(await ledger.units(scanId)).not.toHaveProperty("planned");
});

test("an empty tree is sealed with nothing in it", async () => {
  repository.commit(repository.tree([]));
  const scanId = await ledger.submit(repository.url);
  start();
  expect(await inState(scanId, "running", "joining")).toMatchObject({ present: 0, pages: 0 });
});

test("units that the queue lost are published again, as a new attempt", async () => {
  repository.commit(repository.files(manyFiles(5)));
  const scanId = await ledger.submit(repository.url);
  start();
  await eventually(async () => (await ledger.units(scanId)).published === 1);
  expect((await taken()).map((each) => each.attempt)).toEqual([1]); // Completed by nobody who had a result.
  await eventually(async () => (await queue.depth(ENGINE)) === 1);
  expect((await taken()).map((each) => each.attempt)).toEqual([2]);
});

test("only a window of units is in the queue", async () => {
  repository.commit(repository.files(manyFiles(30)));
  const scanId = await ledger.submit(repository.url, { chunkSize: 2 });
  start({ publishWindow: 4, staleMs: 60_000 });
  await inState(scanId, "running");
  await eventually(async () => (await queue.depth(ENGINE)) === 4);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await ledger.units(scanId)).toEqual({ planned: 11, published: 4 });
  await taken();
  await eventually(async () => (await ledger.units(scanId)).published === 8);
});

test("a known content needs no unit, and packs without use are deleted", async () => {
  repository.commit(repository.files({ a: "x" }));
  const first = await ledger.submit(repository.url);
  start();
  await eventually(async () => (await ledger.units(first)).published === 1);
  const [message] = await taken();
  if (!message) throw new Error("nothing was published");
  const request = { unitId: message.unitId, attempt: message.attempt, engineDigest: ENGINE, workerId: "w" };
  const begun = await ledger.sink.begin(request);
  if (begun.decision !== "scan") throw new Error(`told to ${begun.decision}`);
  const contents = await readPack(await blobs.get(message.packKey), message.packDigest);
  const results = contents.map(({ blob, kind }) => ({
    blob,
    kind,
    outcome: { status: "scanned" as const, facts: [] },
  }));
  const { unitId, attempt } = message;
  const receipt = await ledger.sink.submit({
    unitId,
    attempt,
    engineDigest: ENGINE,
    nonce: begun.nonce,
    blobs: results,
  });
  expect(receipt).toEqual({ status: "COMMITTED" });
  await eventually(async () => !(await blobs.exists(message.packKey)));
  const second = await ledger.submit(repository.url, { exclude: ["nothing-else"] });
  await inState(second, "joining", "finished");
  expect(await ledger.units(second)).toEqual({});
});

test("stopping is prompt while a source hangs, and twice is harmless", async () => {
  await ledger.submit(repository.url);
  let opened = false;
  const coordinator = createCoordinator({
    ledger: ledger.ledger,
    queue,
    blobs,
    engineDigest: ENGINE,
    logger: silentLogger,
    settings: fast,
    openSource: (_, signal) => {
      opened = true;
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    },
  });
  expect(coordinator.state).toBe("IDLE");
  coordinator.start();
  await eventually(() => opened);
  const before = performance.now();
  await coordinator.stop();
  await coordinator.stop();
  expect(performance.now() - before).toBeLessThan(1000);
  expect(coordinator.state).toBe("STOPPED");
});
