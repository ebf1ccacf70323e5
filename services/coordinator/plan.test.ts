import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { apart } from "@pqc-audit/platform/packs/declaration.ts";
import { gitObjectId } from "@pqc-audit/platform/packs/pack.ts";
import { readPack } from "@pqc-audit/platform/packs/read.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { Ledger, PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { noTracing, type Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { readWrappers } from "@pqc-audit/scanner/wrappers/read-wrappers.ts";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { COORDINATOR_DEFAULTS } from "./config.ts";
import { createCoordinatorMetrics } from "./metrics.ts";
import { planScan } from "./plan.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import type { Source, SourceEntry } from "./sources/source.ts";

const claim: ScanClaim = {
  scanId: "scan",
  epoch: 1,
  target: "https://git.example.org/a.git",
  options: { include: [], exclude: [], maxFileSizeBytes: 1000, chunkSize: 1000 },
  engineDigest: "e",
  traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
};

function sourceOf(entries: () => AsyncIterable<SourceEntry>, policy?: string): Source {
  return {
    location: claim.target,
    commit: "c".repeat(40),
    entries,
    find: async (path) => (policy === undefined ? undefined : { path, type: "file", size: policy.length }),
    async *read(wanted) {
      for (const entry of wanted) {
        yield { entry, bytes: entry.path === POLICY_FILE ? Buffer.from(policy ?? "") : Buffer.alloc(entry.size) };
      }
    },
    close: async () => {},
  };
}

function ledgerWith(changes: Partial<Ledger>): Ledger {
  const unexpected = async (): Promise<never> => {
    throw new Error("not expected");
  };
  return {
    claimScan: unexpected,
    claimHeads: unexpected,
    headsSeen: unexpected,
    renewClaim: async () => true,
    releaseClaim: async () => {},
    knownBlobs: async (_, keys) => keys,
    largeBlobs: unexpected,
    scanOfCommit: unexpected,
    repeatScan: unexpected,
    planDifference: unexpected,
    cutPlan: unexpected,
    announcePack: async () => {},
    appendPage: async () => {},
    sealPlan: async () => {},
    failScan: async () => {},
    unitsToPublish: unexpected,
    markPublished: unexpected,
    stalePublished: unexpected,
    requeue: unexpected,
    disposablePacks: unexpected,
    packsDeleted: unexpected,
    close: async () => {},
    ...changes,
  };
}

const store = new Map<string, Uint8Array>();
const blobs: BlobStore = {
  // A copy: memory is lent to a put for as long as it runs.
  put: async (key, bytes) => void store.set(key, new Uint8Array(bytes)),
  get: async () => new Uint8Array(),
  exists: async (key) => store.has(key),
  delete: async () => {},
  close: async () => {},
};

function dependencies(source: Source, ledger: Ledger, more: Partial<PlanDependencies> = {}): PlanDependencies {
  return {
    ledger,
    blobs,
    openSource: async () => source,
    wrappersOf: () => undefined,
    settings: { ...COORDINATOR_DEFAULTS, renewMs: 20 },
    metrics: createCoordinatorMetrics(new Registry()),
    logger: silentLogger,
    tracing: noTracing,
    onPage: () => {},
    ...more,
  };
}

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

const never = new AbortController().signal;

async function* manyEntries(count: number): AsyncGenerator<SourceEntry> {
  for (let n = 0; n < count; n++) {
    const path = `dir${String(n >> 8).padStart(6, "0")}/file${n % 256}.c`;
    yield { path, size: 1, type: n % 10 === 0 ? "symlink" : "file", blob: n.toString(16).padStart(40, "0") };
  }
}

test("memory is flat: three hundred thousand paths leave no more behind than thirty thousand", async () => {
  const used: number[] = [];
  let present = 0;
  const ledger = ledgerWith({
    appendPage: async (_, page: PlanPage) => {
      if (page.page % 6 === 5) {
        collectGarbage();
        used.push(process.memoryUsage().heapUsed);
      }
    },
    sealPlan: async (_, totals) => {
      present = totals.present;
    },
  });
  expect(
    await planScan(
      claim,
      dependencies(
        sourceOf(() => manyEntries(300_000)),
        ledger,
      ),
      never,
    ),
  ).toBe("sealed");
  expect(present).toBe(300_000);
  expect(used).toHaveLength(10);
  expect((used.at(-1) ?? 0) - (used[0] ?? 0)).toBeLessThan(4 * 1024 * 1024);
});

