/** What every `Ledger` keeps of a tree that was cut into ranges. `make` gives a fresh one. */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { GONE_AFTER_CLAIMS } from "@pqc-audit/aggregator/ledger/engines.ts";
import { outstandingPlans } from "@pqc-audit/aggregator/ledger/ranges.ts";
import { deleteScan } from "@pqc-audit/aggregator/retention/scans.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { PlanCut, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { blob, COMMIT, claimed, fact, NOTHING, page, publishAll, result, started, unit } from "./plan-fixtures.ts";

const OTHER = "f".repeat(64);
const WRAPPERS = "0f".repeat(16);
const LARGE = "https://git.example.org/large";

/** Three ranges: of two paths, of one, of three. */
const CUT: PlanCut = {
  commit: COMMIT,
  ranges: [
    { number: 0, start: 0, entries: 2, upTo: "src/b" },
    { number: 1, start: 2, entries: 1, upTo: "src/c" },
    { number: 2, start: 3, entries: 3, upTo: "src/f" },
  ],
  policy: { text: "version: 1" },
  wrappers: WRAPPERS,
};
const NAMES = [["a", "b"], ["c"], ["d", "e", "f"]] as const;

export function rangesContract(name: string, make: () => Promise<Harness>): void {
  describe(`ranges: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    const next = (coordinatorId = "coordinator-1", prefer?: string) =>
      h.ledger.claimScan(coordinatorId, ENGINE, prefer === undefined ? {} : { prefer });

    async function range(coordinatorId = "coordinator-1"): Promise<ScanClaim & Required<Pick<ScanClaim, "range">>> {
      const claim = await next(coordinatorId);
      if (claim?.range === undefined) throw new Error(`there was no range to claim, but ${JSON.stringify(claim)}`);
      return { ...claim, range: claim.range };
    }

    async function cut(options: Parameters<Harness["submit"]>[0] = {}): Promise<ScanClaim> {
      await h.submit({ target: LARGE, ...options });
      const claim = await claimed(h.ledger);
      expect(claim.cuts).toBe(true);
      await h.ledger.cutPlan(claim, CUT);
      return claim;
    }

    /** All of the range in one page. */
    async function plan({ range, ...claim }: ScanClaim, names?: readonly string[]): Promise<void> {
      const { number = 0, start = 0 } = range ?? {};
      const of = names ?? NAMES[number] ?? [];
      const held = { ...claim, ...(range && { range }) };
      await h.ledger.appendPage(held, page(claim.scanId, [of], { page: start }));
      await h.ledger.sealPlan(held, { pages: 1, present: of.length });
    }

    async function toItsEnd(scanId: string): Promise<void> {
      for (const message of await publishAll(h.ledger)) {
        const blobs = await h.context.store.db
          .selectFrom("unit_blob")
          .select("blob")
          .where("unit_id", "=", message.unitId)
          .execute();
        const names = NAMES.flat().filter((each) => blobs.some(({ blob: id }) => id === blob(each).blob));
        const outcomes = Object.fromEntries(
          names.map((each) => [each, { status: "scanned", facts: [fact()] } as const]),
        );
        const nonce = await started(h.sink, message);
        expect(await h.sink.submit(result(message, nonce, outcomes))).toEqual({ status: "COMMITTED" });
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: 6 });
    }

    test("a scan that was cut is planned by its ranges, each claimed once, in tree order", async () => {
      const { scanId, ...whole } = await cut();
      expect(await h.ledger.renewClaim({ scanId, ...whole })).toBe(false);
      const claims = [await range("one"), await range("two"), await range("one")];
      expect(claims.map((claim) => claim.range)).toEqual(CUT.ranges);
      expect(claims[1]).toMatchObject({
        scanId,
        target: LARGE,
        engineDigest: ENGINE,
        resume: { commit: COMMIT, pages: 0, paths: 0, lastPath: "", wrappers: WRAPPERS },
      });
      expect(claims[1]?.previous ?? claims[1]?.ofCommit ?? claims[1]?.cuts).toBeUndefined();
      expect(await next("three")).toBeUndefined();
      // In any order; the last one seals the scan.
      for (const at of [2, 0, 1]) {
        expect(await h.state(scanId)).toBe("planning");
        await plan(claims[at] as ScanClaim);
      }
      expect(await h.state(scanId)).toBe("running");
      await toItsEnd(scanId);
      const paths = await h.context.store.db
        .selectFrom("finding")
        .select("path")
        .where("scan_id", "=", scanId)
        .orderBy("seq")
        .execute();
      expect(paths.map(({ path }) => path)).toEqual(NAMES.flat().map((each) => `src/${each}`));
    });

    test("who does not ask for ranges is given none, and a scan that was cut never as a whole", async () => {
      await cut();
      h.advance(10 * h.context.settings.claimTtlMs);
      expect(await h.ledger.claimScan("old", ENGINE)).toBeUndefined();
    });

    test("who cut it holds nothing of it any more, and its answer may be lost", async () => {
      const whole = await cut();
      for (const refused of [
        () => h.ledger.appendPage(whole, page(whole.scanId, [["a"]])),
        () => h.ledger.knownBlobs(whole, [blob("a")]),
        () => h.ledger.sealPlan(whole, { pages: 0, present: 0 }),
        () => h.ledger.repeatScan({ ...whole, previous: { scanId: "none", commit: COMMIT } }).then(() => check()),
        () => h.ledger.failScan(whole, "too late"),
      ]) {
        await expect(refused()).rejects.toThrow(/is planned by its ranges now/);
      }
      await h.ledger.cutPlan(whole, CUT);
      expect((await range()).range.number).toBe(0);
      await h.ledger.cutPlan(whole, CUT);
      expect((await range()).range.number).toBe(1);

      function check(): never {
        throw new Error("a scan that was cut was repeated");
      }
    });

    test("only ranges that follow each other are taken, and only where nothing is planned", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      const [first, second] = CUT.ranges;
      if (!first || !second) throw new Error("the cut has no ranges");
      for (const ranges of [[], [second], [first, { ...second, start: 3 }], [{ ...first, entries: 0 }]]) {
        await expect(h.ledger.cutPlan(claim, { ...CUT, ranges })).rejects.toThrow(TerminalError);
      }
      await expect(h.ledger.cutPlan({ ...claim, epoch: claim.epoch + 1 }, CUT)).rejects.toThrow(TerminalError);
      await h.ledger.appendPage(claim, page(scanId, [["a"]]));
      await expect(h.ledger.cutPlan(claim, CUT)).rejects.toThrow(/has pages already/);
      h.advance(h.context.settings.claimTtlMs + 1);
      expect(await next("two")).toMatchObject({ scanId, resume: { pages: 1 } });
    });

    test("an expired range changes hands: the second goes on behind its pages, the first is refused", async () => {
      const { scanId } = await cut();
      await range();
      const first = { ...(await range("one")) };
      const third = await range("one");
      await h.ledger.appendPage(third, page(scanId, [["d"]], { page: 3 }));
      h.advance(h.context.settings.claimTtlMs - 1);
      expect(await h.ledger.renewClaim(first)).toBe(true);
      h.advance(2);
      expect((await range("two")).range.number).toBe(0);
      const second = await range("two");
      expect(second).toMatchObject({ range: third.range, resume: { pages: 1, paths: 1, lastPath: "src/d" } });
      expect(second.epoch).toBeGreaterThan(third.epoch);
      expect(await h.ledger.renewClaim(third)).toBe(false);
      for (const refused of [
        () => h.ledger.appendPage(third, page(scanId, [["e"]], { page: 4 })),
        () => h.ledger.knownBlobs(third, [blob("e")]),
        () => h.ledger.announcePack(third, unit(scanId, ["e"])),
        () => h.ledger.sealPlan(third, { pages: 1, present: 1 }),
        () => h.ledger.failScan(third, "too late"),
      ]) {
        await expect(refused()).rejects.toThrow(/range 2 of scan .* is planned by two now/);
      }
      await h.ledger.appendPage(second, page(scanId, [["e", "f"]], { page: 4 }));
      await h.ledger.sealPlan(second, { pages: 2, present: 3 });
      await h.ledger.sealPlan(second, { pages: 2, present: 3 });
      expect(await h.ledger.renewClaim(second)).toBe(false);
    });

    test("a range given back is taken at once, and nothing more from who gave it back", async () => {
      await cut();
      const first = await range("one");
      await h.ledger.releaseClaim(first);
      const second = await range("two");
      expect(second.range).toEqual(first.range);
      await expect(plan(first)).rejects.toThrow(TerminalError);
      await h.ledger.releaseClaim(first);
      expect(await h.ledger.renewClaim(second)).toBe(true);
      await plan(second);
      await h.ledger.releaseClaim(second);
      expect((await range("three")).range.number).toBe(1);
    });

    test("a range holds what was cut, no more and no less, in pages of its own", async () => {
      const { scanId } = await cut();
      const first = await range();
      await expect(plan(first, ["a"])).rejects.toThrow(/1 pages with 2 paths were announced, 1 pages with 1 paths/);
      for (const number of [2, 3]) {
        const other = page(scanId, [["b"]], { page: number });
        await expect(h.ledger.appendPage(first, other)).rejects.toThrow(/numbers from 0 to 1/);
      }
      const again = page(scanId, [["b"]], { page: 1, policy: { text: "version: 1" } });
      await expect(h.ledger.appendPage(first, again)).rejects.toThrow(/no policy file/);
      await h.ledger.appendPage(first, page(scanId, [["b"]], { page: 1 }));
      await h.ledger.appendPage(first, page(scanId, [["b"]], { page: 1 }));
      await h.ledger.sealPlan(first, { pages: 2, present: 2 });
      await expect(h.ledger.knownBlobs(first, [blob("a")])).rejects.toThrow(/range 0 of scan .* is sealed/);
    });

    test("a content that two ranges hold is known to the second, or is in a unit of each: its result is set once", async () => {
      const { scanId } = await cut();
      const [first, second, third] = [await range(), await range("two"), await range("three")];
      const [both, ...rest] = [blob("a"), blob("d")];
      // Both looked before either had stored anything.
      expect(await h.ledger.knownBlobs(first, [both])).toEqual([]);
      expect(await h.ledger.knownBlobs(second, [both])).toEqual([]);
      await plan(first);
      const twice = { ...page(scanId, [["c"]], { page: 2 }), occurrences: [{ ...both, path: "src/c", size: 10 }] };
      const [held] = twice.units;
      if (!held) throw new Error("the page has no unit");
      await h.ledger.appendPage(second, { ...twice, units: [{ ...held, blobs: [both] }] });
      await h.ledger.sealPlan(second, { pages: 1, present: 1 });
      expect(await h.ledger.knownBlobs(third, [both, ...rest])).toEqual([both]);
      await plan(third);
      const one = { status: "scanned", facts: [fact()] } as const;
      const outcomes = [{ a: one, b: NOTHING }, { a: one }, { d: NOTHING, e: NOTHING, f: NOTHING }];
      for (const message of await publishAll(h.ledger)) {
        const of = message.unitId === unit(scanId, ["a", "b"]).unitId ? 0 : message.unitId === held.unitId ? 1 : 2;
        const nonce = await started(h.sink, message);
        expect(await h.sink.submit(result(message, nonce, outcomes[of] ?? {}))).toEqual({ status: "COMMITTED" });
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: 6 });
      expect(h.counted.divergent).toBe(0);
      const rows = await h.context.store.db
        .selectFrom("blob_result")
        .select("blob")
        .where("blob", "=", both.blob)
        .execute();
      expect(rows).toHaveLength(1);
      const found = await h.context.store.db.selectFrom("finding").select("path").orderBy("seq").execute();
      expect(found.map(({ path }) => path)).toEqual(["src/a", "src/c"]);
    });

    test("cancelled: every holder is refused, units end, and nothing is left to claim", async () => {
      const { scanId } = await cut();
      const [first, second] = [await range("one"), await range("two")];
      await plan(first);
      await h.cancel(scanId);
      expect(await h.ledger.renewClaim(second)).toBe(false);
      await expect(plan(second)).rejects.toThrow(/is cancelled/);
      await h.ledger.releaseClaim(second);
      expect([await next(), await h.depth(), await outstandingPlans(h.context)]).toEqual([undefined, 0, 0]);
    });

    test("one range that cannot be planned fails the scan", async () => {
      const { scanId } = await cut();
      const [first, second] = [await range("one"), await range("two")];
      await plan(first);
      await h.ledger.failScan(second, "no such commit");
      expect([await h.state(scanId), await next(), await h.depth()]).toEqual(["failed", undefined, 0]);
      await expect(h.ledger.failScan(second, "again")).rejects.toThrow(TerminalError);
    });

    test("an engine that is gone: the scan is started over as a whole", async () => {
      const { scanId } = await cut();
      const old = await range();
      await plan(old);
      h.advance(GONE_AFTER_CLAIMS * h.context.settings.claimTtlMs + 1);
      const claim = await h.ledger.claimScan("other", OTHER);
      expect(claim).toMatchObject({ scanId, engineDigest: OTHER, cuts: true });
      expect(claim?.range ?? claim?.resume).toBeUndefined();
      expect(await h.ledger.renewClaim(old)).toBe(false);
      await expect(h.ledger.knownBlobs(old, [blob("a")])).rejects.toThrow(/has no range 0: stop planning it/);
    });

    test("ranges go with the scan's other rows: once it is cleaned, and when it is deleted", async () => {
      const { scanId } = await cut();
      const left = () => h.context.store.db.selectFrom("scan_range").select("number").execute();
      for (let at = 0; at < 3; at++) await plan(await range());
      expect(await left()).toHaveLength(3);
      await toItsEnd(scanId);
      await cleanOneScan(h.context);
      expect(await left()).toEqual([]);
      await cut({ ref: "other" });
      expect(await left()).toHaveLength(3);
      await h.context.store.write((transaction) => sql`update scan set state = 'failed'`.execute(transaction));
      const scans = await h.context.store.db.selectFrom("scan").select("id").execute();
      for (const { id } of scans) await h.context.store.write((transaction) => deleteScan(transaction, id));
      expect(await left()).toEqual([]);
    });

    describe("turns", () => {
      test("one coordinator of several goes on with the large tree while small repositories wait, the others take those", async () => {
        const { scanId } = await cut();
        h.advance(1);
        const small = [await h.submit({ target: "small-1" })];
        h.advance(1);
        small.push(await h.submit({ target: "small-2" }));
        const order = [await range("one"), await next("two"), await next("three"), await next("four")];
        expect(order.map((claim) => claim?.scanId)).toEqual([scanId, ...small.map((each) => each.scanId), scanId]);
        await plan(order[0] as ScanClaim);
        await h.submit({ target: "small-3" });
        // Somebody still plans a range of it: the small one is first.
        expect((await next("one", scanId))?.target).toBe("small-3");
      });

      test("on-demand scans go before the ranges of a scheduled one, ranges on demand before scheduled scans", async () => {
        await cut({ priority: "scheduled" });
        const { scanId } = await h.submit({ target: "small-1" });
        expect(await next()).toMatchObject({ scanId });
        expect((await range()).range.number).toBe(0);
        await h.submit({ target: "small-2", priority: "scheduled" });
        h.advance(1);
        await cut({ target: "other" });
        expect([(await range()).target, (await range()).target]).toEqual(["other", "other"]);
      });

      test("of two large trees the one with less in hand is first, then the one that lies open", async () => {
        await cut({ target: "large-1" });
        h.advance(1);
        const { scanId } = await cut({ target: "large-2" });
        expect((await range()).target).toBe("large-1");
        expect((await range()).target).toBe("large-2");
        expect((await next("one", scanId))?.target).toBe("large-2");
        expect((await next("one", scanId))?.target).toBe("large-1");
      });
    });

    test("what is not planned yet is counted: scans, and the ranges of those that were cut", async () => {
      const counted = () => outstandingPlans(h.context);
      expect(await counted()).toBe(0);
      await h.submit({ target: "small-1", priority: "scheduled" });
      await cut();
      expect(await counted()).toBe(4);
      await plan(await range());
      const held = await range();
      expect(await counted()).toBe(3);
      await plan(held);
      await plan(await range());
      expect(await counted()).toBe(1);
      const small = await next();
      if (!small) throw new Error("there was no scan to claim");
      expect(await counted()).toBe(1);
      await h.ledger.appendPage(small, page(small.scanId, [["g"]]));
      await h.ledger.sealPlan(small, { pages: 1, present: 1 });
      expect(await counted()).toBe(0);
    });

    describe("put back to an earlier state", () => {
      async function losePage(scanId: string, number: number): Promise<void> {
        await h.context.store.write(async (transaction) => {
          await sql`delete from unit_blob where unit_id in
            (select unit_id from unit where scan_id = ${scanId} and page = ${number})`.execute(transaction);
          for (const table of ["unit", "occurrence", "plan_page"] as const) {
            await transaction.deleteFrom(table).where("scan_id", "=", scanId).where("page", "=", number).execute();
          }
          await sql`update scan_range set pages = pages - 1, planned = planned - 1
            where scan_id = ${scanId} and start <= ${number} and start + entries > ${number}`.execute(transaction);
        });
      }

      test.each(["page", "seal"])(
        "a %s that does not follow what is stored takes the range away, and fails nothing",
        async (what) => {
          const { scanId } = await cut();
          const others = [await range(), await range()];
          const third = await range();
          await h.ledger.appendPage(third, page(scanId, [["d"]], { page: 3 }));
          await h.ledger.appendPage(third, page(scanId, [["e"]], { page: 4 }));
          await losePage(scanId, 4);
          const on =
            what === "page"
              ? h.ledger.appendPage(third, page(scanId, [["f"]], { page: 5 }))
              : h.ledger.sealPlan(third, { pages: 2, present: 2 });
          await expect(on).rejects.toThrow(/range 2 of scan .* has 1 pages in the ledger, its planner knows of 2/);
          expect(await h.ledger.renewClaim(third)).toBe(false);
          const again = await range("two");
          expect(again).toMatchObject({ range: third.range, resume: { pages: 1, paths: 1, lastPath: "src/d" } });
          for (const other of others) await plan(other);
          await h.ledger.appendPage(again, page(scanId, [["e", "f"]], { page: 4 }));
          await h.ledger.sealPlan(again, { pages: 2, present: 3 });
          await toItsEnd(scanId);
        },
      );

      test("before it was cut: holders are refused, and it is cut again", async () => {
        const { scanId } = await cut();
        const lost = await range();
        await h.context.store.write(async (transaction) => {
          await transaction.deleteFrom("scan_range").execute();
          await transaction.deleteFrom("scan_policy").execute();
          await transaction
            .updateTable("scan")
            .set({ ranges: 0, state: "queued", claim_epoch: 0, commit_id: null })
            .execute();
        });
        expect(await h.ledger.renewClaim(lost)).toBe(false);
        await expect(plan(lost)).rejects.toThrow(/has no range 0/);
        const claim = await next();
        expect(claim).toMatchObject({ scanId, cuts: true });
        await h.ledger.cutPlan(claim as ScanClaim, CUT);
        await expect(plan(lost)).rejects.toThrow(TerminalError);
        for (let at = 0; at < 3; at++) await plan(await range());
        await toItsEnd(scanId);
      });
    });
  });
}
