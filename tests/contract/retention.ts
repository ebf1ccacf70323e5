/** What is deleted with age, and that nothing is that a retained scan refers to. `make` gives a fresh database. */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { acquireLease, releaseLease } from "@pqc-audit/aggregator/ledger/leases.ts";
import { findingsPage } from "@pqc-audit/aggregator/query/findings.ts";
import { requestRemoval } from "@pqc-audit/aggregator/retention/removals.ts";
import { retire } from "@pqc-audit/aggregator/retention/retention.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { blob, claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NO_LIMIT = { scansPerTarget: 0, days: 0, resultHours: 24 * 3650 };

function outcomeOf(name: string): Outcome {
  const line = name.charCodeAt(0);
  return { status: "scanned", facts: "abc".includes(name) ? [fact({ line, endLine: line })] : [] };
}

export function retentionContract(name: string, make: () => Promise<Harness>): void {
  describe(`retention: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    /** A whole scan of these blobs; only what is not known yet is scanned. */
    async function scan(target: string, names: readonly string[]): Promise<string> {
      const { scanId } = await h.submit({ target: `https://git.example.org/${target}` });
      const claim = await claimed(h.ledger);
      const known = new Set((await h.ledger.knownBlobs(claim, names.map(blob))).map((key) => key.blob));
      const fresh = names.filter((each) => !known.has(blob(each).blob));
      const old = names.filter((each) => known.has(blob(each).blob));
      await h.ledger.appendPage(claim, page(scanId, fresh.length > 0 ? [fresh] : [], { known: old }));
      await h.ledger.sealPlan(claim, { pages: 1, present: names.length });
      for (const message of await publishAll(h.ledger)) {
        const outcomes = Object.fromEntries(fresh.map((each) => [each, outcomeOf(each)]));
        await h.sink.submit(result(message, await started(h.sink, message), outcomes));
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: names.length });
      while (await cleanOneScan(h.context)) {
        // Every scan.
      }
      return scanId;
    }

    const { dump, ids } = {
      async dump(scanId: string): Promise<unknown> {
        const { store } = h.context;
        const { engine } = await store.db
          .selectFrom("scan")
          .select("engine")
          .where("id", "=", scanId)
          .executeTakeFirstOrThrow();
        const results = await store.db
          .selectFrom("occurrence as o")
          .innerJoin("blob_result as b", (on) => on.onRef("b.blob", "=", "o.blob").onRef("b.kind", "=", "o.kind"))
          .innerJoin("fact as f", (on) => on.onRef("f.blob", "=", "o.blob").onRef("f.kind", "=", "o.kind"))
          .select(["o.path", "b.digest", "f.body"])
          .where("o.scan_id", "=", scanId)
          .where("b.engine", "=", engine)
          .orderBy("o.path")
          .execute();
        const row = await store.db.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirstOrThrow();
        return [row, results, await findingsPage(store, scanId, { page: 1, size: 100, severities: [] })];
      },
      async ids(): Promise<readonly string[]> {
        const rows = await h.context.store.db.selectFrom("scan").select("id").orderBy("created_at").execute();
        return rows.map(({ id }) => id);
      },
    };

    test("of each target the newest stay, whatever their age", async () => {
      const scans: string[] = [];
      for (let day = 0; day < 4; day++) {
        scans.push(await scan("one", ["a", "d"]));
        h.advance(DAY);
      }
      const other = await scan("two", ["a"]);
      expect(await retire(h.context, NO_LIMIT, "me")).toEqual({ scans: 0, results: 0 });
      expect(await retire(h.context, { ...NO_LIMIT, scansPerTarget: 2 }, "me")).toEqual({ scans: 2, results: 0 });
      expect(await ids()).toEqual([...scans.slice(2), other]);
      h.advance(900 * DAY);
      expect(await retire(h.context, { ...NO_LIMIT, days: 30 }, "me")).toEqual({ scans: 1, results: 0 });
      expect(await ids()).toEqual([scans[3], other]);
    });

    test("one aggregator at a time", async () => {
      await scan("one", ["a"]);
      const both = await Promise.all(["me", "you"].map((holder) => retire(h.context, NO_LIMIT, holder)));
      expect(both).toContainEqual({ scans: 0, results: 0 });
    });

    test("a result that a scan has begun to rely on is not taken from it", async () => {
      await scan("one", ["d", "e"]);
      h.advance(100 * DAY);
      const { scanId } = await h.submit({ target: "https://git.example.org/two" });
      const claim = await claimed(h.ledger);
      expect(await h.ledger.knownBlobs(claim, [blob("d")])).toEqual([blob("d")]);
      expect(await retire(h.context, { ...NO_LIMIT, resultHours: 1 }, "me")).toEqual({ scans: 0, results: 1 });
      await h.ledger.appendPage(claim, page(scanId, [], { known: ["d"] }));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      h.advance(100 * DAY);
      expect(await retire(h.context, { ...NO_LIMIT, resultHours: 1 }, "me")).toEqual({ scans: 0, results: 0 });
      expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: 1 });
    });

    test("whatever was scanned when: retained scans keep all they refer to, the rest leaves nothing behind", async () => {
      const scans = fc.record({
        target: fc.constantFrom("one", "two", "three"),
        names: fc.uniqueArray(fc.constantFrom(..."abcdef"), { minLength: 1 }),
        days: fc.nat({ max: 20 }),
      });
      const limits = fc.record({
        scansPerTarget: fc.nat({ max: 3 }),
        days: fc.nat({ max: 40 }),
        resultHours: fc.integer({ min: 1, max: 24 * 30 }),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(scans, { minLength: 1, maxLength: 7 }), limits, async (all, limit) => {
          for (const { target, names, days } of all) {
            await scan(target, names);
            h.advance(1 + days * DAY);
          }
          const before = new Map<string, unknown>();
          for (const id of await ids()) before.set(id, await dump(id));
          const retired = await retire(h.context, limit, "me");
          const left = await ids();
          expect(left.length).toBe(before.size - (retired?.scans ?? 0));
          for (const id of left) expect(await dump(id)).toEqual(before.get(id));
          const { db } = h.context.store;
          for (const table of [
            "unit",
            "occurrence",
            "plan_page",
            "scan_policy",
            "finding",
            "finding_verdict",
            "finding_file",
            "finding_count",
          ] as const) {
            const rows = await db.selectFrom(table).select("scan_id").distinct().execute();
            expect(rows.filter((row) => !left.includes(row.scan_id))).toEqual([]);
          }
          const targets = await db.selectFrom("scan").select("target").where("newest", "=", 1).execute();
          expect(targets.length).toBe(new Set(targets.map(({ target }) => target)).size);
          const orphans = await db
            .selectFrom("fact as f")
            .leftJoin("blob_result as b", (on) => on.onRef("b.blob", "=", "f.blob").onRef("b.engine", "=", "f.engine"))
            .select("f.blob")
            .where("b.blob", "is", null)
            .execute();
          expect(orphans).toEqual([]);
          const used = h.context.clock() - (limit.resultHours + 1) * HOUR;
          const kept = await db.selectFrom("blob_result").select(["blob", "used_at"]).execute();
          const referred = new Set((await db.selectFrom("occurrence").select("blob").execute()).map((row) => row.blob));
          expect(kept.filter((row) => row.used_at < used && !referred.has(row.blob))).toEqual([]);
          // What was deleted is scanned again when it is wanted again.
          await scan("one", [..."abcdef"]);
        }),
        { numRuns: 25, seed: 7 },
      );
    });

    test("a removed repository takes nothing with it that another refers to, and leaves nothing else behind", async () => {
      const shared = await scan("one", ["a", "b", "d"]);
      const leaving = ["https://git.example.org/two", await scan("two", ["b", "c", "e"])] as const;
      await scan("two", ["c"]);
      const before = await dump(shared);
      const { scanId } = await h.submit({ target: leaving[0], requester: "somebody" });
      expect(await requestRemoval(h.context, "https://git.example.org/none")).toBeUndefined();
      expect(await requestRemoval(h.context, leaving[0])).toBe(3);
      expect(await h.state(scanId)).toBe("cancelled");
      h.advance(1);
      const again = await h.submit({ target: leaving[0] });
      const limits = { ...NO_LIMIT, resultHours: 1 };
      expect(await retire(h.context, limits, "me")).toEqual({ scans: 3, results: 0 });
      expect(await ids()).toEqual([shared, again.scanId]);
      expect(await dump(shared)).toEqual(before);
      const { db } = h.context.store;
      expect(await db.selectFrom("removal").selectAll().execute()).toEqual([]);
      // What another scan is about to rely on is not taken from it; the rest goes.
      const claim = await claimed(h.ledger);
      expect(await h.ledger.knownBlobs(claim, [blob("e")])).toEqual([blob("e")]);
      h.advance(HOUR + 1);
      await retire(h.context, limits, "me");
      const left = await db.selectFrom("blob_result").select("blob").execute();
      expect(left.map((row) => row.blob)).not.toContain(blob("c").blob);
      expect(left.map((row) => row.blob)).toContain(blob("b").blob);
      expect(await db.selectFrom("fact").selectAll().where("blob", "=", blob("c").blob).execute()).toEqual([]);
      expect(await dump(shared)).toEqual(before);
      await h.ledger.appendPage(claim, page(again.scanId, [], { known: ["e"] }));
    });

    test("a scan that is being finished is removed once that is over", async () => {
      const scanId = await scan("one", ["a"]);
      const lease = await acquireLease(h.context, `finish/${scanId}`, "finisher", HOUR);
      if (!lease) throw new Error("no lease");
      await requestRemoval(h.context, "https://git.example.org/one");
      expect(await retire(h.context, NO_LIMIT, "me")).toEqual({ scans: 0, results: 0 });
      await releaseLease(h.context, lease);
      expect(await retire(h.context, NO_LIMIT, "me")).toEqual({ scans: 1, results: 0 });
      expect(await ids()).toEqual([]);
    });

    test("packs of deleted scans are disposable", async () => {
      const { scanId } = await h.submit();
      await h.ledger.appendPage(await claimed(h.ledger), page(scanId, [["a"]]));
      await h.cancel(scanId);
      await cleanOneScan(h.context);
      h.advance(2 * DAY);
      expect(await retire(h.context, { ...NO_LIMIT, days: 1 }, "me")).toEqual({ scans: 1, results: 0 });
      expect(await h.ledger.disposablePacks(10)).toHaveLength(1);
      expect(await h.ledger.unitsToPublish(ENGINE, 10)).toEqual([]);
    });
  });
}
