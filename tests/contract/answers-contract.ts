/** What a ledger remembers of what it said of the contents of a page. Results are taken away behind its back, which nobody does who runs it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, claimed, NOTHING, page, publishAll, result, started } from "./plan-fixtures.ts";

const LOST = /is in no unit and has no result/;

export function answersContract(name: string, make: () => Promise<Harness>): void {
  describe(`answers: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    const forget = (table: "blob_result" | "plan_answer") =>
      h.context.store.write((transaction) => transaction.deleteFrom(table).execute());
    const answers = () => h.context.store.read((db) => db.selectFrom("plan_answer").selectAll().execute());

    /** Contents a, b and c have results; another scan is being planned. */
    async function known() {
      const first = await h.submit({ target: "https://git.example.org/first" });
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, page(first.scanId, [["a", "b", "c"]]));
      await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
      for (const message of await publishAll(h.ledger)) {
        const outcomes = { a: NOTHING, b: NOTHING, c: NOTHING };
        await h.sink.submit(result(message, await started(h.sink, message), outcomes));
      }
      await h.finish(first.scanId);
      const { scanId } = await h.submit({ target: "https://git.example.org/second" });
      return { scanId, claim: await claimed(h.ledger) };
    }

    test("contents of a page that were just answered to be known are not looked up again, once", async () => {
      const { scanId, claim } = await known();
      expect(await h.ledger.knownBlobs(claim, [blob("c"), blob("new"), blob("a")])).toEqual([blob("c"), blob("a")]);
      await forget("blob_result");
      await h.ledger.appendPage(claim, page(scanId, [["new"]], { known: ["c", "a"] }));
      expect(await answers()).toEqual([]);
      const again = page(scanId, [["other"]], { page: 1, known: ["c", "a"] });
      await expect(h.ledger.appendPage(claim, again)).rejects.toThrow(LOST);
    });

    test.each([
      ["others than were asked for", ["a", "b", "c"], 0],
      ["fewer than were asked for", ["a"], 0],
      ["those, long afterwards", ["a", "b"], 600_000],
    ])("%s are looked up", async (_, relied, later) => {
      const { scanId, claim } = await known();
      await h.ledger.knownBlobs(claim, [blob("a"), blob("b")]);
      await forget("blob_result");
      h.advance(later);
      await expect(h.ledger.appendPage(claim, page(scanId, [["new"]], { known: relied }))).rejects.toThrow(LOST);
    });

    test("a ledger that was put back to where it had not answered looks them up", async () => {
      const { scanId, claim } = await known();
      await h.ledger.knownBlobs(claim, [blob("a"), blob("b")]);
      await forget("plan_answer");
      await h.ledger.appendPage(claim, page(scanId, [["new"]], { known: ["a", "b"] }));
      await h.ledger.knownBlobs(claim, [blob("a"), blob("b")]);
      await forget("plan_answer");
      await forget("blob_result");
      const next = page(scanId, [["other"]], { page: 1, known: ["a", "b"] });
      await expect(h.ledger.appendPage(claim, next)).rejects.toThrow(LOST);
    });

    test("of a page that is refused the answer stays; of a scan that has ended none is left", async () => {
      const { scanId, claim } = await known();
      await h.ledger.knownBlobs(claim, [blob("a"), blob("b")]);
      const other = { ...page(scanId, [["new"]], { known: ["a", "b"] }), commit: "0".repeat(40) };
      await h.ledger.appendPage(claim, page(scanId, [["x"]]));
      await expect(h.ledger.appendPage(claim, { ...other, page: 1 })).rejects.toThrow(/is of commit/);
      expect(await answers()).toHaveLength(1);
      await h.cancel(scanId);
      expect(await answers()).toEqual([]);
    });
  });
}
