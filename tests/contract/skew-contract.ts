/** What every `Ledger` keeps while engines of two versions are about. `make` gives a fresh one. */
import { GONE_AFTER_CLAIMS } from "@pqc-audit/aggregator/ledger/engines.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { claimed, fact, NOTHING, page, planned, publishAll, result, started } from "./plan-fixtures.ts";

const OTHER = "f".repeat(64);

export function skewContract(name: string, make: () => Promise<Harness>): void {
  describe(`version skew: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    const untilGone = () => h.advance(GONE_AFTER_CLAIMS * h.context.settings.claimTtlMs + 1);
    const other = () => h.ledger.claimScan("other", OTHER);

    async function toItsEnd(scanId: string, messages: readonly UnitMessage[]): Promise<void> {
      for (const [at, message] of messages.entries()) {
        await h.ledger.markPublished(message.unitId, message.attempt, at + 1);
        const nonce = await started(h.sink, message);
        expect(await h.sink.submit(result(message, nonce, { a: NOTHING }))).toEqual({ status: "COMMITTED" });
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed" });
    }

    test("a coordinator takes scans of its own engine only, whoever asks first", async () => {
      const mine = await h.submit({ target: "https://git.example.org/1" });
      const theirs = await h.submit({ target: "https://git.example.org/2", engineDigest: OTHER });
      expect((await other())?.scanId).toBe(theirs.scanId);
      expect(await other()).toBeUndefined();
      expect((await claimed(h.ledger)).scanId).toBe(mine.scanId);
      expect(await h.ledger.claimScan("coordinator-1", ENGINE)).toBeUndefined();
    });

    test("units of one engine are given to workers of the other by no road", async () => {
      const { scanId } = await h.submit();
      await planned(h.ledger, [["a"]]);
      expect(await h.ledger.unitsToPublish(OTHER, 10)).toEqual([]);
      const [message] = await publishAll(h.ledger);
      const asked = { ...(message as UnitMessage), engineDigest: OTHER, workerId: "other" };
      expect(await h.sink.begin(asked)).toMatchObject({ decision: "drop" });
      await toItsEnd(scanId, [message as UnitMessage]);
    });

    test("while anybody of its engine is heard of, a scan stays, however long it takes", async () => {
      await h.submit({ target: "https://git.example.org/1" });
      await planned(h.ledger, [["a"]]);
      await h.submit({ target: "https://git.example.org/2" });
      const planning = await claimed(h.ledger);
      await h.submit({ target: "https://git.example.org/3", priority: "scheduled" });
      for (let turn = 0; turn < 2 * GONE_AFTER_CLAIMS; turn++) {
        h.advance(h.context.settings.claimTtlMs - 1);
        expect(await h.ledger.renewClaim(planning)).toBe(true);
        expect(await other()).toBeUndefined();
      }
    });

    test("a queued scan of an engine that is gone is taken by another", async () => {
      const { scanId } = await h.submit();
      h.advance(h.context.settings.claimTtlMs);
      expect(await other()).toBeUndefined();
      untilGone();
      expect(await other()).toMatchObject({ scanId, engineDigest: OTHER });
      expect(await h.ledger.claimScan("coordinator-1", ENGINE)).toBeUndefined();
    });

    test("one that was being scanned is started over: same id, nothing of the old plan, old planner and worker refused", async () => {
      const { scanId } = await h.submit();
      const old = await claimed(h.ledger);
      await h.ledger.appendPage(old, page(scanId, [["a"], ["b"], ["c"]]));
      const [first, second] = await publishAll(h.ledger);
      if (!first || !second) throw new Error("nothing to publish");
      await h.sink.submit(result(first, await started(h.sink, first), { a: { status: "scanned", facts: [fact()] } }));
      const nonce = await started(h.sink, second);
      await h.ledger.sealPlan(old, { pages: 1, present: 3 });
      expect(await h.state(scanId)).toBe("running");
      untilGone();

      const claim = await claimed(h.ledger, "other", OTHER);
      expect(claim).toMatchObject({ scanId, engineDigest: OTHER });
      expect(claim.resume).toBeUndefined();
      expect(await h.depth()).toBe(0);
      expect(await h.sink.submit(result(second, nonce, { b: NOTHING }))).toMatchObject({ status: "REJECTED" });
      expect(await h.sink.begin({ ...second, workerId: "worker-1" })).toMatchObject({ decision: "drop" });
      await expect(h.ledger.appendPage(old, page(scanId, [["d"]], { page: 1 }))).rejects.toThrow(TerminalError);
      expect(await h.ledger.renewClaim(old)).toBe(false);
      expect((await h.ledger.disposablePacks(10)).length, "packs of the old plan").toBeGreaterThanOrEqual(3);

      await h.ledger.appendPage(claim, page(scanId, [["a"]]));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      expect(await h.ledger.unitsToPublish(ENGINE, 10)).toEqual([]);
      const messages = await h.ledger.unitsToPublish(OTHER, 10);
      expect(messages).toMatchObject([{ scanId, engineDigest: OTHER, attempt: 1 }]);
      await toItsEnd(scanId, messages);
    });

    test("scans that waited on each other are started over one by one, and all of them end", async () => {
      const one = await h.submit({ target: "https://git.example.org/1" });
      await planned(h.ledger, [["a"]]);
      h.advance(1);
      const two = await h.submit({ target: "https://git.example.org/2" });
      const waiting = await claimed(h.ledger);
      expect(await h.ledger.knownBlobs(waiting, page(two.scanId, [["a"]]).occurrences)).toHaveLength(1);
      await h.ledger.appendPage(waiting, page(two.scanId, [], { known: ["a"] }));
      await h.ledger.sealPlan(waiting, { pages: 1, present: 1 });
      untilGone();
      for (const { scanId } of [one, two]) {
        const claim = await claimed(h.ledger, "other", OTHER);
        expect(claim.scanId).toBe(scanId);
        const known = await h.ledger.knownBlobs(claim, page(scanId, [["a"]]).occurrences);
        await h.ledger.appendPage(claim, known.length > 0 ? page(scanId, [], { known: ["a"] }) : page(scanId, [["a"]]));
        await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
        await toItsEnd(scanId, await h.ledger.unitsToPublish(OTHER, 10));
      }
      expect(await other()).toBeUndefined();
      expect(await h.depth()).toBe(0);
    });
  });
}