test("the next page is looked up and packed while one is stored; what that one holds is in no second unit", async () => {
  const lookedUp = Promise.withResolvers<void>();
  const asked: string[][] = [];
  const stored: string[][] = [];
  const ledger = ledgerWith({
    knownBlobs: async (_, keys) => {
      if (asked.push(keys.map(({ blob }) => blob.slice(-1))) === 2) lookedUp.resolve();
      return [];
    },
    appendPage: async (_, { units }) => {
      await lookedUp.promise;
      stored.push(units.flatMap((unit) => unit.blobs.map(({ blob }) => blob.slice(-1))));
    },
  });
  const entries = async function* () {
    for (const [at, blob] of [..."abbc"].entries()) {
      yield { path: `file${at}.c`, size: 1, type: "file", blob: blob.repeat(40) } as const;
    }
  };
  const settings = { ...COORDINATOR_DEFAULTS, pageEntries: 2 };
  expect(await planScan(claim, dependencies(sourceOf(entries), ledger, { settings }), never)).toBe("sealed");
  expect(asked).toEqual([["a", "b"], ["c"]]);
  expect(stored).toEqual([["a", "b"], ["c"]]);
});

test("a claim that is lost ends planning, and nothing more is written", async () => {
  let held = true;
  const pages: number[] = [];
  const ledger = ledgerWith({
    renewClaim: async () => held,
    appendPage: async (_, { page }) => {
      pages.push(page);
      held = false;
      await new Promise((resolve) => setTimeout(resolve, 80));
    },
    failScan: async () => {
      throw new Error("a scan that is another's must not be failed");
    },
  });
  expect(
    await planScan(
      claim,
      dependencies(
        sourceOf(() => manyEntries(20_000)),
        ledger,
      ),
      never,
    ),
  ).toBe("lost");
  expect(pages).toEqual([0]);
});

test("a page that the ledger refuses is made once more, from what it knows now", async () => {
  const asked: number[] = [];
  const units: number[] = [];
  const ledger = ledgerWith({
    // Put back to an earlier state after the first question.
    knownBlobs: async (_, keys) => (asked.push(keys.length) === 1 ? keys : []),
    appendPage: async (_, page) => {
      units.push(page.units.length);
      if (page.units.length === 0) throw new TerminalError("a blob is in no unit and has no result");
    },
  });
  const source = sourceOf(() => manyEntries(5));
  expect(await planScan(claim, dependencies(source, ledger), never)).toBe("sealed");
  expect([asked, units]).toEqual([
    [4, 4],
    [0, 1],
  ]);
  units.length = 0;
  const failed: string[] = [];
  const refusing = ledgerWith({
    appendPage: async () => {
      units.push(1);
      throw new TerminalError("never");
    },
    failScan: async (_, error) => void failed.push(error),
  });
  expect(await planScan(claim, dependencies(source, refusing), never)).toBe("failed");
  expect([units.length, failed]).toEqual([2, ["never"]]);
});

test("a renewal that fails for a while does not lose the claim", async () => {
  let renewals = 0;
  const ledger = ledgerWith({
    renewClaim: async () => {
      if (++renewals < 4) throw new RetryableError("away");
      return true;
    },
    appendPage: async () => {
      while (renewals < 5) await new Promise((resolve) => setTimeout(resolve, 10));
    },
  });
  expect(
    await planScan(
      claim,
      dependencies(
        sourceOf(() => manyEntries(10)),
        ledger,
      ),
      never,
    ),
  ).toBe("sealed");
});

test("what the source cannot look at fails the scan instead of being left out", async () => {
  const errors: string[] = [];
  const ledger = ledgerWith({ failScan: async (_, error) => void errors.push(error) });
  async function* broken(): AsyncGenerator<SourceEntry> {
    yield { path: "a", size: 1, type: "file", blob: "a".repeat(40) };
    yield { path: "b", size: 0, type: "file", error: "Cannot read b: permission denied" };
  }
  expect(await planScan(claim, dependencies(sourceOf(broken), ledger), never)).toBe("failed");
  async function* endless(): AsyncGenerator<SourceEntry> {
    yield* manyEntries(3);
    throw new TerminalError("it has too many paths");
  }
  expect(await planScan(claim, dependencies(sourceOf(endless), ledger), never)).toBe("failed");
  expect(errors).toEqual(["Cannot read b: permission denied", "it has too many paths"]);
});

test("planning and storing are spans of the scan's trace", async () => {
  const spans: string[] = [];
  const tracing: Tracing = {
    async span(name, options, work) {
      spans.push(`${name} ${options.parent ?? "-"}`);
      return work({ set: () => {} });
    },
    close: async () => {},
  };
  const ledger = ledgerWith({ knownBlobs: async () => [] });
  await planScan(
    claim,
    dependencies(
      sourceOf(() => manyEntries(30)),
      ledger,
      { tracing },
    ),
    never,
  );
  expect(spans).toEqual([`plan ${claim.traceparent}`, "store pack -"]);
});

