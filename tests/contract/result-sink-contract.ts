/** What every `ResultSink` keeps, whatever carries it. `make` gives a fresh one. */

import { finishScan } from "@pqc-audit/aggregator/finish/finish-scan.ts";
import { joinFindings } from "@pqc-audit/aggregator/join/join.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { pageOf } from "./findings-contract.ts";
import { blob, fact, NOTHING, planned, publishAll, result, started } from "./plan-fixtures.ts";
import { suspectsContract } from "./suspects-contract.ts";

const FOUND: Outcome = { status: "scanned", facts: [fact(), fact({ line: 9, endLine: 9 })] };

export function resultSinkContract(name: string, make: () => Promise<Harness>): void {
  suspectsContract(name, make);
  describe(`result sink: ${name}`, () => {
    let h: Harness;
    let scanId: string;
    let message: UnitMessage;
    beforeEach(async () => {
      h = await make();
      scanId = (await h.submit()).scanId;
      await planned(h.ledger, [["a", "b"]]);
      const [first] = await publishAll(h.ledger);
      if (!first) throw new Error("nothing to publish");
      message = first;
    });
    afterEach(() => h?.stop());

    const begin = (over: object = {}) => h.sink.begin({ ...message, workerId: "worker-1", ...over });
    const facts = async () => {
      const rows = await h.context.store.db.selectFrom("fact").select("body").execute();
      return rows.reduce((sum, { body }) => sum + (JSON.parse(body) as unknown[]).length, 0);
    };

    describe("begin", () => {
      test("gives a nonce of its own to each start", async () => {
        const [one, two] = [await started(h.sink, message), await started(h.sink, message, "worker-2")];
        expect(one).toMatch(/^[0-9a-f]{32}$/);
        expect(two).not.toBe(one);
      });

      test("drops what does not exist, is of another engine, or is done", async () => {
        expect(await begin({ unitId: "nothing" })).toMatchObject({
          decision: "drop",
          reason: expect.stringMatching(/does not exist/),
        });
        expect(await begin({ engineDigest: "f".repeat(64) })).toMatchObject({
          decision: "drop",
          reason: expect.stringMatching(/for engine/),
        });
        await h.sink.submit(result(message, await started(h.sink, message), { a: NOTHING, b: NOTHING }));
        expect(await begin()).toMatchObject({ decision: "drop", reason: expect.stringMatching(/is committed/) });
      });

      test("drops an attempt that a later one has superseded, and one that never was", async () => {
        await h.ledger.requeue(message.unitId, 1);
        expect(await begin()).toMatchObject({ decision: "drop", reason: expect.stringMatching(/superseded/) });
        await h.ledger.markPublished(message.unitId, 2, 5);
        expect(await begin({ attempt: 3 })).toMatchObject({
          decision: "drop",
          reason: expect.stringMatching(/never published/),
        });
        expect(await begin({ attempt: 2 })).toMatchObject({ decision: "scan" });
      });
    });

    describe("submit", () => {
      test("commits once; the same again is a duplicate", async () => {
        const unitResult = result(message, await started(h.sink, message), { a: FOUND, b: NOTHING });
        expect(await h.sink.submit(unitResult)).toEqual({ status: "COMMITTED" });
        expect(await h.sink.submit(unitResult)).toEqual({ status: "DUPLICATE" });
        expect(await facts()).toBe(2);
        expect(await h.depth()).toBe(0);
        expect(h.counted).toMatchObject({ duplicates: 1, divergent: 0 });
        expect(await h.state(scanId)).toBe("joining");
      });

      test("a zombie's late result is a duplicate, and the first to come is taken", async () => {
        const [slow, fast] = [await started(h.sink, message), await started(h.sink, message, "worker-2")];
        expect(await h.sink.submit(result(message, fast, { a: FOUND, b: NOTHING }))).toEqual({ status: "COMMITTED" });
        expect(await h.sink.submit(result(message, slow, { a: FOUND, b: NOTHING }))).toEqual({ status: "DUPLICATE" });
        expect(await facts()).toBe(2);
      });

      test("a result whose unit was requeued meanwhile is taken", async () => {
        const nonce = await started(h.sink, message);
        await h.ledger.requeue(message.unitId, 1);
        expect(await h.sink.submit(result(message, nonce, { a: NOTHING, b: NOTHING }))).toEqual({
          status: "COMMITTED",
        });
        expect(await h.depth()).toBe(0);
      });

      test("a duplicate that differs keeps the first and is counted", async () => {
        const nonce = await started(h.sink, message);
        await h.sink.submit(result(message, nonce, { a: FOUND, b: NOTHING }));
        const other: Outcome = { status: "scanned", facts: [fact({ algorithm: "SHA-1" })] };
        expect(await h.sink.submit(result(message, nonce, { a: other, b: NOTHING }))).toEqual({ status: "DUPLICATE" });
        expect(h.counted.divergent).toBe(1);
        expect(await facts()).toBe(2);
      });

      test("many facts of one blob come back in order", async () => {
        const many = Array.from({ length: 350 }, (_, at) => fact({ line: at + 1, endLine: at + 1 }));
        const nonce = await started(h.sink, message);
        await h.sink.submit(result(message, nonce, { a: { status: "scanned", facts: many }, b: NOTHING }));
        expect(await facts()).toBe(350);
        await h.finish(scanId);
        const lines = await h.context.store.db.selectFrom("finding").select("canonical").orderBy("seq").execute();
        expect(lines.map(({ canonical }) => JSON.parse(canonical).line)).toEqual(many.map(({ line }) => line));
      });

      test("key order is no difference", async () => {
        const nonce = await started(h.sink, message);
        await h.sink.submit(result(message, nonce, { a: FOUND, b: NOTHING }));
        const turned = Object.fromEntries(Object.entries(fact()).reverse()) as unknown as ReturnType<typeof fact>;
        const same: Outcome = { status: "scanned", facts: [turned, fact({ line: 9, endLine: 9 })] };
        await h.sink.submit(result(message, nonce, { a: same, b: NOTHING }));
        expect(h.counted).toMatchObject({ duplicates: 1, divergent: 0 });
      });

      test.each([
        ["a wrong nonce", (nonce: string) => ({ nonce: `${nonce.slice(1)}0` }), /never begun with this nonce/],
        ["another engine", () => ({ engineDigest: "f".repeat(64) }), /is for engine/],
        ["an unknown unit", () => ({ unitId: "nothing" }), /does not exist/],
        ["a blob too few", () => ({ blobs: [{ ...blob("a"), outcome: NOTHING }] }), /holds 2 blobs, the result 1/],
        [
          "another blob",
          () => ({ blobs: ["a", "c"].map((one) => ({ ...blob(one), outcome: NOTHING })) }),
          /the first difference/,
        ],
        [
          "a blob twice",
          () => ({ blobs: ["a", "b", "b"].map((one) => ({ ...blob(one), outcome: NOTHING })) }),
          /holds 2 blobs, the result 3/,
        ],
        [
          "a fact that is none",
          () => ({
            blobs: [
              { ...blob("a"), outcome: { status: "scanned", facts: [fact({ line: 0 })] } as Outcome },
              { ...blob("b"), outcome: NOTHING },
            ],
          }),
          /impossible line/,
        ],
      ])("%s is rejected and nothing is written", async (_name, change, reason) => {
        const nonce = await started(h.sink, message);
        const wrong = { ...result(message, nonce, { a: FOUND, b: NOTHING }), ...change(nonce) };
        const receipt = await h.sink.submit(wrong);
        expect(receipt).toEqual({ status: "REJECTED", reason: expect.stringMatching(reason) });
        expect(await facts()).toBe(0);
        expect(await h.depth()).toBe(1);
        expect(await h.sink.submit(result(message, nonce, { a: FOUND, b: NOTHING }))).toEqual({ status: "COMMITTED" });
      });

      test("a result of a cancelled scan is refused", async () => {
        const nonce = await started(h.sink, message);
        await h.cancel(scanId);
        expect(await h.sink.submit(result(message, nonce, { a: FOUND, b: NOTHING }))).toMatchObject({
          status: "REJECTED",
          reason: expect.stringMatching(/cancelled/),
        });
        expect(await facts()).toBe(0);
      });

      test("text that no database likes is stored", async () => {
        const odd: Outcome = {
          status: "scanned",
          facts: [fact({ snippet: "a\0b \ud800 ' \\ \u{1f600}" })],
          error: "line 1\0: \udfff",
        };
        const nonce = await started(h.sink, message);
        expect(await h.sink.submit(result(message, nonce, { a: odd, b: NOTHING }))).toEqual({ status: "COMMITTED" });
        expect(await h.finish(scanId)).toMatchObject({ state: "completed" });
      });

      test("twenty units at once, from four workers, with blobs in common", async () => {
        const shared = ["x", "y", "z"];
        await h.submit({ target: "https://git.example.org/many" });
        await planned(
          h.ledger,
          Array.from({ length: 20 }, (_, at) => [`u${at}`, ...shared]).map((names) => names),
        );
        const messages = (await publishAll(h.ledger)).filter((each) => each.scanId !== scanId);
        expect(messages).toHaveLength(20);
        const nonces = await Promise.all(messages.map((each, at) => started(h.sink, each, `worker-${at % 4}`)));
        const blobsOf = async (unitId: string) =>
          h.context.store.db.selectFrom("unit_blob").select(["blob", "kind"]).where("unit_id", "=", unitId).execute();
        const receipts = await Promise.all(
          messages.map(async (each, at) => {
            const keys = (await blobsOf(each.unitId)).sort(() => (at % 2 === 0 ? 1 : -1));
            const blobs = keys.map((key) => ({ ...key, outcome: FOUND }));
            return h.sink.submit({ ...each, nonce: nonces[at] ?? "", blobs });
          }),
        );
        expect(new Set(receipts.map((receipt) => receipt.status))).toEqual(new Set(["COMMITTED"]));
        expect(await facts()).toBe(23 * 2);
        expect(h.counted.divergent).toBe(0);
        expect(h.counted.joining).toHaveLength(1);
      });
    });

    describe("fail", () => {
      const fail = (nonce: string, attempt: number) =>
        h.sink.fail({ ...message, attempt, workerId: "worker-1", nonce, error: "the pack is gone" });

      test("wants the nonce", async () => {
        expect(await fail("0".repeat(32), 1)).toMatchObject({ status: "REJECTED" });
      });

      test("leads to another attempt, and after the last the scan ends incomplete with the reason", async () => {
        for (let attempt = 1; attempt <= h.context.settings.maxFailures; attempt++) {
          const nonce = await started(h.sink, { ...message, attempt });
          expect(await fail(nonce, attempt)).toEqual({ status: "COMMITTED" });
          expect(await fail(nonce, attempt)).toEqual({ status: "DUPLICATE" });
          const next = await publishAll(h.ledger);
          expect(next.map((each) => each.attempt)).toEqual(
            attempt < h.context.settings.maxFailures ? [attempt + 1] : [],
          );
        }
        expect(await h.state(scanId)).toBe("joining");
        const finished = await h.finish(scanId);
        expect(finished).toMatchObject({ state: "incomplete", files: 2 });
        expect(finished?.errors).toEqual(new Map([["failed", 2]]));
        const errors = await h.context.store.db.selectFrom("scan_error").selectAll().execute();
        expect(errors[0]?.message).toMatch(/given up after 3 attempts: the pack is gone/);
      });

      test("after a failure another worker's success completes the unit", async () => {
        const [one, two] = [await started(h.sink, message), await started(h.sink, message, "worker-2")];
        await fail(one, 1);
        expect(await h.sink.submit(result(message, two, { a: NOTHING, b: NOTHING }))).toEqual({ status: "COMMITTED" });
        expect(await publishAll(h.ledger)).toEqual([]);
      });
    });

    test("what was committed comes back as findings, with the digest of the direct road", async () => {
      const odd = ["\u{e000}", "\u{ffff}", "\u{1f600}", "é", "Z", "a", "\u0001"].map((text, at) =>
        fact({ snippet: `${text} x`, line: at + 1, endLine: at + 1, library: text }),
      );
      const nonce = await started(h.sink, message);
      await h.sink.submit(result(message, nonce, { a: { status: "scanned", facts: odd }, b: FOUND }));
      await h.finish(scanId);
      const { store } = h.context;
      const all = await pageOf(store, scanId, { page: 1, size: 100, severities: [] });
      expect(all.total).toBe(9);
      expect(all.results.map(({ path, line }) => `${path}:${line}`)).toEqual([
        ...odd.map(({ line }) => `src/a:${line}`),
        "src/b:3",
        "src/b:9",
      ]);
      const oracle = joinFindings(
        [
          { path: "src/b", facts: FOUND.status === "scanned" ? FOUND.facts : [] },
          { path: "src/a", facts: odd },
        ],
        defaultPolicy(new Date(h.context.clock())),
      );
      // The first scan of a repository: nothing was known before.
      expect(all.results).toEqual(oracle.map((finding) => ({ ...finding, state: "new" })));
      const row = await scanRow(store, scanId);
      expect(row?.digest).toBe(digestOfFindings(oracle));
      const page = (filePattern: string, page = 1) =>
        pageOf(store, scanId, { page, size: 5, severities: SEVERITIES, filePattern });
      expect(await page("src/b")).toMatchObject({ total: 2 });
      expect((await page("[!b]", 2)).results.map(({ line }) => line)).toEqual([6, 7]);
      expect((await page("**/{a,b}")).total).toBe(9);
      expect((await page("*.c")).total).toBe(0);
    });

    test("what another aggregator left half finished is begun again, and two at once finish once", async () => {
      const nonce = await started(h.sink, message);
      await h.sink.submit(result(message, nonce, { a: FOUND, b: FOUND }));
      const { store } = h.context;
      await store.write((transaction) =>
        transaction
          .insertInto("finding")
          .values({ scan_id: scanId, seq: 1, path: "x", severity: 0, canonical: "{}", finding_id: "", verdict: 0 })
          .execute(),
      );
      const answers = await Promise.all([h, h].map((_, at) => finishScan(h.context, scanId, `${at}`, defaultPolicy)));
      expect(answers.filter((answer) => answer !== undefined)).toMatchObject([{ state: "completed", files: 2 }]);
      const all = await pageOf(store, scanId, { page: 1, size: 100, severities: [] });
      expect(all.results.map(({ path }) => path)).toEqual(["src/a", "src/a", "src/b", "src/b"]);
      expect(await h.finish(scanId)).toBeUndefined();
    });

    test("a failed blob is tried again by a later scan, whose result takes its place", async () => {
      const nonce = await started(h.sink, message);
      await h.sink.submit(result(message, nonce, { a: { status: "failed", error: "timeout" }, b: NOTHING }));
      expect(await h.finish(scanId)).toMatchObject({ state: "incomplete" });
      const later = await h.submit({ target: "https://git.example.org/b" });
      await planned(h.ledger, [["a"]]);
      const [again] = await publishAll(h.ledger);
      if (!again) throw new Error("nothing to publish");
      expect(await h.sink.submit(result(again, await started(h.sink, again), { a: FOUND }))).toEqual({
        status: "COMMITTED",
      });
      expect(await facts()).toBe(2);
      expect(h.counted.divergent).toBe(0);
      expect(await h.finish(later.scanId)).toMatchObject({ state: "completed" });
    });
  });
}
