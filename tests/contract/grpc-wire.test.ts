import { openResultsClient } from "@pqc-audit/platform/adapters/grpc/results-client.ts";
import { CorruptInputError, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { PlanPage } from "@pqc-audit/platform/ports/ledger.ts";
import type { BeginDecision, Receipt } from "@pqc-audit/platform/ports/result-sink.ts";
import { currentTraceparent, withTraceparent } from "@pqc-audit/platform/telemetry/tracing.ts";
import { describe, expect, test } from "vitest";
import { freePort } from "../servers/port.ts";
import { claim, coordinator, ledger, request, results, serve, sink, unit, unused } from "./grpc-fixtures.ts";

describe("what is asked arrives as it was asked", () => {
  test("begin, with each of its decisions", async () => {
    const decisions: BeginDecision[] = [
      { decision: "scan", nonce: "n-1" },
      {
        decision: "scan",
        nonce: "n-2",
        alone: true,
        part: { keys: [{ blob: "0123456789012345678901234567890123456789", kind: "python" }] },
      },
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
    expect(asked).toEqual(decisions.map(() => request));
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
    const large = [
      { blob: "c".repeat(40), size: 2 ** 41 },
      { blob: "d".repeat(40), size: 2 ** 20 + 1, withheld: true },
    ];
    const stale = [{ unitId: "u", attempt: 1, sequence: 2 ** 40 }];
    const { port } = await serve({
      ledger: ledger({
        claimScan: noted(claim),
        renewClaim: noted(false),
        releaseClaim: noted(undefined),
        knownBlobs: noted(keys),
        largeBlobs: noted(large),
        scanOfCommit: noted(claim.previous),
        repeatScan: noted(true),
        planDifference: noted(false),
        cutPlan: noted(undefined),
        announcePack: noted(undefined),
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
      occurrences: [{ ...keys[0], blob: "b".repeat(40), kind: "go", path: "a b/ü", size: 0, secondKind: "go@0f" }],
      skipped: { "too-large": 2, excluded: 0 },
      policy: { text: "version: 1 # ü\n" },
      wrappers: "0f",
      large,
    };
    expect(await client.claimScan("c1", "e1", { prefer: "s1", except: ["s2", "s3"] })).toEqual(claim);
    expect(await client.claimScan("c1", "e1", {})).toEqual(claim);
    expect(await client.renewClaim(claim)).toBe(false);
    await client.releaseClaim(claim);
    expect(await client.knownBlobs(claim, keys)).toEqual(keys);
    expect(await client.largeBlobs(claim, ["c".repeat(40)])).toEqual(large);
    expect(await client.scanOfCommit(claim, "c".repeat(40))).toEqual(claim.previous);
    expect(await client.repeatScan(claim)).toBe(true);
    const difference = { page, gone: page.occurrences, goneSkipped: { symlink: 3 } };
    expect(await client.planDifference(claim, difference)).toBe(false);
    const cut = {
      commit: "c".repeat(40),
      ranges: claim.range ? [claim.range] : [],
      wrappers: "0f",
      policy: { fault: "ü" },
    };
    await client.cutPlan(claim, cut);
    await client.cutPlan(claim, { commit: cut.commit, ranges: cut.ranges });
    const pack = { packKey: "p", packDigest: "d", packSize: 2 ** 40 };
    await client.announcePack(claim, pack);
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
      ["c1", "e1", { prefer: "s1", except: ["s2", "s3"] }],
      ["c1", "e1", {}],
      [claim],
      [claim],
      [claim, keys],
      [claim, ["c".repeat(40)]],
      [claim, "c".repeat(40)],
      [claim],
      [claim, difference],
      [claim, cut],
      [claim, { commit: cut.commit, ranges: cut.ranges }],
      [claim, pack],
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
    expect(await coordinator(port).claimScan("c1", "e1")).toBeUndefined();
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
