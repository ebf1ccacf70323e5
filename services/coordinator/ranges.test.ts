/** Several coordinators plan one repository whose tree was cut into ranges. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openRepositoryPolicy } from "@pqc-audit/aggregator/join/repository-policy.ts";
import { openFolderBlobStore } from "@pqc-audit/platform/adapters/fs/blob-store.ts";
import { createMemoryWorkQueue } from "@pqc-audit/platform/adapters/memory/work-queue.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { contentOf } from "@pqc-audit/platform/packs/member.ts";
import { readPack } from "@pqc-audit/platform/packs/read.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
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
/** What whoever was killed still waits for. */
let dead: PromiseWithResolvers<never>;

beforeEach(async () => {
  dead = Promise.withResolvers();
  dead.promise.catch(() => {});
  repository = new TestRepository();
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-packs-"));
  ledger = await openTestLedger({ claimTtlMs: 4_000 });
  queue = createMemoryWorkQueue();
  blobs = openFolderBlobStore(folder);
});
afterEach(async () => {
  dead.reject(new TerminalError("the test has ended"));
  await Promise.all(coordinators.splice(0).map((each) => each.stop()));
  await Promise.all([queue.close(), ledger.close(), blobs.close()]);
  rmSync(folder, { recursive: true });
  repository.remove();
});

interface Started {
  readonly coordinator: Coordinator;
  /** Of all series, or of the one with this label. */
  counted(name: string, label?: string): Promise<number>;
}

function start(settings: Partial<CoordinatorSettings> = {}, calls: Ledger = ledger.ledger): Started {
  const registry = new Registry();
  const coordinator = createCoordinator({
    ledger: calls,
    queue,
    blobs,
    engineDigest: ENGINE,
    logger: silentLogger,
    registry,
    sources: { allowFileRoots: [repository.folder] },
    wrappersOf: (text) => openRepositoryPolicy({ text }).policy?.wrappers,
    settings: {
      ...{ pollMs: 20, renewMs: 500, reconcileMs: 50, staleMs: 100 },
      ...{ concurrentPlans: 1, rangeEntries: 20, pageEntries: 7, ...settings },
    },
  });
  coordinators.push(coordinator);
  coordinator.start();
  const counted = async (name: string, label?: string) => {
    const values = (await registry.getSingleMetric(`pqc_audit_${name}`)?.get())?.values ?? [];
    const wanted = values.filter(({ labels }) => label === undefined || Object.values(labels).includes(label));
    return wanted.reduce((sum, { value }) => sum + value, 0);
  };
  return { coordinator, counted };
}

/** Called before each call of this coordinator. */
function watched(onCall: (name: keyof Ledger) => Promise<void> | void): Ledger {
  return new Proxy(ledger.ledger, {
    get(target, name: keyof Ledger) {
      return async (...args: never[]) => {
        await onCall(name);
        return (target[name] as (...args: never[]) => Promise<unknown>)(...args);
      };
    },
  });
}

/** Contents stand under several names, in several ranges too. */
function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `d${n % 7}/f${String(n).padStart(3, "0")}.py`,
      `import hashlib # ${n % 30}`,
    ]),
  );
}

const inState = (scanId: string, ...states: readonly string[]) =>
  eventually(async () => {
    const scan = await ledger.scan(scanId);
    return states.includes(scan.state) && scan;
  });

/** Every path once and in order, every content in a unit whose pack holds it. */
async function isWhole(scanId: string, files: Record<string, string>): Promise<void> {
  expect(await ledger.paths(scanId)).toEqual(
    Object.keys(files).toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
  );
  const units = await ledger.store.db
    .selectFrom("unit as u")
    .innerJoin("pack as p", "p.pack_key", "u.pack_key")
    .select(["u.unit_id", "u.pack_key", "p.digest"])
    .where("u.scan_id", "=", scanId)
    .execute();
  const packed = new Set<string>();
  for (const unit of units) {
    const contents = await readPack(await blobs.get(unit.pack_key), unit.digest);
    const held = await ledger.store.db
      .selectFrom("unit_blob")
      .select("blob")
      .where("unit_id", "=", unit.unit_id)
      .execute();
    expect(contents.map(({ blob }) => blob).toSorted()).toEqual(held.map(({ blob }) => blob).toSorted());
    for (const member of contents) packed.add(Buffer.from(contentOf(member)).toString());
  }
  expect(packed).toEqual(new Set(Object.values(files)));
}

