/** The gRPC road itself: failures, back-pressure, certificates, restarts. What ledger and sink promise is tested elsewhere. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import { openLedgerClient } from "@pqc-audit/platform/adapters/grpc/ledger-client.ts";
import { openResultsClient } from "@pqc-audit/platform/adapters/grpc/results-client.ts";
import { type GrpcServer, type GrpcServerOptions, startGrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import { CorruptInputError, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Ledger, PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { BeginDecision, Receipt, ResultSink, UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { currentTraceparent, withTraceparent } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { afterEach, describe, expect, test } from "vitest";
import { createAuthority } from "../servers/certificates.ts";
import { freePort } from "../servers/port.ts";
import { startProxy } from "../servers/proxy.ts";

const request = { unitId: "u1", attempt: 3, engineDigest: "e1", workerId: "w1" };
const claim: ScanClaim = {
  scanId: "s1",
  epoch: 7,
  target: "https://example.org/r.git",
  options: { ref: "main", include: ["**/*.py"], exclude: [], maxFileSizeBytes: 10_485_760, chunkSize: 1000 },
  engineDigest: "e1",
  resume: { commit: "c".repeat(40), pages: 0, lastPath: "" },
};
const fact: Fact = {
  ruleId: "python.hashlib.md5",
  line: 3,
  column: 1,
  endLine: 3,
  endColumn: 14,
  language: "python",
  algorithm: "MD5",
  family: "MD5",
  primitive: "hash",
  operation: "digest",
  purpose: "hash",
  resolved: true,
  usage: "call",
  quantum: "broken",
  classical: "broken",
  confidence: "high",
  snippet: "hashlib.md5(ü)".padEnd(190, "."),
  fingerprint: "00ff",
};
/** About `megabytes` of findings. */
const unit = (megabytes: number, unitId = "u1"): UnitResult => ({
  unitId,
  attempt: 1,
  engineDigest: "e1",
  nonce: "n",
  blobs: Array.from({ length: megabytes * 10 }, (_, index) => ({
    blob: `${index}`.padStart(40, "0"),
    kind: "python",
    outcome: { status: "scanned", facts: Array.from({ length: 180 }, (_, line) => ({ ...fact, line })) },
  })),
});

const unused = async (): Promise<never> => {
  throw new Error("this test does not call it");
};
const sink = (parts: Partial<ResultSink>): ResultSink => ({
  begin: unused,
  submit: unused,
  fail: unused,
  close: async () => {},
  ...parts,
});
const ledger = (parts: Partial<Ledger>): Ledger => ({
  claimScan: unused,
  renewClaim: unused,
  knownBlobs: unused,
  appendPage: unused,
  sealPlan: unused,
  failScan: unused,
  unitsToPublish: unused,
  markPublished: unused,
  stalePublished: unused,
  requeue: unused,
  disposablePacks: unused,
  packsDeleted: unused,
  close: async () => {},
  ...parts,
});

/** What the test opened, closed in reverse after it. */
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

async function serve(options: Partial<GrpcServerOptions>): Promise<GrpcServer> {
  const all = { listen: "127.0.0.1:0", ledger: ledger({}), results: sink({}), ...options };
  const server = await startGrpcServer(all);
  opened.push(() => server.close(0));
  return server;
}

type ClientOptions = Parameters<typeof openResultsClient>[0];

function results(port: number, options: Partial<ClientOptions> = {}): ResultSink {
  const client = openResultsClient({ address: `localhost:${port}`, callTimeoutMs: 10_000, ...options });
  opened.push(() => client.close());
  return client;
}

function coordinator(port: number, options: Partial<ClientOptions> = {}): Ledger {
  const client = openLedgerClient({ address: `localhost:${port}`, callTimeoutMs: 10_000, ...options });
  opened.push(() => client.close());
  return client;
}

