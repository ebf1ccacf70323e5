/** What those who watch are told: each change of a scan's state once, how far it is and how fast, and what waits. */
import { OVERLAP_MS } from "@pqc-audit/aggregator/live/changed-scans.ts";
import { ChangesPoll } from "@pqc-audit/aggregator/live/changes-poll.ts";
import { progressOf } from "@pqc-audit/aggregator/query/progress.ts";
import { depthByTarget, depthWithin } from "@pqc-audit/aggregator/query/queue.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

const OTHER = "https://git.example.org/b";

export function liveContract(name: string, make: () => Promise<Harness>): void {
  describe(`what is watched: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    const told = async (poll: ChangesPoll) => (await poll.next()).map(({ id, state }) => [id, state]);

    async function progress(scanId: string) {
      const scan = await scanRow(h.context.store, scanId);
      if (!scan) throw new Error(`no scan ${scanId}`);
      return h.context.store.ask((db) => progressOf(db, scan, h.context.clock()));
    }

    test("each change of state is told once, from the submission to the end", async () => {
      const { scanId: before } = await h.submit({ target: OTHER });
      const poll = await ChangesPoll.from(h.context.store);
      expect(await told(poll)).toEqual([]);
      const { scanId } = await h.submit();
      expect(await told(poll)).toEqual([[scanId, "queued"]]);
      expect(await told(poll)).toEqual([]);
      await h.cancel(before);
      const claim = await claimed(h.ledger);
      expect(await told(poll)).toEqual(
        expect.arrayContaining([
          [before, "cancelled"],
          [scanId, "planning"],
        ]),
      );
      await h.ledger.appendPage(claim, page(scanId, [["a"]]));
      expect(await told(poll)).toEqual([]);
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      expect(await told(poll)).toEqual([[scanId, "running"]]);
      for (const message of await publishAll(h.ledger)) {
        await h.sink.submit(result(message, await started(h.sink, message), { a: { status: "scanned", facts: [] } }));
      }
      expect(await told(poll)).toEqual([[scanId, "joining"]]);
      await h.finish(scanId);
      expect(await told(poll)).toEqual([[scanId, "completed"]]);
      expect(await told(poll)).toEqual([]);
    });

    test("an end that is committed long after it was noted is told nevertheless", async () => {
      const { scanId } = await h.submit();
      const write = (set: object) =>
        h.context.store.write((db) => db.updateTable("scan").set(set).where("id", "=", scanId).execute());
      await write({ state: "joining" });
      const poll = await ChangesPoll.from(h.context.store);
      const { scanId: later } = await h.submit({ target: OTHER });
      expect(await told(poll)).toEqual([[later, "queued"]]);
      const { changed_at: noted } = (await scanRow(h.context.store, scanId)) ?? {};
      await write({ state: "completed" });
      await write({ changed_at: (noted ?? 0) - 2 * OVERLAP_MS });
      expect(await told(poll)).toEqual([[scanId, "completed"]]);
      expect(await told(poll)).toEqual([]);
    });

    test("the database notes changes itself: what an older release writes is seen too", async () => {
      const { scanId } = await h.submit();
      const at = async () => (await scanRow(h.context.store, scanId))?.changed_at ?? 0;
      const first = await at();
      expect(Math.abs(first - Date.now())).toBeLessThan(60_000);
      await new Promise((resolve) => setTimeout(resolve, 5));
      await h.context.store.write((db) =>
        db.updateTable("scan").set({ requesters: 2 }).where("id", "=", scanId).execute(),
      );
      expect(await at()).toBe(first);
      await h.context.store.write((db) =>
        db.updateTable("scan").set({ state: "failed" }).where("id", "=", scanId).execute(),
      );
      expect(await at()).toBeGreaterThan(first);
    });

    test("progress counts contents and bytes, and throughput is that of the last seconds", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, page(scanId, [["a", "b"], ["c"]]));
      expect(await progress(scanId)).toMatchObject({ units: 2, contents: 3, bytes: 2000, contentsDone: 0, files: 3 });
      h.advance(4_000);
      const [first] = await publishAll(h.ledger);
      if (!first) throw new Error("no unit");
      const scanned = { status: "scanned", facts: [fact()] } as const;
      const outcomes = { a: scanned, b: scanned };
      await h.sink.submit(result(first, await started(h.sink, first), outcomes));
      expect(await progress(scanId)).toMatchObject({
        unitsByState: { committed: 1, published: 1 },
        unitsDone: 1,
        contentsDone: 2,
        bytesDone: 1000,
        throughput: { contentsPerSecond: 1, bytesPerSecond: 250 },
      });
      h.advance(60_000);
      expect((await progress(scanId)).throughput).toEqual({ contentsPerSecond: 0, bytesPerSecond: 0 });
      await h.cancel(scanId);
      expect((await progress(scanId)).unitsDone).toBe(2);
    });

    test("what waits is what the metrics say, by repository", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.submit({ target: OTHER });
      await h.submit({ target: OTHER, ref: "main" });
      await h.ledger.appendPage(claim, page(scanId, [["a"], ["b"], ["c"]]));
      await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
      const [first] = await publishAll(h.ledger);
      if (first) await started(h.sink, first);
      const depths = await depthByTarget(h.context.store);
      expect(depthWithin(depths, () => true)).toEqual({
        outstanding: await h.depth(),
        planned: 0,
        published: 2,
        started: 1,
        plans: 2,
      });
      expect(depthWithin(depths, (target) => target === OTHER)).toMatchObject({ outstanding: 0, plans: 2 });
      expect(depthWithin(depths, () => false)).toMatchObject({ outstanding: 0, plans: 0 });
    });
  });
}
