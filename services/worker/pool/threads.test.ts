import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { profilingArguments } from "@pqc-audit/platform/telemetry/profiles/folder.ts";
import { afterEach, expect, test } from "vitest";
import { limitMb, shareMemory } from "./memory.ts";
import type { JobWork } from "./messages.ts";
import type { ScanFile, ScanPool } from "./scan-pool.ts";
import { createScanPool, type ScanPoolOptions } from "./threads.ts";

const pools: ScanPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function poolOf(threads: number, jobTimeoutMs = 20_000, others: Partial<ScanPoolOptions> = {}): ScanPool {
  const entry = new URL("./misbehaving-thread.fixture.ts", import.meta.url);
  const pool = createScanPool({ threads, jobTimeoutMs, maxFileSizeBytes: 1000, entry, ...others });
  pools.push(pool);
  return pool;
}

const file = (kind: string, length = 1): ScanFile => ({ kind, source: { bytes: new Uint8Array(length) } });

test("outcomes come in the order of the files, over many jobs and threads", async () => {
  const files = Array.from({ length: 1000 }, (_, index) => file("plain", index));
  const scanned = await poolOf(3).scan(files);
  expect(scanned.map(({ bytes }) => bytes)).toEqual(files.map((_, index) => index));
});

test.each(["exit", "throw"])(
  "a file whose scan kills the thread (%s) is quarantined, all others are scanned",
  async (kind) => {
    const files = [file("plain"), file(kind), ...Array.from({ length: 300 }, () => file("plain")), file(kind)];
    const scanned = await poolOf(2).scan(files);
    expect(scanned.map(({ outcome }) => outcome.status)).toEqual(
      files.map((each) => (each.kind === kind ? "quarantined" : "scanned")),
    );
  },
);

test("a job that waits at a thread that dies or is stuck is scanned by another", async () => {
  for (const kind of ["exit", "hang"]) {
    const pool = poolOf(1, 700);
    const scans = [file(kind), file("plain"), file("plain")].map((each) => pool.scan([each]));
    const statuses = (await Promise.all(scans)).map(([scanned]) => scanned?.outcome.status);
    expect(statuses).toEqual(["quarantined", "scanned", "scanned"]);
  }
});

test("of two jobs at one thread the one that kills it is quarantined", async () => {
  const pool = poolOf(1);
  const scans = [file("plain"), file("exit"), file("plain")].map((each) => pool.scan([each]));
  const statuses = (await Promise.all(scans)).map(([scanned]) => scanned?.outcome.status);
  expect(statuses).toEqual(["scanned", "quarantined", "scanned"]);
});

test("the first thread may start with the pool, before there is work for it", async () => {
  const early = poolOf(1, 20_000, { atOnce: true });
  const numberOf = async (pool: ScanPool) => (await pool.scan([file("thread")]))[0]?.bytes ?? 0;
  const later = await numberOf(poolOf(1));
  expect(await numberOf(early)).toBeLessThan(later);
});

test("a file that never ends is quarantined after the wall clock", async () => {
  // The clock runs from a thread's start on: also a loaded machine must have made one by then.
  const scanned = await poolOf(1, 4_000).scan([file("plain"), file("hang"), file("plain")]);
  expect(scanned.map(({ outcome }) => outcome.status)).toEqual(["scanned", "quarantined", "scanned"]);
});

test("an aborted scan rejects, and the pool goes on", async () => {
  const pool = poolOf(1);
  const abort = new AbortController();
  const scan = pool.scan([file("plain")], abort.signal);
  abort.abort(new Error("enough"));
  await expect(scan).rejects.toThrow("enough");
  expect(await pool.scan([file("plain")])).toHaveLength(1);
});

test("closing rejects what is under way", async () => {
  const pool = poolOf(1);
  const scan = pool.scan([file("hang")]);
  const outcome = expect(scan).rejects.toThrow("closed");
  await pool.close();
  await outcome;
});

const memory = { maxBytes: 320 * 1024 * 1024, threshold: 0.8 };

test("a thread that holds more than its share is replaced between two jobs", async () => {
  const pool = poolOf(1, 20_000, { memory });
  const one = async (kind: string) => (await pool.scan([file(kind)]))[0]?.bytes;
  const first = await one("thread");
  expect(await one("thread")).toBe(first);
  await one("heavy");
  expect(await one("thread")).not.toBe(first);
});

test("a file that needs more memory than the process may use is quarantined, all others are scanned", async () => {
  const scanned = await poolOf(1, 20_000, { memory }).scan([file("plain"), file("grow"), file("plain")]);
  expect(scanned.map(({ outcome }) => outcome.status)).toEqual(["scanned", "quarantined", "scanned"]);
  const { whole } = shareMemory(memory, 1, 1000);
  expect(scanned[1]?.outcome).toMatchObject({
    error: expect.stringContaining(`needs more memory than the ${limitMb(whole)} MiB`),
  });
});

test("which files get the memory they need does not depend on the number of threads", async () => {
  const large = { maxBytes: 1024 * 1024 * 1024, threshold: 0.8 };
  const most = shareMemory(large, 1, 1000).whole.parserBytes;
  expect(shareMemory(large, 4, 1000).share.parserBytes).toBeLessThan(most / 2);
  const kinds = ["plain", `needs-${most}`, "plain", `needs-${most + 1}`, `needs-${most >> 1}`, "plain"];
  for (const threads of [1, 4]) {
    const pool = poolOf(threads, 20_000, { memory: large });
    const scanned = await Promise.all(kinds.map(async (kind) => (await pool.scan([file(kind)]))[0]?.outcome.status));
    expect(scanned).toEqual(["scanned", "scanned", "scanned", "quarantined", "scanned", "scanned"]);
  }
});

test("threads leave profiles of themselves when asked for", async () => {
  const profileFolder = mkdtempSync(join(tmpdir(), "pool-profile-"));
  try {
    const pool = poolOf(1, 20_000, { nodeArguments: profilingArguments(profileFolder, ["cpu", "heap"]) });
    await pool.scan([file("plain")]);
    await pool.close();
    const left = readdirSync(profileFolder).map((name) => name.replace(/^.*\./, ""));
    expect(left.sort()).toEqual(["cpuprofile", "heapprofile"]);
  } finally {
    rmSync(profileFolder, { recursive: true, force: true });
  }
});

test("what reached the parser is told of each job, and how long it took", async () => {
  const told: JobWork[] = [];
  const pool = createScanPool({ threads: 1, maxFileSizeBytes: 1_000_000, worked: (work) => told.push(work) });
  pools.push(pool);
  const texts = ["import hashlib\nhashlib.md5(x)\n", "x = 1\n".repeat(1_000)];
  await pool.scan(texts.map((text) => ({ kind: "python", source: { bytes: Buffer.from(text) } })));
  expect(told).toEqual([
    { seconds: expect.any(Number), parsedFiles: 1, parsedBytes: Buffer.byteLength(texts[0] ?? "") },
  ]);
  expect(told[0]?.seconds).toBeGreaterThan(0);
});

test("a pool that is held gives out nothing until it goes on", async () => {
  const pool = poolOf(1);
  pool.hold?.(true);
  let ended = false;
  const scan = pool.scan([file("plain")]).then(() => {
    ended = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(ended).toBe(false);
  pool.hold?.(false);
  await scan;
  expect(ended).toBe(true);
});
