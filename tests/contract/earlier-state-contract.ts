/** What a ledger does after its database was put back to an earlier state under those who work with it. */
import { acquireLease, releaseLease } from "@pqc-audit/aggregator/ledger/leases.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, claimed, NOTHING, page, planned, publishAll, result, started, unit } from "./plan-fixtures.ts";

export function earlierStateContract(name: string, make: () => Promise<Harness>): void {
  describe(`put back to an earlier state: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    /** The pages from this one on were never stored, as far as the ledger knows. */
    async function losePages(scanId: string, from: number): Promise<void> {
      await h.context.store.write(async (transaction) => {
        await sql`delete from unit_blob where unit_id in
          (select unit_id from unit where scan_id = ${scanId} and page >= ${from})`.execute(transaction);
        for (const table of ["unit", "occurrence", "plan_page"] as const) {
          await transaction.deleteFrom(table).where("scan_id", "=", scanId).where("page", ">=", from).execute();
        }
        await transaction.updateTable("scan").set({ pages: from }).where("id", "=", scanId).execute();
      });
    }

    /** The next to claim goes on behind the first page, and the plan is whole in the end. */
    async function goesOn(lost: ScanClaim): Promise<void> {
      expect(await h.ledger.renewClaim(lost)).toBe(false);
      const next = await claimed(h.ledger, "coordinator-2");
      expect(next).toMatchObject({ scanId: lost.scanId, resume: { pages: 1, lastPath: "src/a" } });
      await h.ledger.appendPage(next, page(next.scanId, [["b"]], { page: 1 }));
      await h.ledger.appendPage(next, page(next.scanId, [["c"]], { page: 2 }));
      await h.ledger.sealPlan(next, { pages: 3, present: 3 });
      expect(await h.depth()).toBe(3);
    }

    test("a page that does not follow the stored ones takes the claim away, and fails nothing", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, page(scanId, [["a"]]));
      await h.ledger.appendPage(claim, page(scanId, [["b"]], { page: 1 }));
      await losePages(scanId, 1);
      const third = page(scanId, [["c"]], { page: 2, known: ["b"] });
      await expect(h.ledger.appendPage(claim, third)).rejects.toThrow(/1 pages in the ledger, its planner knows of 2/);
      await goesOn(claim);
    });

    test("a seal over pages that are gone takes the claim away, and fails nothing", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, page(scanId, [["a"]]));
      await h.ledger.appendPage(claim, page(scanId, [["b"]], { page: 1 }));
      await losePages(scanId, 1);
      await expect(h.ledger.sealPlan(claim, { pages: 2, present: 2 })).rejects.toThrow(TerminalError);
      await goesOn(claim);
    });

    test("an epoch that somebody holds is not given out once more", async () => {
      const { scanId } = await h.submit();
      const unclaimed = { state: "queued", claim_epoch: 0, claim_holder: null, claim_expires_at: null } as const;
      const epochs = new Set<number>();
      for (let turn = 0; turn < 5; turn++) {
        epochs.add((await claimed(h.ledger)).epoch);
        await h.context.store.write((transaction) =>
          transaction.updateTable("scan").set(unclaimed).where("id", "=", scanId).execute(),
        );
      }
      expect(epochs.size).toBe(5);
    });

    test("a result for a begin that is gone is refused, and its unit scanned again", async () => {
      const { scanId } = await h.submit();
      await planned(h.ledger, [["a"]]);
      const [message] = await publishAll(h.ledger);
      if (!message) throw new Error("nothing to publish");
      const nonce = await started(h.sink, message);
      await h.context.store.write(async (transaction) => {
        await transaction.deleteFrom("unit_start").execute();
        await transaction.updateTable("unit").set({ state: "published" }).execute();
      });
      expect(await h.sink.submit(result(message, nonce, { a: NOTHING }))).toMatchObject({ status: "REJECTED" });
      h.advance(1_001);
      await h.ledger.requeue(message.unitId, message.attempt);
      const [again] = await publishAll(h.ledger);
      if (!again) throw new Error("nothing to publish again");
      expect(again.attempt).toBe(2);
      await h.sink.submit(result(again, await started(h.sink, again), { a: NOTHING }));
      expect(await h.state(scanId)).toBe("joining");
    });

    test("a lease given back late is not taken from its next holder", async () => {
      const first = await acquireLease(h.context, "work", "one", 1_000);
      if (!first) throw new Error("nobody held the lease");
      await h.context.store.write((transaction) => transaction.deleteFrom("lease").execute());
      expect(await acquireLease(h.context, "work", "two", 1_000)).toMatchObject({ epoch: first.epoch });
      await releaseLease(h.context, first);
      expect(await acquireLease(h.context, "work", "three", 1_000)).toBeUndefined();
    });

    test("a unit whose pack is gone is given up; asked for again, a scan packs its contents only", async () => {
      const { scanId } = await h.submit();
      await planned(h.ledger, [["a"], ["b"]]);
      for (let attempt = 1; attempt <= h.context.settings.maxFailures; attempt++) {
        for (const message of await publishAll(h.ledger)) {
          const nonce = await started(h.sink, message);
          if (message.packKey === unit(scanId, ["a"]).packKey) {
            await h.sink.submit(result(message, nonce, { a: NOTHING }));
          } else await h.sink.fail({ ...message, workerId: "worker-1", nonce, error: "no such pack", cause: "pack" });
        }
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "incomplete" });
      const again = await h.submit();
      expect(again.joined).toBe(false);
      const claim = await claimed(h.ledger);
      expect(await h.ledger.knownBlobs(claim, [blob("a"), blob("b")])).toEqual([blob("a")]);
      await h.ledger.appendPage(claim, page(again.scanId, [["b"]], { known: ["a"] }));
      await h.ledger.sealPlan(claim, { pages: 1, present: 2 });
      const [message] = await publishAll(h.ledger);
      if (!message) throw new Error("nothing to publish");
      await h.sink.submit(result(message, await started(h.sink, message), { b: NOTHING }));
      expect(await h.finish(again.scanId)).toMatchObject({ state: "completed", files: 2 });
    });

    test("packs stay for a while after their last unit, for a state in which it is open again", async () => {
      Object.assign(h.context.settings, { keepPacksMs: 60_000 });
      await h.submit();
      await planned(h.ledger, [["a"]]);
      const [message] = await publishAll(h.ledger);
      if (!message) throw new Error("nothing to publish");
      await h.sink.submit(result(message, await started(h.sink, message), { a: NOTHING }));
      expect(await h.ledger.disposablePacks(10)).toEqual([]);
      h.advance(60_000);
      expect(await h.ledger.disposablePacks(10)).toEqual([message.packKey]);
    });
  });
}
