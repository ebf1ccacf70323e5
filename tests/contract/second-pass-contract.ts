/** Results that a repository's own functions give: kept apart by their kind, waited for, counted, and joined. */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { allErrors, allFindings } from "@pqc-audit/aggregator/query/findings.ts";
import { deleteResults } from "@pqc-audit/aggregator/retention/results.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, claimed, fact, NOTHING, page, publishAll, started, unit } from "./plan-fixtures.ts";

const DIGEST = "0123456789abcdef0123456789abcdef";
const SECOND = `python@${DIGEST}`;
const YEAR = 365 * 86_400_000;
const own = (over: object = {}): Outcome => ({
  status: "scanned",
  facts: [fact({ ruleId: "wrapper.sign", line: 9, endLine: 9, algorithm: "RSA", ...over })],
});
const plain: Outcome = { status: "scanned", facts: [fact()] };

export function secondPassContract(name: string, make: () => Promise<Harness>): void {
  describe(`second passes: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    /** A page whose paths are looked at twice, each pass in a unit of its own; results that are known need none. */
    function twice(
      scanId: string,
      names: readonly string[],
      known: { first?: boolean; second?: boolean } = {},
    ): PlanPage {
      const first = unit(scanId, names);
      const again = {
        ...unit(scanId, [...names, "again"]),
        blobs: names.map((each) => ({ ...blob(each), kind: SECOND })),
      };
      const given = page(scanId, [names], { policy: { text: "version: 1" } });
      return {
        ...given,
        wrappers: DIGEST,
        units: [...(known.first ? [] : [first]), ...(known.second ? [] : [again])],
        occurrences: given.occurrences.map((each) => ({ ...each, secondKind: SECOND })),
      };
    }

    /** Hands over what each pass finds; a unit whose outcomes are an error is given up. */
    async function handOver(outcomes: { first: Record<string, Outcome>; second: Record<string, Outcome> | string }) {
      const passes = await Promise.all(
        (await publishAll(h.ledger)).map(async (message) => {
          const held = await h.context.store.db
            .selectFrom("unit_blob")
            .selectAll()
            .where("unit_id", "=", message.unitId)
            .execute();
          return { message, second: held.some(({ kind }) => kind === SECOND) };
        }),
      );
      for (const { message, second } of passes) {
        const given = second ? outcomes.second : outcomes.first;
        const kind = second ? SECOND : "python";
        const nonce = await started(h.sink, message);
        if (typeof given === "string") {
          await h.sink.fail({ ...message, workerId: "worker-1", nonce, error: given });
          continue;
        }
        const blobs = Object.entries(given).map(([each, outcome]) => ({ ...blob(each), kind, outcome }));
        expect(await h.sink.submit({ ...message, nonce, blobs })).toEqual({ status: "COMMITTED" });
      }
    }

    async function planned(names: readonly string[]): Promise<{ scanId: string; claim: ScanClaim }> {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, twice(scanId, names));
      await h.ledger.sealPlan(claim, { pages: 1, present: names.length });
      return { scanId, claim };
    }

    async function told(scanId: string) {
      const findings = (await Array.fromAsync(allFindings(h.context.store, scanId))).flat();
      const errors = (await Array.fromAsync(allErrors(h.context.store, scanId))).flat();
      const { coverage } = await h.context.store.db
        .selectFrom("scan")
        .select("coverage")
        .where("id", "=", scanId)
        .executeTakeFirstOrThrow();
      const { scanned, failed, quarantined } = JSON.parse(coverage ?? "{}") as Record<string, number>;
      return {
        findings: findings.map((each) => JSON.parse(each) as Finding).map(({ path, ruleId }) => `${path} ${ruleId}`),
        errors: errors
          .map((each) => JSON.parse(each) as { path: string; status: string; message: string })
          .map(({ path, status, message }) => `${path} ${status}: ${message}`),
        counts: [scanned, failed, quarantined],
      };
    }

    test("a path has the findings of both passes, in order of position, and counts once", async () => {
      const { scanId } = await planned(["a", "b"]);
      await handOver({ first: { a: plain, b: NOTHING }, second: { a: own({ line: 1 }), b: own() } });
      expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: 2 });
      expect(await told(scanId)).toEqual({
        findings: ["src/a wrapper.sign", "src/a python.hashlib.md5", "src/b wrapper.sign"],
        errors: [],
        counts: [2, 0, 0],
      });
    });

    test("what either pass missed is missed, what either found is told, and the first error is the path's", async () => {
      const { scanId } = await planned(["a", "b", "c", "d"]);
      const cut = { status: "scanned", facts: [], error: "cut" } as const;
      await handOver({
        first: { a: plain, b: { status: "failed", error: "first" }, c: { ...cut }, d: plain },
        second: {
          a: { status: "quarantined", error: "second" },
          b: own(),
          c: { ...cut, error: "later" },
          d: { ...cut },
        },
      });
      expect(await h.finish(scanId)).toMatchObject({ state: "incomplete" });
      expect(await told(scanId)).toEqual({
        findings: ["src/a python.hashlib.md5", "src/b wrapper.sign", "src/d python.hashlib.md5"],
        errors: ["src/a quarantined: second", "src/b failed: first", "src/c malformed: cut", "src/d malformed: cut"],
        counts: [2, 1, 1],
      });
    });

    test("a second pass that is given up fails its paths; their first results stay for everybody", async () => {
      const { scanId } = await planned(["a"]);
      await handOver({ first: { a: plain }, second: "the pack is gone" });
      for (let attempt = 1; attempt < h.context.settings.maxFailures; attempt++) {
        await handOver({ first: {}, second: "the pack is gone" });
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "incomplete" });
      expect(await told(scanId)).toEqual({
        findings: ["src/a python.hashlib.md5"],
        errors: ["src/a failed: given up after 3 attempts: the pack is gone"],
        counts: [0, 1, 0],
      });
    });

    test("no other repository meets what was found so, and one with the same declaration need not look again", async () => {
      const { scanId } = await planned(["a"]);
      await handOver({ first: { a: plain }, second: { a: own() } });
      await h.finish(scanId);
      const other = await h.submit({ target: "https://git.example.org/other" });
      const claim = await claimed(h.ledger);
      const asked = [blob("a"), { ...blob("a"), kind: SECOND }, { ...blob("a"), kind: `python@${"f".repeat(32)}` }];
      expect(await h.ledger.knownBlobs(claim, asked)).toEqual(asked.slice(0, 2));
      await h.ledger.appendPage(claim, page(other.scanId, [], { known: ["a"] }));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      await h.finish(other.scanId);
      expect((await told(other.scanId)).findings).toEqual(["src/a python.hashlib.md5"]);
      const same = await h.submit({ target: "https://git.example.org/same" });
      const third = await claimed(h.ledger);
      await h.ledger.appendPage(third, twice(same.scanId, ["a"], { first: true, second: true }));
      await h.ledger.sealPlan(third, { pages: 1, present: 1 });
      await h.finish(same.scanId);
      expect((await told(same.scanId)).findings).toEqual(["src/a python.hashlib.md5", "src/a wrapper.sign"]);
    });

    test("a page that leaves out the second pass of a path is refused, and one that waits for another's is not sealed early", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await expect(h.ledger.appendPage(claim, twice(scanId, ["a"], { second: true }))).rejects.toThrow(TerminalError);
      await h.ledger.appendPage(claim, twice(scanId, ["a"]));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      const waiting = await h.submit({ target: "https://git.example.org/fork" });
      const fork = await claimed(h.ledger);
      await h.ledger.appendPage(fork, twice(waiting.scanId, ["a"], { first: true, second: true }));
      await h.ledger.sealPlan(fork, { pages: 1, present: 1 });
      expect(await h.state(waiting.scanId)).toBe("running");
      await handOver({ first: { a: NOTHING }, second: { a: own() } });
      expect([await h.state(scanId), await h.state(waiting.scanId)]).toEqual(["joining", "joining"]);
    });

    test("whoever goes on with the plan is told what it is made for", async () => {
      const { scanId } = await h.submit();
      await h.ledger.appendPage(await claimed(h.ledger), twice(scanId, ["a"]));
      h.advance(h.context.settings.claimTtlMs + 1);
      const next = await claimed(h.ledger, "coordinator-2");
      expect(next.resume).toMatchObject({ pages: 1, wrappers: DIGEST });
    });

    test("its results stay as long as anything refers to them", async () => {
      const { scanId } = await planned(["a", "b"]);
      await handOver({ first: { a: NOTHING, b: NOTHING }, second: { a: own(), b: NOTHING } });
      await h.finish(scanId);
      while (await cleanOneScan(h.context)) {
        // Every scan.
      }
      h.advance(YEAR);
      await deleteResults(h.context, 0, (work) => h.context.store.write(work));
      const left = await h.context.store.db
        .selectFrom("blob_result")
        .select(["blob", "kind"])
        .orderBy("kind")
        .execute();
      expect(left).toEqual([blob("a"), { ...blob("a"), kind: SECOND }]);
    });
  });
}