test("packs are announced before they are put; one that came too late for its claim is taken away again", async () => {
  const steps: string[] = [];
  const announced: string[] = [];
  const settings = { ...COORDINATOR_DEFAULTS, renewMs: 60_000, latePutMs: -1, concurrentPuts: 1 };
  const noting: BlobStore = {
    ...blobs,
    put: async () => void steps.push("put"),
    exists: async () => true,
    delete: async (key) => void steps.push(`deleted ${key === announced.at(-1)}`),
  };
  const ledger = ledgerWith({
    announcePack: async (_, { packKey }) => {
      announced.push(packKey);
      steps.push("announced");
      // Meanwhile the scan has become another's.
      if (announced.length === 2) throw new TerminalError("scan s is planned by another now");
    },
    appendPage: async () => void steps.push("page"),
    renewClaim: async () => false,
    knownBlobs: async () => [],
  });
  const source = sourceOf(() => manyEntries(2));
  expect(await planScan(claim, dependencies(source, ledger, { settings, blobs: noting }), never)).toBe("lost");
  expect(steps).toEqual(["announced", "put", "announced", "deleted true"]);
  steps.length = 0;
  const inTime = { ...settings, latePutMs: 60_000 };
  expect(await planScan(claim, dependencies(source, ledger, { settings: inTime, blobs: noting }), never)).toBe(
    "sealed",
  );
  expect(steps).toEqual(["announced", "put", "page"]);
});

test("what the repository says of itself goes with the first page, and no other", async () => {
  const policies: unknown[] = [];
  const ledger = ledgerWith({ appendPage: async (_, { page, policy }) => void policies.push([page, policy]) });
  const settings = { ...COORDINATOR_DEFAULTS, pageEntries: 4 };
  const source = sourceOf(() => manyEntries(10), "version: 1");
  expect(await planScan(claim, dependencies(source, ledger, { settings }), never)).toBe("sealed");
  expect(policies).toEqual([
    [0, { text: "version: 1" }],
    [1, undefined],
    [2, undefined],
  ]);
  policies.length = 0;
  const resume = { commit: "c".repeat(40), pages: 1, lastPath: "dir000000/file3.c" };
  expect(await planScan({ ...claim, resume }, dependencies(source, ledger, { settings }), never)).toBe("sealed");
  expect(policies).toEqual([
    [1, undefined],
    [2, undefined],
  ]);
});

const OWN = readWrappers([
  {
    library: "acme",
    languages: ["c"],
    models: [{ rule: "sign", calls: ["acme_sign"], algorithm: { value: "RSA" }, operation: "sign" }],
  },
]);

async function plannedWith(more: Partial<PlanDependencies>, resume?: ScanClaim["resume"]) {
  const pages: PlanPage[] = [];
  const failed: string[] = [];
  const ledger = ledgerWith({
    knownBlobs: async () => [],
    appendPage: async (_, page) => void pages.push(page),
    failScan: async (_, error) => void failed.push(error),
  });
  const settings = { ...COORDINATOR_DEFAULTS, pageEntries: 2 };
  async function* entries(): AsyncGenerator<SourceEntry> {
    for (const [at, path] of ["a.c", "b.go", "c.c", "copy.c"].entries()) {
      const size = Math.min(at, 2);
      yield { path, size, type: "file", blob: gitObjectId(Buffer.alloc(size)) };
    }
  }
  const all = dependencies(sourceOf(entries, "version: 1"), ledger, { settings, wrappersOf: () => OWN, ...more });
  const outcome = await planScan({ ...claim, ...(resume && { resume }) }, all, never);
  const kinds = pages.map(({ occurrences, wrappers }) => [wrappers, ...occurrences.map((each) => each.secondKind)]);
  return { outcome, failed, kinds, units: pages.flatMap((page) => page.units) };
}

test("what a repository declares as its own is looked for in units of their own, which hold the declaration", async () => {
  const second = `c@${OWN.digest}`;
  const { kinds, units } = await plannedWith({});
  expect(kinds).toEqual([
    [OWN.digest, second, undefined],
    [undefined, second, second],
  ]);
  expect(units.map((each) => each.blobs.map(({ kind }) => kind))).toEqual([["c", "go"], [second], ["c"], [second]]);
  const packs = await Promise.all(
    units.map((each) => readPack(store.get(each.packKey) ?? new Uint8Array(), each.packDigest)),
  );
  expect(packs.map((members) => apart(members).declaration !== undefined)).toEqual([false, true, false, true]);
});

test("a server may forbid it; a plan that was begun goes on as it was begun, whatever is allowed now", async () => {
  const settings = { ...COORDINATOR_DEFAULTS, pageEntries: 2, allowWrappers: false };
  expect((await plannedWith({ settings })).kinds).toEqual([
    [undefined, undefined, undefined],
    [undefined, undefined, undefined],
  ]);
  const resume = { commit: "c".repeat(40), pages: 1, lastPath: "b.go" };
  const second = `c@${OWN.digest}`;
  expect((await plannedWith({ settings }, { ...resume, wrappers: OWN.digest })).kinds).toEqual([
    [undefined, second, second],
  ]);
  expect((await plannedWith({}, resume)).kinds).toEqual([[undefined, undefined, undefined]]);
  const other = await plannedWith({}, { ...resume, wrappers: "0".repeat(32) });
  expect([other.outcome, other.failed]).toEqual(["failed", [expect.stringContaining("other functions of its own")]]);
});