describe("what is asked arrives as it was asked", () => {
  test("begin, with each of its decisions", async () => {
    const decisions: BeginDecision[] = [
      { decision: "scan", nonce: "n-1" },
      { decision: "drop", reason: "cancelled" },
      { decision: "wait", delayMs: 1_500 },
    ];
    const asked: unknown[] = [];
    const pending = [...decisions];
    const { port } = await serve({
      results: sink({
        begin: async (given) => {
          asked.push(given);
          return pending.shift() ?? unused();
        },
      }),
    });
    const client = results(port);
    for (const decision of decisions) expect(await client.begin(request)).toEqual(decision);
    expect(asked).toEqual([request, request, request]);
  });

  test("submit and fail, with each of their receipts", async () => {
    const receipts: Receipt[] = [
      { status: "COMMITTED" },
      { status: "DUPLICATE" },
      { status: "REJECTED", reason: "wrong nonce" },
      { status: "RETRY_AFTER", delayMs: 250 },
    ];
    const given: unknown[] = [];
    const answer = async (value: unknown): Promise<Receipt> => {
      given.push(value);
      return receipts[(given.length - 1) % receipts.length] ?? unused();
    };
    const { port } = await serve({ results: sink({ submit: answer, fail: answer }) });
    const client = results(port);
    const result = unit(1);
    for (const receipt of receipts) expect(await client.submit(result)).toEqual(receipt);
    const failure = { ...request, nonce: "n", error: "the pack is gone" };
    for (const receipt of receipts) expect(await client.fail(failure)).toEqual(receipt);
    expect(given).toEqual([...receipts.map(() => result), ...receipts.map(() => failure)]);
  });

  test("every call of the ledger", async () => {
    const calls: unknown[][] = [];
    const noted = <T>(answer: T) => {
      return async (...given: unknown[]): Promise<T> => {
        calls.push(given);
        return answer;
      };
    };
    const keys = [{ blob: "a".repeat(40), kind: "go" }];
    const message = { ...request, scanId: "s1", packKey: "packs/ab/abc", packDigest: "abc", packSize: 5_000_000_000 };
    const { workerId: _, ...queued } = message;
    const stale = [{ unitId: "u", attempt: 1, sequence: 2 ** 40 }];
    const { port } = await serve({
      ledger: ledger({
        claimScan: noted(claim),
        renewClaim: noted(false),
        knownBlobs: noted(keys),
        appendPage: noted(undefined),
        sealPlan: noted(undefined),
        failScan: noted(undefined),
        unitsToPublish: noted([queued, { ...queued, traceparent: "00-x" }]),
        markPublished: noted(undefined),
        stalePublished: noted(stale),
        requeue: noted(undefined),
        disposablePacks: noted(["packs/1", "packs/2"]),
        packsDeleted: noted(undefined),
      }),
    });
    const client = coordinator(port);
    const page: PlanPage = {
      page: 0,
      commit: "c".repeat(40),
      lastPath: "src/ü.py",
      units: [{ unitId: "u", packKey: "p", packDigest: "d", packSize: 1, bytes: 2, blobs: keys }],
      occurrences: [{ ...keys[0], blob: "b".repeat(40), kind: "go", path: "a b/ü", size: 0 }],
      skipped: { "too-large": 2, excluded: 0 },
    };
    expect(await client.claimScan("c1")).toEqual(claim);
    expect(await client.renewClaim(claim)).toBe(false);
    expect(await client.knownBlobs(claim, keys)).toEqual(keys);
    await client.appendPage(claim, page);
    await client.sealPlan(claim, { pages: 1, present: 2 });
    await client.failScan(claim, "gone");
    expect(await client.unitsToPublish("e1", 10)).toEqual([queued, { ...queued, traceparent: "00-x" }]);
    await client.markPublished("u", 1, 2 ** 41);
    expect(await client.stalePublished("e1", 60_000, 5)).toEqual(stale);
    await client.requeue("u", 2);
    expect(await client.disposablePacks(9)).toEqual(["packs/1", "packs/2"]);
    await client.packsDeleted(["packs/1"]);
    expect(calls).toEqual([
      ["c1"],
      [claim],
      [claim, keys],
      [claim, page],
      [claim, { pages: 1, present: 2 }],
      [claim, "gone"],
      ["e1", 10],
      ["u", 1, 2 ** 41],
      ["e1", 60_000, 5],
      ["u", 2],
      [9],
      [["packs/1"]],
    ]);
  });

  test("nothing to claim", async () => {
    const { port } = await serve({ ledger: ledger({ claimScan: async () => undefined }) });
    expect(await coordinator(port).claimScan("c1")).toBeUndefined();
  });

  test("a page of a hundred thousand paths fits a message", async () => {
    let seen = 0;
    const { port } = await serve({
      ledger: ledger({
        appendPage: async (_claim, { occurrences }) => {
          seen = occurrences.length;
        },
      }),
    });
    const occurrences = Array.from({ length: 100_000 }, (_, index) => ({
      blob: `${index}`.padStart(40, "0"),
      kind: "python",
      path: `some/folder/of/usual/length/file-${index}.py`,
      size: index,
    }));
    const page = { page: 0, commit: "c", lastPath: "x", units: [], occurrences, skipped: {} };
    await coordinator(port).appendPage(claim, page);
    expect(seen).toBe(100_000);
  });

  test("the running trace goes along", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const seen: unknown[] = [];
    const { port } = await serve({
      results: sink({
        begin: async () => {
          seen.push(currentTraceparent());
          return { decision: "drop", reason: "" };
        },
        submit: async () => {
          seen.push(currentTraceparent());
          return { status: "COMMITTED" };
        },
      }),
    });
    const client = results(port);
    await withTraceparent(traceparent, async () => {
      await client.begin(request);
      await client.submit(unit(1));
    });
    await client.begin(request);
    expect(seen).toEqual([traceparent, traceparent, undefined]);
  });
});

