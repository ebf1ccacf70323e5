/** What a result sink does about units that stop their workers: alone, split, quarantined. `make` gives a fresh one. */
import { joinFindings } from "@pqc-audit/aggregator/join/join.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, claimed, fact, NOTHING, page, planned, publishAll, result, started } from "./plan-fixtures.ts";

const FOUND: Outcome = { status: "scanned", facts: [fact(), fact({ line: 9, endLine: 9 })] };

export function suspectsContract(name: string, make: () => Promise<Harness>): void {
  describe(`suspects: ${name}`, () => {
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
    let worker = 0;
    /** One worker after another takes units and dies over those that hold the poison. */
    async function scanWithPoison(names: readonly string[], poison: string | undefined): Promise<readonly string[]> {
      const decisions: string[] = [];
      const kinds = new Map(names.map((name) => [blob(name).blob, name]));
      const all = await publishAll(h.ledger);
      const queue = [message, ...all.filter((each) => each.unitId !== message.unitId)];
      for (let at = 0; queue.length > 0 && at < 500; at++) {
        const next = queue.shift();
        if (!next) break;
        const decision = await h.sink.begin({ ...next, workerId: `worker-${worker++}` });
        if (decision.decision === "drop") {
          decisions.push(decision.reason);
          queue.push(...(await publishAll(h.ledger)));
        }
        if (decision.decision !== "scan") continue;
        const held = decision.part ? decision.part.keys.map((key) => kinds.get(key.blob) ?? "") : names;
        decisions.push(`${held.length}${decision.alone ? " alone" : ""}`);
        if (poison !== undefined && held.includes(poison)) {
          queue.push(next);
          continue;
        }
        const outcomes = Object.fromEntries(held.map((name) => [name, FOUND]));
        expect(await h.sink.submit(result(next, decision.nonce, outcomes))).toEqual({ status: "COMMITTED" });
      }
      return decisions;
    }

    test("two deaths are bad luck: the third start is alone, and what it ends is no suspect any longer", async () => {
      expect(await begin({ workerId: "first" })).toEqual({ decision: "scan", nonce: expect.any(String) });
      expect(await begin({ workerId: "second" })).toEqual({ decision: "scan", nonce: expect.any(String) });
      const third = await begin({ workerId: "third" });
      expect(third).toEqual({ decision: "scan", nonce: expect.any(String), alone: true });
      const nonce = third.decision === "scan" ? third.nonce : "";
      expect(await h.sink.submit(result(message, nonce, { a: FOUND, b: NOTHING }))).toEqual({ status: "COMMITTED" });
      expect(await h.finish(scanId)).toMatchObject({ state: "completed" });
    });

    test("a worker that asks again, and one that gave the unit back, were not stopped by it", async () => {
      for (let turn = 0; turn < 9; turn++) {
        expect(await begin({ workerId: "same" })).toEqual({ decision: "scan", nonce: expect.any(String) });
      }
      for (let turn = 0; turn < 9; turn++) {
        const workerId = `returns-${turn}`;
        const nonce = await started(h.sink, message, workerId);
        const back = { ...message, workerId, nonce, error: "the worker ends", cause: "returned" } as const;
        expect(await h.sink.fail(back)).toEqual({ status: "COMMITTED" });
      }
      expect(await begin({ workerId: "last" })).toEqual({ decision: "scan", nonce: expect.any(String) });
      const starts = await h.context.store.db.selectFrom("unit").select(["attempt", "failures", "state"]).execute();
      expect(starts).toEqual([{ attempt: 1, failures: 0, state: "started" }]);
    });

    test("one poisonous file of many is quarantined, every other is scanned, and another scan gets both", async () => {
      const names = Array.from({ length: 37 }, (_, at) => `file-${at}`);
      const big = await h.submit({ target: "https://git.example.org/big" });
      const claim = await planned(h.ledger, [names]);
      const waiting = await h.submit({ target: "https://git.example.org/waits" });
      const second = await claimed(h.ledger);
      const wanted = ["file-3", "file-20"];
      expect(await h.ledger.knownBlobs(second, wanted.map(blob))).toHaveLength(2);
      await h.ledger.appendPage(second, page(second.scanId, [], { known: wanted }));
      await h.ledger.sealPlan(second, { pages: 1, present: 2 });
      await h.cancel(scanId);
      const [unitOfBig] = await publishAll(h.ledger);
      if (!unitOfBig) throw new Error("nothing to publish");
      message = unitOfBig;
      const decisions = await scanWithPoison(names, "file-20");
      expect(decisions.slice(0, 3)).toEqual(["37", "37", "37 alone"]);
      // Ten parts of 37 are nine of four and one of one; the poisonous four become four of one.
      expect(decisions.filter((each) => each === "1 alone")).toHaveLength(1 + 3 + h.context.settings.quarantineStarts);
      expect(await h.depth()).toBe(0);
      expect(await h.state(big.scanId)).toBe("joining");
      const finished = await h.finish(big.scanId);
      expect(finished).toMatchObject({ state: "incomplete", files: 37 });
      expect(finished?.errors).toEqual(new Map([["quarantined", 1]]));
      const { store } = h.context;
      const errors = await store.db.selectFrom("scan_error").selectAll().execute();
      expect(errors).toMatchObject([{ path: "src/file-20", status: "quarantined" }]);
      expect(errors[0]?.message).toMatch(/^quarantined: started 3 times by workers that never ended it/);
      const row = await scanRow(store, claim.scanId);
      expect(JSON.parse(row?.coverage ?? "")).toMatchObject({ present: 37, scanned: 36, failed: 0, quarantined: 1 });
      const others = names.filter((each) => each !== "file-20");
      const oracle = others.map((each) => ({ path: `src/${each}`, facts: [fact(), fact({ line: 9, endLine: 9 })] }));
      const policy = defaultPolicy(new Date(h.context.clock()));
      expect(row?.digest).toBe(digestOfFindings(joinFindings(oracle, policy)));
      const units = await store.db
        .selectFrom("unit")
        .select(["state", "parent", "part"])
        .where("scan_id", "=", big.scanId)
        .execute();
      expect(units.filter(({ state }) => state === "quarantined")).toHaveLength(1);
      expect(units.filter(({ state }) => state === "split")).toHaveLength(2);
      expect(units.every(({ part, parent }) => (part === 1) === (parent !== null))).toBe(true);
      expect(await h.state(waiting.scanId)).toBe("joining");
      expect(await h.finish(waiting.scanId)).toMatchObject({ state: "incomplete", files: 2 });
    });

    test("scanning that fails as a whole splits the unit too; the part that fails is quarantined", async () => {
      const failing = async () => {
        for (let attempt = 0; attempt < h.context.settings.maxFailures; attempt++) {
          for (const each of attempt === 0 && worker === 0 ? [message] : await publishAll(h.ledger)) {
            const decision = await h.sink.begin({ ...each, workerId: `w${worker++}` });
            if (decision.decision !== "scan") throw new Error(decision.decision);
            if (decision.part?.keys[0]?.blob === blob("b").blob) {
              expect(await h.sink.submit(result(each, decision.nonce, { b: FOUND }))).toEqual({
                status: "COMMITTED",
              });
            } else {
              const failed = { ...each, workerId: "w", nonce: decision.nonce, error: "out of memory" };
              expect(await h.sink.fail({ ...failed, cause: "scan" })).toEqual({ status: "COMMITTED" });
            }
          }
        }
      };
      worker = 0;
      await failing();
      expect(await h.depth()).toBe(2);
      await failing();
      expect(await h.depth()).toBe(0);
      const finished = await h.finish(scanId);
      expect(finished?.errors).toEqual(new Map([["quarantined", 1]]));
    });

    test("a late result of a unit that was split is refused; a scan that is cancelled cancels the parts", async () => {
      const late = await started(h.sink, message, "slow");
      await started(h.sink, message, "second");
      await started(h.sink, message, "third");
      expect(await begin({ workerId: "fourth" })).toMatchObject({ decision: "drop" });
      expect(await h.depth()).toBe(2);
      expect(await h.sink.submit(result(message, late, { a: FOUND, b: FOUND }))).toMatchObject({
        status: "REJECTED",
        reason: expect.stringMatching(/is split/),
      });
      expect(await h.ledger.disposablePacks(10)).toEqual([]);
      await h.cancel(scanId);
      expect(await h.depth()).toBe(0);
      expect(await h.ledger.disposablePacks(10)).toEqual([message.packKey]);
    });
  });
}