test("two coordinators plan one repository, each its ranges; each opens it once", async () => {
  const files = manyFiles(85);
  const commit = repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url, { chunkSize: 10 });
  const both = [start(), start()];
  const scan = await inState(scanId, "running");
  // Three of 20 paths, and one of 25; 3 pages of a range of 20, 4 of the last.
  expect(scan).toMatchObject({ present: 85, commit_id: commit, pages: 13 });
  await isWhole(scanId, files);
  const sums = (name: string, label?: string) => Promise.all(both.map((each) => each.counted(name, label)));
  const planned = await sums("ranges_planned_total");
  expect(planned.reduce((all, each) => all + each)).toBe(4);
  expect(Math.min(...planned)).toBeGreaterThan(0);
  expect((await sums("plans_cut_total")).toSorted()).toEqual([0, 1]);
  expect(await sums("git_requests_total", "trees")).toEqual([1, 1]);
});

test("a claim that is gone because its plan is at its end costs the tree that lies open, and no scan", async () => {
  const files = manyFiles(85);
  repository.commit(repository.files(files));
  const renewedLate: Ledger = new Proxy(ledger.ledger, {
    get(target, name: keyof Ledger) {
      if (name !== "sealPlan" && name !== "cutPlan") return target[name];
      return async (...args: never[]) => {
        await (target[name] as (...args: never[]) => Promise<unknown>)(...args);
        // Long enough for a renewal to be refused before this answer comes.
        await sleep(100);
      };
    },
  });
  const scanId = await ledger.submit(repository.url);
  start({ renewMs: 20 }, renewedLate);
  expect((await inState(scanId, "running", "failed")).error).toBeNull();
  await isWhole(scanId, files);
});

test("a coordinator that makes two plans at once opens the tree once", async () => {
  const files = manyFiles(85);
  repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url);
  const { counted } = start({ concurrentPlans: 2 });
  await inState(scanId, "running");
  expect([await counted("ranges_planned_total"), await counted("git_requests_total", "trees")]).toEqual([4, 1]);
  await isWhole(scanId, files);
});

test("a tree that is not large is planned as a whole, with no call more", async () => {
  const calls: string[] = [];
  const files = manyFiles(29);
  repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url);
  const { counted } = start(
    {},
    watched((name) => void calls.push(name)),
  );
  expect(await inState(scanId, "running")).toMatchObject({ pages: 5 });
  expect(calls).not.toContain("cutPlan");
  expect(await counted("plans_cut_total")).toBe(0);
  await isWhole(scanId, files);
});

test("a coordinator that is told to cut nothing plans a large tree as a whole, and ranges that others cut", async () => {
  repository.commit(repository.files(manyFiles(60)));
  const first = await ledger.submit(repository.url);
  const { coordinator } = start({ rangeEntries: 0 });
  expect(await inState(first, "running")).toMatchObject({ pages: 9 });
  await coordinator.stop();
  const second = await ledger.submit(repository.url, { exclude: ["nothing"] });
  let cut = false;
  const dying = watched((name) => {
    cut ||= name === "knownBlobs";
    return cut ? dead.promise : undefined;
  });
  const cutting = start({}, dying);
  await eventually(async () => (await cutting.counted("plans_cut_total")) === 1);
  start({ rangeEntries: 0 });
  expect(await inState(second, "running")).toMatchObject({ present: 60 });
});

