import { createMemoryWorkQueue } from "@pqc-audit/platform/adapters/memory/work-queue.ts";
import { CorruptInputError, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { gitObjectId } from "@pqc-audit/platform/packs/pack.ts";
import { writePack } from "@pqc-audit/platform/packs/write.ts";
import type {
  BeginDecision,
  FailRequest,
  FailureCause,
  Receipt,
  ResultSink,
  UnitResult,
} from "@pqc-audit/platform/ports/result-sink.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { Registry } from "prom-client";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { WorkerSettings } from "./config.ts";
import type { ScanFile, ScannedFile, ScanPool } from "./pool/scan-pool.ts";
import { createWorker, type Worker } from "./service.ts";

const ENGINE = "e".repeat(64);
let queue: WorkQueue;
let packs: Map<string, Uint8Array>;
let sink: FakeSink;
let pool: FakePool;
let registry: Registry;
const workers: Worker[] = [];

beforeEach(() => {
  queue = createMemoryWorkQueue({ ackWaitMs: 150 });
  packs = new Map();
  sink = new FakeSink();
  pool = new FakePool();
  registry = new Registry();
});
afterEach(async () => {
  pool.open();
  await Promise.all(workers.splice(0).map((each) => each.stop()));
  await queue.close();
});

/** Takes what it is given; each answer can be decided by a test. */
class FakeSink implements ResultSink {
  readonly calls: string[] = [];
  readonly results: UnitResult[] = [];
  readonly failures: string[] = [];
  readonly causes: (FailureCause | undefined)[] = [];
  onBegin: (unitId: string, attempt: number) => BeginDecision = () => ({ decision: "scan", nonce: "n" });
  onSubmit: () => Receipt | Promise<Receipt> = () => ({ status: "COMMITTED" });

  async begin({ unitId, attempt }: { unitId: string; attempt: number }): Promise<BeginDecision> {
    this.calls.push(`begin ${unitId}`);
    return this.onBegin(unitId, attempt);
  }

  async submit(result: UnitResult): Promise<Receipt> {
    this.calls.push(`submit ${result.unitId}`);
    const receipt = await this.onSubmit();
    if (receipt.status === "COMMITTED") this.results.push(result);
    return receipt;
  }

  async fail({ unitId, error, nonce, cause }: FailRequest): Promise<Receipt> {
    this.calls.push(`fail ${unitId}`);
    this.failures.push(`${nonce}: ${error}`);
    this.causes.push(cause);
    return this.onSubmit();
  }

  async close(): Promise<void> {}
}

/** Reads no cryptography: skips what says so, and can be held. */
class FakePool implements ScanPool {
  readonly engineDigest = ENGINE;
  readonly scanned: string[] = [];
  running = 0;
  most = 0;
  broken: Error | undefined;
  #gate: PromiseWithResolvers<void> | undefined;

  hold(): void {
    this.#gate = Promise.withResolvers();
  }

  open(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
  }

  async scan(files: readonly ScanFile[], signal?: AbortSignal): Promise<readonly ScannedFile[]> {
    this.running++;
    this.most = Math.max(this.most, this.running);
    const gone = Promise.withResolvers<never>();
    signal?.addEventListener("abort", () => gone.reject(signal.reason));
    try {
      if (this.broken) throw this.broken;
      await Promise.race([this.#gate?.promise, gone.promise]);
      return files.map(({ source }) => {
        const text = "bytes" in source ? Buffer.from(source.bytes).toString() : "";
        this.scanned.push(text);
        return text === "binary"
          ? { outcome: { status: "skipped", reason: "binary" }, bytes: text.length }
          : { outcome: { status: "scanned", facts: [] }, bytes: text.length, anchors: "abcdef" };
      });
    } finally {
      this.running--;
    }
  }

  async close(): Promise<void> {}
}

async function publish(
  unitId: string,
  contents: readonly string[],
  change: { packDigest?: string; attempt?: number } = {},
) {
  const blobs = contents.map((text) => ({ kind: "c", blob: gitObjectId(Buffer.from(text)), bytes: Buffer.from(text) }));
  const pack = await writePack(blobs, "scan");
  packs.set(pack.key, pack.bytes);
  await queue.publish({
    unitId,
    scanId: "scan",
    attempt: 1,
    engineDigest: ENGINE,
    packKey: pack.key,
    packDigest: pack.digest,
    packSize: pack.bytes.length,
    ...change,
  });
  return pack.key;
}

let onGet: (key: string) => void = () => {};

function start(settings: Partial<WorkerSettings> = {}): Worker {
  onGet = () => {};
  const worker = createWorker({
    queue,
    blobs: {
      async get(key) {
        onGet(key);
        const bytes = packs.get(key);
        if (!bytes) throw new TerminalError(`there is no ${key}`);
        return bytes;
      },
    },
    sink,
    pool,
    logger: silentLogger,
    registry,
    settings: { extendMs: 40, graceMs: 200, ...settings },
    workerId: "w1",
  });
  workers.push(worker);
  worker.start();
  return worker;
}

async function eventually(check: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 8_000;
  while (!(await check())) {
    if (performance.now() > end) throw new Error(`did not come true in time: ${check.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const empty = async () => (await queue.depth(ENGINE)) === 0;
const counted = async (outcome: string) =>
  (await registry.getSingleMetric("pqc_audit_units_total")?.get())?.values.find(
    (each) => each.labels.outcome === outcome,
  )?.value ?? 0;

test("a unit is begun, scanned, handed over, and only then taken out of the queue", async () => {
  let depthAtReceipt = 0;
  sink.onSubmit = async () => {
    depthAtReceipt = await queue.depth(ENGINE);
    return { status: "COMMITTED" };
  };
  await publish("u1", ["int a;", "binary"]);
  const worker = start();
  expect(worker.state).toBe("RUNNING");
  await eventually(empty);
  expect(depthAtReceipt).toBe(1);
  expect(sink.calls).toEqual(["begin u1", "submit u1"]);
  const [result] = sink.results;
  expect(result).toMatchObject({ unitId: "u1", attempt: 1, engineDigest: ENGINE, nonce: "n" });
  const outcomes = new Map(
    result?.blobs.map(({ blob, outcome, ...told }) => [blob, { ...told, status: outcome.status }]),
  );
  expect(outcomes.get(gitObjectId(Buffer.from("int a;")))).toEqual({ kind: "c", status: "scanned", anchors: "abcdef" });
  expect(outcomes.get(gitObjectId(Buffer.from("binary")))).toEqual({ kind: "c", status: "skipped" });
  await eventually(async () => (await counted("committed")) === 1);
  await worker.stop();
  expect(worker.state).toBe("STOPPED");
  await worker.ended;
});

test("a unit told to drop is taken out unscanned; one told to wait comes again", async () => {
  let waits = 0;
  sink.onBegin = (unitId) => {
    if (unitId === "dropped") return { decision: "drop", reason: "cancelled" };
    return ++waits === 1 ? { decision: "wait", delayMs: 30 } : { decision: "scan", nonce: "n" };
  };
  await publish("dropped", ["a"]);
  await publish("waits", ["b"]);
  start();
  await eventually(empty);
  expect(pool.scanned).toEqual(["b"]);
  expect([await counted("dropped"), await counted("waited"), await counted("committed")]).toEqual([1, 1, 1]);
});

test("duplicates and rejections are taken out; a busy ledger is asked again", async () => {
  const receipts: Receipt[] = [
    { status: "RETRY_AFTER", delayMs: 10 },
    { status: "RETRY_AFTER", delayMs: 10 },
    { status: "DUPLICATE" },
  ];
  sink.onSubmit = () => receipts.shift() ?? { status: "REJECTED", reason: "no such unit" };
  await publish("u1", ["a"]);
  start({ concurrentScans: 1 });
  await eventually(async () => (await counted("duplicate")) === 1);
  await publish("u2", ["b"]);
  await eventually(empty);
  expect(pool.scanned).toEqual(["a", "b"]); // Handed over thrice, scanned once.
  await eventually(async () => (await counted("rejected")) === 1);
});

test("a sink that is away delays and loses nothing", async () => {
  let begins = 0;
  let submits = 0;
  sink.onBegin = () => {
    if (++begins < 3) throw new RetryableError("away", { retryAfterMs: 10 });
    return { decision: "scan", nonce: "n" };
  };
  sink.onSubmit = () => {
    if (++submits < 3) throw new RetryableError("away", { retryAfterMs: 10 });
    return { status: "COMMITTED" };
  };
  await publish("u1", ["a"]);
  start();
  await eventually(empty);
  expect(sink.results).toHaveLength(1);
  expect(pool.scanned).toEqual(["a"]);
});

test("a pack that is gone, changed or no pack is reported as failed, and nothing of it is scanned", async () => {
  const gone = await publish("gone", ["a"]);
  packs.delete(gone);
  const changed = await publish("changed", ["b"]);
  packs.set(changed, Buffer.from("no pack"));
  await publish("other", ["c"], { packDigest: "0".repeat(64) });
  start();
  await eventually(empty);
  expect(pool.scanned).toEqual([]);
  expect(sink.failures.toSorted()).toEqual(
    [
      expect.stringMatching(/^n: The pack has the SHA-256 [0-9a-f]{64} instead of 0{64}: it was changed or cut\.$/),
      expect.stringMatching(
        /^n: The pack has the SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}: it was changed or cut\.$/,
      ),
      `n: there is no ${gone}`,
    ].toSorted(),
  );
  expect(sink.results).toEqual([]);
});

test("a store that is away sends the unit back, to be tried later", async () => {
  await publish("u1", ["a"]);
  let gets = 0;
  start();
  onGet = () => {
    if (++gets === 1) throw new RetryableError("slow down");
  };
  await eventually(empty);
  expect(gets).toBe(2);
  expect([sink.failures.length, sink.results.length]).toEqual([0, 1]);
});

test("a pool that breaks fails the unit and not the worker", async () => {
  pool.broken = new Error("out of memory");
  await publish("u1", ["a"]);
  const worker = start();
  await eventually(empty);
  expect(sink.failures).toEqual(["n: out of memory"]);
  pool.broken = new CorruptInputError("the pack gives one content out as another");
  await publish("u2", ["b"]);
  await eventually(empty);
  expect(sink.causes, "what a thread says of a content is its pack's fault").toEqual(["scan", "pack"]);
  pool.broken = undefined;
  await publish("u3", ["c"]);
  await eventually(() => sink.results.length === 1);
  expect(worker.state).toBe("RUNNING");
});

test("a long scan keeps its message, and units beyond the limit stay in the queue", async () => {
  for (let n = 0; n < 8; n++) await publish(`u${n}`, [`content ${n}`]);
  pool.hold();
  start({ concurrentScans: 2, prefetch: 1 });
  await eventually(() => pool.running === 2);
  await new Promise((resolve) => setTimeout(resolve, 400)); // Far beyond the acknowledgement time.
  // Whichever packs came first.
  expect(sink.calls.map((call) => call.split(" ")[0])).toEqual(["begin", "begin"]);
  pool.open();
  await eventually(empty);
  expect(sink.results.map((each) => each.unitId).toSorted()).toEqual(Array.from({ length: 8 }, (_, n) => `u${n}`));
  expect(pool.scanned).toHaveLength(8); // None was delivered twice.
  expect(pool.most).toBe(2);
});

test("at a stop what is scanned is finished, and what has not begun goes back at once", async () => {
  for (let n = 0; n < 5; n++) await publish(`u${n}`, [`content ${n}`]);
  pool.hold();
  const worker = start({ concurrentScans: 1, prefetch: 2, graceMs: 5_000 });
  await eventually(() => pool.running === 1);
  const stopping = worker.stop();
  expect(worker.state).toBe("STOPPING");
  await eventually(async () => (await counted("returned")) >= 1 && worker.state === "DRAINING");
  pool.open();
  await stopping;
  expect(sink.results.map((each) => each.unitId)).toEqual(["u0"]);
  expect(await queue.depth(ENGINE)).toBe(4);
  // Another worker has them at once, without waiting for the acknowledgement time.
  registry = new Registry();
  const before = performance.now();
  start();
  await eventually(empty);
  expect(performance.now() - before).toBeLessThan(140);
  expect(new Set(sink.results.map((each) => each.unitId)).size).toBe(5);
});

test("when the grace is over, what is still being scanned goes back too", async () => {
  await publish("u1", ["a"]);
  pool.hold();
  const worker = start({ graceMs: 50 });
  await eventually(() => pool.running === 1);
  const before = performance.now();
  await worker.stop();
  expect(performance.now() - before).toBeLessThan(1_000);
  expect(worker.state).toBe("STOPPED");
  expect([await queue.depth(ENGINE), sink.results.length]).toEqual([1, 0]);
  // So that a worker that ends in peace does not make its units suspects.
  expect(sink.failures).toEqual(["n: the worker ends"]);
  expect(await counted("returned")).toBe(1);
});

test("a sink that never answers does not keep the worker from ending", async () => {
  sink.onSubmit = () => new Promise(() => {});
  await publish("u1", ["a"]);
  const worker = start({ graceMs: 50 });
  await eventually(() => sink.calls.includes("submit u1"));
  await worker.stop();
  expect(worker.state).toBe("STOPPED");
});

test("a queue that is away is tried again; one that refuses for good is a failure", async () => {
  let tries = 0;
  const real = queue;
  const worker = createWorker({
    queue: {
      async *consume(options) {
        tries++;
        if (tries === 1) throw new RetryableError("away", { retryAfterMs: 5 });
        if (tries === 2) throw new TerminalError("not allowed");
        yield* real.consume(options);
      },
    },
    blobs: { get: async () => new Uint8Array() },
    sink,
    pool,
    logger: silentLogger,
  });
  worker.start();
  await expect(worker.ended).rejects.toThrow("not allowed");
  expect(worker.state).toBe("FAILED");
  await worker.stop();
  expect(worker.state).toBe("FAILED");
  expect(tries).toBe(2);
});

test("units that stopped workers before are scanned alone, and only their part of the pack", async () => {
  const keys = ["b", "d", "f"].map((text) => ({ kind: "c", blob: gitObjectId(Buffer.from(text)) }));
  sink.onBegin = (unitId) => ({
    decision: "scan",
    nonce: "n",
    alone: true,
    part: { keys: keys.slice(Number(unitId), Number(unitId) + 1) },
  });
  await publish("0", ["a", "b"]);
  await publish("1", ["c", "d"]);
  await publish("2", ["e", "f"]);
  pool.hold();
  start({ concurrentScans: 2 });
  await expect.poll(() => pool.running).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(pool.running).toBe(1);
  pool.open();
  await expect.poll(() => sink.results.length).toBe(3);
  expect(pool.scanned.toSorted()).toEqual(["b", "d", "f"]);
  expect(pool.most).toBe(1);
  expect(sink.results.flatMap(({ blobs }) => blobs.map(({ blob }) => blob)).toSorted()).toEqual(
    keys.map(({ blob }) => blob).toSorted(),
  );
});

test("a part that the pack does not hold is a fault of the pack", async () => {
  const keys = [{ kind: "c", blob: gitObjectId(Buffer.from("elsewhere")) }];
  sink.onBegin = () => ({ decision: "scan", nonce: "n", part: { keys } });
  await publish("u1", ["one"]);
  start();
  await expect.poll(() => sink.failures.length).toBe(1);
  expect(sink.failures).toEqual(["n: the pack holds 0 of the unit's 1 contents"]);
  expect(pool.scanned).toEqual([]);
});
