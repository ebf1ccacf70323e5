/** What operators are told: units, files that could not be scanned, the queue, workers; each of what the caller reaches. */
import { quarantinePage } from "@pqc-audit/aggregator/query/quarantine.ts";
import { queuePage } from "@pqc-audit/aggregator/query/queue.ts";
import { unitsPage } from "@pqc-audit/aggregator/query/units.ts";
import { workersPage } from "@pqc-audit/aggregator/query/workers.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { claimed, page, publishAll, result, started } from "./plan-fixtures.ts";

const OURS = "https://git.example.org/a";
const THEIRS = "https://git.example.org/b";
const ALL = { page: 1, size: 50, reach: {} };
const LIMITED = { ...ALL, reach: { repositories: [OURS] } };
const NOBODY = { ...ALL, reach: { repositories: [] } };

export function operationsContract(name: string, make: () => Promise<Harness>): void {
  describe(`what operators see: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    async function planned(target: string, units: readonly (readonly string[])[]): Promise<string> {
      const { scanId } = await h.submit({ target });
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, page(scanId, units));
      await h.ledger.sealPlan(claim, { pages: 1, present: units.flat().length });
      return scanId;
    }

    test("units by state, in the order of the plan, with who began them", async () => {
      const scanId = await planned(OURS, [["a"], ["b", "c"], ["d"]]);
      const [first, second] = await publishAll(h.ledger);
      if (!first || !second) throw new Error("no units");
      await started(h.sink, first);
      await h.sink.submit(
        result(second, await started(h.sink, second), {
          b: { status: "scanned", facts: [] },
          c: { status: "scanned", facts: [] },
        }),
      );
      const all = await unitsPage(h.context.store, scanId, { page: 1, size: 50, states: [] });
      expect(all.results.map(({ state, contents, starts, attempts }) => [state, contents, starts, attempts])).toEqual([
        ["started", 1, 1, 1],
        ["committed", 2, 1, 1],
        ["published", 1, 0, 1],
      ]);
      expect(all.results[1]).toMatchObject({ worker: expect.any(String), finishedAt: expect.stringMatching(/Z$/) });
      const some = await unitsPage(h.context.store, scanId, { page: 2, size: 1, states: ["started", "published"] });
      expect(some).toMatchObject({ total: 2, results: [{ state: "published" }] });
    });

    test("files that could not be scanned stand together, of the newest scans and of what is reached", async () => {
      for (const target of [OURS, THEIRS]) {
        const scanId = await planned(target, [[`${target}/x`, `${target}/y`]]);
        for (const message of await publishAll(h.ledger)) {
          await h.sink.submit(
            result(message, await started(h.sink, message), {
              [`${target}/x`]: { status: "failed", error: "it cannot be read" },
              [`${target}/y`]: { status: "scanned", facts: [] },
            }),
          );
        }
        await h.finish(scanId);
        expect(await h.state(scanId)).toBe("incomplete");
        h.advance(1_000);
      }
      const { store } = h.context;
      const all = await quarantinePage(store, { ...ALL, statuses: [] });
      expect(all.total).toBe(2);
      expect(all.results.map(({ target }) => target)).toEqual([THEIRS, OURS]);
      expect(await quarantinePage(store, { ...LIMITED, statuses: ["failed"] })).toMatchObject({
        total: 1,
        results: [{ target: OURS, path: `src/${OURS}/x`, status: "failed", message: "it cannot be read" }],
      });
      expect(await quarantinePage(store, { ...ALL, statuses: ["quarantined"] })).toEqual({ total: 0, results: [] });
      expect(await quarantinePage(store, { ...NOBODY, statuses: [] })).toEqual({ total: 0, results: [] });
    });

    test("the queue by scan adds up to its depth, on demand before scheduled", async () => {
      const scanId = await planned(OURS, [["a"], ["b"]]);
      const [first] = await publishAll(h.ledger);
      if (first) await started(h.sink, first);
      h.advance(1);
      const { scanId: scheduled } = await h.submit({ target: THEIRS, priority: "scheduled" });
      const { scanId: wanted } = await h.submit({ target: THEIRS, ref: "main" });
      const all = await queuePage(h.context.store, ALL);
      expect(all.results.map(({ id, state }) => [id, state])).toEqual([
        [scanId, "running"],
        [wanted, "queued"],
        [scheduled, "queued"],
      ]);
      expect(all).toMatchObject({ total: 3, depth: { outstanding: await h.depth(), started: 1, plans: 2 }, heads: 0 });
      expect(await queuePage(h.context.store, LIMITED)).toMatchObject({
        total: 1,
        results: [{ id: scanId, started: 1, published: 1 }],
        depth: { outstanding: 2, plans: 0 },
      });
      expect(await queuePage(h.context.store, NOBODY)).toMatchObject({ total: 0, depth: { outstanding: 0 } });
    });

    test("workers that began units lately, with what they did of what is reached", async () => {
      const scanId = await planned(OURS, [["a"], ["b"]]);
      const [first, second] = await publishAll(h.ledger);
      if (!first || !second) throw new Error("no units");
      await started(h.sink, first);
      await h.sink.submit(result(second, await started(h.sink, second), { b: { status: "scanned", facts: [] } }));
      const now = h.context.clock();
      const look = (query: typeof ALL | typeof LIMITED | typeof NOBODY, since = now - 60_000) =>
        workersPage(h.context.store, { ...query, since });
      const { results, total } = await look(ALL);
      expect(total).toBe(results.length);
      expect(results.reduce((sum, each) => sum + each.begun, 0)).toBe(2);
      expect(results.reduce((sum, each) => sum + each.done, 0)).toBe(1);
      expect(results.reduce((sum, each) => sum + each.running, 0)).toBe(1);
      expect(results[0]).toMatchObject({ engine: ENGINE, lastSeen: new Date(now).toISOString() });
      expect(await look(LIMITED)).toEqual({ results, total });
      expect(await look(NOBODY)).toEqual({ results: [], total: 0 });
      expect(await look(ALL, now + 1)).toEqual({ results: [], total: 0 });
      await h.cancel(scanId);
      expect((await look(ALL)).results.reduce((sum, each) => sum + each.running, 0)).toBe(0);
    });
  });
}