describe("failures keep their class and their words", () => {
  const failures = [
    new RetryableError("the database is away: ask again", { retryAfterMs: 1_234 }),
    new TerminalError("another coordinator holds scan s1 (epoch 8, yours is 7)"),
    new CorruptInputError("the digest differs: é ≠ e"),
    new UsageError("the setting x is 1 and must be 2"),
  ];

  test.each(failures)("$name, unary and on the stream", async (failure) => {
    const fails = async () => {
      throw failure;
    };
    const { port } = await serve({ results: sink({ begin: fails, submit: fails }) });
    const client = results(port);
    for (const call of [client.begin(request), client.submit(unit(1))]) {
      const error = await call.catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(failure.constructor);
      expect(error).toMatchObject({ message: failure.message });
      if (failure instanceof RetryableError) expect(error).toMatchObject({ retryAfterMs: 1_234 });
    }
  });

  test("an unexpected error is the server's to log, not the client's to read", async () => {
    const defects: unknown[] = [];
    const begin = async () => {
      throw new Error("password=hunter2");
    };
    const { port } = await serve({ results: sink({ begin }), onDefect: (error) => defects.push(error) });
    const error = await results(port)
      .begin(request)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RetryableError);
    expect(String(error)).not.toContain("hunter2");
    expect(String(defects)).toContain("hunter2");
  });

  test("a result that is too large is rejected without being held", async () => {
    const { port } = await serve({ results: sink({}), maxUnitBytes: 1_000_000 });
    expect(await results(port).submit(unit(20))).toMatchObject({
      status: "REJECTED",
      reason: expect.stringContaining("more than 1000000 bytes"),
    });
  });

  test("an address where nobody listens is retryable, after the time given", async () => {
    const client = results(await freePort(), { callTimeoutMs: 700, submitTimeoutMs: 700 });
    const started = performance.now();
    await expect(client.begin(request)).rejects.toThrow(RetryableError);
    await expect(client.submit(unit(1))).rejects.toThrow(RetryableError);
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("an address that is none, and a port that is taken, are said in one line", async () => {
    const { port } = await serve({});
    expect(() => openResultsClient({ address: "http://localhost" })).toThrow(UsageError);
    await expect(serve({ listen: `127.0.0.1:${port}` })).rejects.toThrow(`cannot listen for gRPC on 127.0.0.1:${port}`);
  });
});

describe("under load and through breaks", () => {
  test("a reader slower than its writers stays bounded", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const committed: string[] = [];
    const server = await serve({
      maxUnits: 1,
      results: sink({
        submit: async ({ unitId }) => {
          await held;
          committed.push(unitId);
          return { status: "COMMITTED" };
        },
      }),
    });
    const proxy = await startProxy(server);
    opened.push(() => proxy.stop());
    const client = results(proxy.port);
    const units = Array.from({ length: 6 }, (_, index) => unit(8, `u${index}`));
    const receipts = Promise.all(units.map((each) => client.submit(each)));
    // The first unit is received whole and waits for its commit; nobody reads the others.
    await sleep(2_500);
    const early = proxy.bytesUp();
    await sleep(500);
    expect(proxy.bytesUp()).toBe(early);
    expect(committed).toEqual([]);
    release();
    expect(await receipts).toEqual(units.map(() => ({ status: "COMMITTED" })));
    const each = proxy.bytesUp() / units.length;
    expect(early).toBeLessThan(each + 3_000_000);
    expect(committed.toSorted()).toEqual(units.map(({ unitId }) => unitId));
  });

  test("a connection cut in the middle leaves nothing behind, and the same unit goes through afterwards", async () => {
    const submitted: string[] = [];
    const server = await serve({
      maxUnits: 1,
      results: sink({
        submit: async ({ unitId }) => {
          submitted.push(unitId);
          return { status: "COMMITTED" };
        },
      }),
    });
    const proxy = await startProxy(server);
    opened.push(() => proxy.stop());
    const client = results(proxy.port);
    const large = unit(30);
    const first = client.submit(large).catch((error: unknown) => error);
    while (proxy.bytesUp() < 200_000) await sleep(1);
    proxy.cut();
    expect(await first).toBeInstanceOf(RetryableError);
    expect(submitted).toEqual([]);
    expect(await client.submit(large)).toEqual({ status: "COMMITTED" });
    expect(submitted).toEqual(["u1"]);
  });

  test("a worker that falls silent loses its place to the next", async () => {
    const server = await serve({
      maxUnits: 1,
      frameTimeoutMs: 300,
      results: sink({ submit: async () => ({ status: "COMMITTED" }) }),
    });
    const silent = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
    opened.push(async () => silent.close());
    const encode = (bytes: Buffer) => bytes;
    const call = silent.makeBidiStreamRequest("/pqc_audit.v1.Results/Submit", encode, encode, new Metadata());
    const ended = new Promise<number>((resolve) =>
      call.on("error", ({ code }: Error & { code: number }) => resolve(code)),
    );
    await sleep(100);
    expect(await results(server.port).submit(unit(1))).toEqual({ status: "COMMITTED" });
    expect(await ended).toBe(14);
  });

  test("a call waits for a server that restarts, and closing lets calls in progress finish", async () => {
    const port = await freePort();
    const slow: Partial<ResultSink> = {
      submit: async () => {
        await sleep(300);
        return { status: "COMMITTED" };
      },
    };
    const first = await startGrpcServer({ listen: `127.0.0.1:${port}`, ledger: ledger({}), results: sink(slow) });
    const client = results(port);
    const inProgress = client.submit(unit(1));
    await sleep(150);
    await first.close(5_000);
    expect(await inProgress).toEqual({ status: "COMMITTED" });
    const waiting = client.submit(unit(1));
    await sleep(500);
    await serve({ listen: `127.0.0.1:${port}`, results: sink(slow) });
    expect(await waiting).toEqual({ status: "COMMITTED" });
  });
});