test("a coordinator that is killed in the middle of a range: another goes on behind its last page", async () => {
  const files = manyFiles(100);
  repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url, { chunkSize: 10 });
  let pages = 0;
  const died = Promise.withResolvers<void>();
  // It stores four pages, the fourth in the second range, and then no call of it is answered any more.
  const dying = watched((name) => {
    if (name === "appendPage" && pages++ === 4) died.resolve();
    return pages > 4 ? dead.promise : undefined;
  });
  start({}, dying);
  await died.promise;
  const left = () => ledger.store.db.selectFrom("scan_range").select(["pages", "sealed"]).orderBy("number").execute();
  expect(await left()).toEqual([
    { pages: 3, sealed: 1 },
    { pages: 1, sealed: 0 },
    ...Array.from({ length: 3 }, () => ({ pages: 0, sealed: 0 })),
  ]);
  const { counted } = start();
  expect(await inState(scanId, "running")).toMatchObject({ present: 100, pages: 15 });
  expect(await counted("ranges_planned_total")).toBe(4);
  await isWhole(scanId, files);
});

test("a range whose pages are all stored is sealed by the next, without opening anything", async () => {
  const files = manyFiles(40);
  repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url);
  let sealing = false;
  const dying = watched((name) => {
    sealing ||= name === "sealPlan";
    return sealing ? dead.promise : undefined;
  });
  start({ rangeEntries: 20 }, dying);
  await eventually(() => sealing);
  const { counted } = start();
  await eventually(async () => (await counted("ranges_planned_total")) === 2);
  expect(await inState(scanId, "running")).toMatchObject({ present: 40, pages: 6 });
  await isWhole(scanId, files);
});

test("the branch moves on while its tree is planned by ranges: all of them are of the commit that was cut", async () => {
  const files = manyFiles(60);
  const commit = repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url);
  let claims = 0;
  const first = start(
    {},
    watched((name) => (name === "claimScan" && claims++ > 0 ? dead.promise : undefined)),
  );
  await eventually(async () => (await first.counted("plans_cut_total")) === 1);
  repository.commit(repository.files({ "other.py": "import ssl" }));
  start();
  expect(await inState(scanId, "running")).toMatchObject({ present: 60, commit_id: commit });
  await isWhole(scanId, files);
});

test("functions of its own are looked for in every range, as they were declared when it was cut", async () => {
  const policy = `version: 1
wrappers:
  - library: companycrypto
    languages: [python]
    models:
      - rule: companycrypto.sign
        calls: [companycrypto.sign]
        algorithm: { from: "1|alg", notation: jose }
        operation: sign
`;
  const files = { ".pqc-audit.yaml": policy, ...manyFiles(50) };
  repository.commit(repository.files(files));
  const scanId = await ledger.submit(repository.url);
  const cutting = start();
  await eventually(async () => (await cutting.counted("plans_cut_total")) === 1);
  start({ allowWrappers: false });
  await inState(scanId, "running");
  const [kept] = await ledger.store.db.selectFrom("scan_policy").select(["body", "wrappers"]).execute();
  expect(kept).toEqual({ body: policy, wrappers: expect.stringMatching(/^[0-9a-f]{32,}$/) });
  const kinds = await ledger.store.db
    .selectFrom("occurrence")
    .select("second_kind")
    .distinct()
    .where("path", "like", "%.py")
    .execute();
  expect(kinds).toEqual([{ second_kind: `python@${kept?.wrappers}` }]);
});

test("a scan that is cancelled is planned no further, by anybody", async () => {
  repository.commit(repository.files(manyFiles(100)));
  const scanId = await ledger.submit(repository.url);
  let pages = 0;
  const slow = watched(async (name) => {
    if (name === "appendPage" && pages++ > 1) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  const both = [start({}, slow), start({}, slow)];
  await eventually(() => pages > 3);
  await ledger.cancel(scanId);
  await eventually(async () => {
    const running = await Promise.all(both.map((each) => each.counted("plans_running")));
    return running.every((each) => each === 0);
  });
  expect(await ledger.store.db.selectFrom("scan_range").select("number").execute()).toEqual([]);
  expect((await ledger.scan(scanId)).state).toBe("cancelled");
});