describe("certificates", () => {
  const inFolder = async (work: (folder: string) => Promise<void>) => {
    const folder = await mkdtemp(join(tmpdir(), "pqc-tls-"));
    try {
      await work(folder);
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const drop: BeginDecision = { decision: "drop", reason: "" };
  const answering = sink({ begin: async () => drop });

  test("both sides must show one of the same authority; names may be limited per service", () =>
    inFolder(async (folder) => {
      const authority = await createAuthority(folder);
      const stranger = await createAuthority(folder, "stranger-authority");
      const { port } = await serve({
        tls: await authority.issue("aggregator"),
        results: answering,
        ledger: ledger({ disposablePacks: async () => [] }),
        allowedClients: { ledger: ["coordinator"], results: ["worker"] },
      });
      const worker = await authority.issue("worker");
      expect(await results(port, { tls: worker }).begin(request)).toEqual(drop);
      await expect(coordinator(port, { tls: worker }).disposablePacks(1)).rejects.toThrow(
        "the certificate of worker, localhost may not call this",
      );
      await expect(coordinator(port, { tls: worker }).disposablePacks(1)).rejects.toThrow(UsageError);
      expect(await coordinator(port, { tls: await authority.issue("coordinator") }).disposablePacks(1)).toEqual([]);
      const forged = { ...(await stranger.issue("worker-forged")), caFile: worker.caFile };
      for (const tls of [forged, undefined]) {
        const client = results(port, { callTimeoutMs: 1_000, ...(tls === undefined ? {} : { tls }) });
        await expect(client.begin(request)).rejects.toThrow(RetryableError);
        await expect(client.begin(request)).rejects.toThrow("certificates");
      }
    }));

  test("replaced files serve the next connection without a restart", () =>
    inFolder(async (folder) => {
      const old = await createAuthority(folder);
      const tls = { ...(await old.issue("aggregator")), refreshMs: 100 };
      const { port } = await serve({ tls, results: answering });
      expect(await results(port, { tls: await old.issue("worker") }).begin(request)).toEqual(drop);
      // Same file names, another authority: the old certificates are worthless from here.
      const renewed = await createAuthority(folder);
      await renewed.issue("aggregator");
      await sleep(600);
      expect(await results(port, { tls: await renewed.issue("worker") }).begin(request)).toEqual(drop);
    }));

  test("a file that cannot be read is named", () =>
    inFolder(async (folder) => {
      const files = await (await createAuthority(folder)).issue("aggregator");
      const tls = { ...files, keyFile: join(folder, "absent.key") };
      await expect(serve({ tls })).rejects.toThrow(`the TLS file ${tls.keyFile} cannot be read`);
    }));
});
