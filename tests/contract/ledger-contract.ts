/** What every `Ledger` keeps, whatever carries it. `make` gives a fresh one. */
import { createLedger } from "@pqc-audit/aggregator/ledger/ledger.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { earlierStateContract } from "./earlier-state-contract.ts";
import { blob, COMMIT, claimed, NOTHING, page, planned, publishAll, result, started, unit } from "./plan-fixtures.ts";
import { sharedContentsContract } from "./shared-contents-contract.ts";

export function ledgerContract(name: string, make: () => Promise<Harness>): void {
  earlierStateContract(name, make);
  sharedContentsContract(name, make);
  describe(`ledger: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    describe("claims", () => {
      test("a scan is claimed once, with all it was submitted with", async () => {
        const { scanId } = await h.submit({ target: "https://git.example.org/b", ref: "main", exclude: ["*.min.js"] });
        const claim = await h.ledger.claimScan("coordinator-1", ENGINE);
        expect(claim).toMatchObject({ scanId, target: "https://git.example.org/b", engineDigest: ENGINE });
        expect(claim?.options).toMatchObject({ ref: "main", exclude: ["*.min.js"], include: [], chunkSize: 1000 });
        expect(claim?.resume).toBeUndefined();
        expect(await h.ledger.claimScan("coordinator-2", ENGINE)).toBeUndefined();
      });

      test("on-demand goes before scheduled, older before newer", async () => {
        const late = await h.submit({ target: "https://git.example.org/1", priority: "scheduled" });
        h.advance(1);
        const second = await h.submit({ target: "https://git.example.org/2" });
        h.advance(1);
        const third = await h.submit({ target: "https://git.example.org/3" });
        const order = [await claimed(h.ledger), await claimed(h.ledger), await claimed(h.ledger)];
        expect(order.map((claim) => claim.scanId)).toEqual([second.scanId, third.scanId, late.scanId]);
      });

      test("an expired claim changes hands: the second goes on behind the stored pages, the first is refused", async () => {
        await h.submit();
        const first = await claimed(h.ledger, "coordinator-1");
        await h.ledger.appendPage(first, page(first.scanId, [["a"]]));
        h.advance(h.context.settings.claimTtlMs + 1);
        const second = await claimed(h.ledger, "coordinator-2");
        expect(second.epoch).toBeGreaterThan(first.epoch);
        expect(second.resume).toEqual({ commit: COMMIT, pages: 1, lastPath: "src/a" });
        expect(await h.ledger.renewClaim(first)).toBe(false);
        expect(await h.ledger.renewClaim(second)).toBe(true);
        for (const refused of [
          () => h.ledger.appendPage(first, page(first.scanId, [["b"]], { page: 1 })),
          () => h.ledger.knownBlobs(first, [blob("b")]),
          () => h.ledger.sealPlan(first, { pages: 1, present: 1 }),
          () => h.ledger.failScan(first, "too late"),
        ]) {
          await expect(refused()).rejects.toThrow(TerminalError);
        }
        await h.ledger.sealPlan(second, { pages: 1, present: 1 });
        expect(await h.state(second.scanId)).toBe("running");
      });

      test("a claim given back is taken at once: the second goes on behind the stored pages, the first is refused", async () => {
        const { scanId } = await h.submit();
        const first = await claimed(h.ledger, "coordinator-1");
        await h.ledger.appendPage(first, page(scanId, [["a"]]));
        await h.ledger.releaseClaim(first);
        // What it still had on its way comes too late, whether or not anybody holds the scan by now.
        await expect(h.ledger.appendPage(first, page(scanId, [["b"]], { page: 1 }))).rejects.toThrow(TerminalError);
        expect(await h.ledger.renewClaim(first)).toBe(false);
        const second = await claimed(h.ledger, "coordinator-2");
        expect(second).toMatchObject({ scanId, resume: { commit: COMMIT, pages: 1, lastPath: "src/a" } });
        expect(second.epoch).toBeGreaterThan(first.epoch);
        await expect(h.ledger.sealPlan(first, { pages: 1, present: 1 })).rejects.toThrow(TerminalError);
        await h.ledger.releaseClaim(first);
        expect(await h.ledger.renewClaim(second)).toBe(true);
        expect(await h.ledger.claimScan("coordinator-3", ENGINE)).toBeUndefined();
        await h.ledger.sealPlan(second, { pages: 1, present: 1 });
      });

      test("giving back what is planned, cancelled or gone changes nothing", async () => {
        const { scanId } = await h.submit();
        const sealed = await planned(h.ledger, [["a"]]);
        await h.ledger.releaseClaim(sealed);
        expect(await h.state(scanId)).toBe("running");
        await h.cancel(scanId);
        await h.ledger.releaseClaim(sealed);
        expect(await h.state(scanId)).toBe("cancelled");
        await h.ledger.releaseClaim({ ...sealed, scanId: "none" });
        expect(await h.ledger.claimScan("coordinator-2", ENGINE)).toBeUndefined();
      });

      test("a renewed claim stays", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        for (let turn = 0; turn < 3; turn++) {
          h.advance(h.context.settings.claimTtlMs - 1);
          expect(await h.ledger.renewClaim(claim)).toBe(true);
          expect(await h.ledger.claimScan("coordinator-2", ENGINE)).toBeUndefined();
        }
      });

      test("a cancelled scan's claim is not renewed", async () => {
        const { scanId } = await h.submit();
        const claim = await claimed(h.ledger);
        await h.cancel(scanId);
        expect(await h.ledger.renewClaim(claim)).toBe(false);
        await expect(h.ledger.appendPage(claim, page(scanId, [["a"]]))).rejects.toThrow(TerminalError);
      });
    });

    describe("plan", () => {
      test("a page stored twice counts once", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        const first = page(claim.scanId, [["a", "b"], ["c"]]);
        await h.ledger.appendPage(claim, first);
        await h.ledger.appendPage(claim, first);
        expect(await h.depth()).toBe(2);
        await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
      });

      test("a page must account for every blob", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        const lost = page(claim.scanId, [["a"]], { known: ["nobody has this"] });
        await expect(h.ledger.appendPage(claim, lost)).rejects.toThrow(/is in no unit and has no result/);
        expect(await h.depth()).toBe(0);
      });

      test("pages of two commits do not mix", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        await h.ledger.appendPage(claim, page(claim.scanId, [["a"]]));
        const other = { ...page(claim.scanId, [["b"]], { page: 1 }), commit: blob("other").blob };
        await expect(h.ledger.appendPage(claim, other)).rejects.toThrow(TerminalError);
      });

      test("what is no git object id is refused", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        await expect(h.ledger.knownBlobs(claim, [{ blob: "../etc", kind: "python" }])).rejects.toThrow(TerminalError);
      });

      test("the seal wants every page and path that was announced", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        await h.ledger.appendPage(claim, page(claim.scanId, [["a"]], { skipped: { binary: 2 } }));
        await expect(h.ledger.sealPlan(claim, { pages: 1, present: 4 })).rejects.toThrow(
          /1 pages with 3 paths are stored/,
        );
        await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
        await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
        await expect(h.ledger.appendPage(claim, page(claim.scanId, [["b"]], { page: 1 }))).rejects.toThrow(
          TerminalError,
        );
      });

      test("an empty repository is complete once sealed", async () => {
        const { scanId } = await h.submit();
        await h.ledger.sealPlan(await claimed(h.ledger), { pages: 0, present: 0 });
        expect(await h.state(scanId)).toBe("joining");
        expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: 0 });
      });

      test("a failed scan's units are neither published nor counted", async () => {
        const { scanId } = await h.submit();
        const claim = await claimed(h.ledger);
        await h.ledger.appendPage(claim, page(scanId, [["a"]]));
        await h.ledger.failScan(claim, "the repository does not exist");
        expect(await h.state(scanId)).toBe("failed");
        expect(await h.depth()).toBe(0);
        expect(await h.ledger.unitsToPublish(ENGINE, 10)).toEqual([]);
      });

      test("many thousand blobs in one page", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        const names = Array.from({ length: 12_000 }, (_, at) => `n${at}`);
        const units = Array.from({ length: 12 }, (_, at) => names.slice(at * 1000, (at + 1) * 1000));
        expect(await h.ledger.knownBlobs(claim, names.map(blob))).toEqual([]);
        await h.ledger.appendPage(claim, page(claim.scanId, units));
        expect((await h.ledger.knownBlobs(claim, names.map(blob))).length).toBe(names.length);
        await h.ledger.sealPlan(claim, { pages: 1, present: names.length });
        expect(await h.depth()).toBe(12);
      });
    });

    describe("known blobs", () => {
      test("a unit of this scan, a result, and nothing else", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        expect(await h.ledger.knownBlobs(claim, [blob("a"), blob("b")])).toEqual([]);
        await h.ledger.appendPage(claim, page(claim.scanId, [["a"]]));
        expect(await h.ledger.knownBlobs(claim, [blob("a"), blob("b")])).toEqual([blob("a")]);
        expect(await h.ledger.knownBlobs(claim, [{ ...blob("a"), kind: "java" }])).toEqual([]);
      });

      test("a blob of an earlier scan needs no unit, with the same engine only", async () => {
        await h.submit();
        await planned(h.ledger, [["a"]]);
        const [message] = await publishAll(h.ledger);
        if (!message) throw new Error("nothing to publish");
        await h.sink.submit(result(message, await started(h.sink, message), { a: NOTHING }));
        const { scanId } = await h.submit({ target: "https://git.example.org/b" });
        const second = await claimed(h.ledger);
        expect(await h.ledger.knownBlobs(second, [blob("a")])).toEqual([blob("a")]);
        await h.ledger.appendPage(second, page(scanId, [], { known: ["a"] }));
        await h.ledger.sealPlan(second, { pages: 1, present: 1 });
        expect(await h.state(scanId)).toBe("joining");
        const other = "f".repeat(64);
        await h.submit({ target: "https://git.example.org/c", engineDigest: other });
        const third = await claimed(h.ledger, "coordinator-1", other);
        expect(await h.ledger.knownBlobs(third, [blob("a")])).toEqual([]);
      });
    });

    describe("publishing", () => {
      test("nothing changes until a publish is noted; then the unit is not offered again", async () => {
        const { scanId } = await h.submit();
        await planned(h.ledger, [["a"], ["b"]]);
        const first = await h.ledger.unitsToPublish(ENGINE, 10);
        expect(first).toEqual(await h.ledger.unitsToPublish(ENGINE, 10));
        expect(first).toHaveLength(2);
        const { packKey, packDigest, packSize, unitId } = unit(scanId, ["a"]);
        expect(first).toContainEqual({
          unitId,
          scanId,
          attempt: 1,
          engineDigest: ENGINE,
          packKey,
          packDigest,
          packSize,
        });
        expect(await h.ledger.unitsToPublish(ENGINE, 1)).toHaveLength(1);
        expect(await h.ledger.unitsToPublish("0".repeat(64), 10)).toEqual([]);
        await h.ledger.markPublished(unitId, 1, 7);
        expect((await h.ledger.unitsToPublish(ENGINE, 10)).map((message) => message.unitId)).toEqual([
          unit(scanId, ["b"]).unitId,
        ]);
        expect(await h.depth()).toBe(2);
      });

      test("units are published while the plan still grows", async () => {
        await h.submit();
        const claim = await claimed(h.ledger);
        await h.ledger.appendPage(claim, page(claim.scanId, [["a"]]));
        expect(await h.ledger.unitsToPublish(ENGINE, 10)).toHaveLength(1);
      });

      test("by turns over repositories, on-demand first", async () => {
        for (const [target, priority, names] of [
          ["https://git.example.org/big", "on-demand", ["a", "b", "c"]],
          ["https://git.example.org/small", "on-demand", ["d"]],
          ["https://git.example.org/nightly", "scheduled", ["e"]],
        ] as const) {
          await h.submit({ target, priority });
          await planned(
            h.ledger,
            names.map((one) => [one]),
          );
          h.advance(1);
        }
        const four = await h.ledger.unitsToPublish(ENGINE, 4);
        const scans = four.map((message) => message.scanId);
        expect(new Set(scans.slice(0, 2)).size).toBe(2);
        expect(new Set(scans).size).toBe(2);
        expect((await h.ledger.unitsToPublish(ENGINE, 5)).at(-1)?.scanId).not.toBe(scans[0]);
      });

      test("a scan and a repository have no more in flight than they may, and get more as units end", async () => {
        const [target, other] = ["https://git.example.org/a", "https://git.example.org/b"];
        for (const [of, ref, names] of [
          [target, "main", ["a", "b", "c"]],
          [target, "next", ["d", "e", "f"]],
          [other, "main", ["g", "h", "i"]],
        ] as const) {
          await h.submit({ target: of, ref });
          await planned(
            h.ledger,
            names.map((one) => [one]),
          );
          h.advance(1);
        }
        const { context } = h;
        const limited = createLedger({
          ...context,
          settings: { ...context.settings, scanUnits: 2, repositoryUnits: 3 },
        });
        const targets = async (ledger = limited) => {
          const scans = await context.store.read((db) => db.selectFrom("scan").select(["id", "target"]).execute());
          const of = new Map(scans.map(({ id, target }) => [id, target]));
          return (await ledger.unitsToPublish(ENGINE, 100)).map(({ scanId }) => of.get(scanId));
        };
        expect(await targets(h.ledger)).toHaveLength(9);
        expect((await targets()).sort()).toEqual([target, target, target, other, other]);
        const first = await limited.unitsToPublish(ENGINE, 100);
        for (const { unitId, attempt } of first) await limited.markPublished(unitId, attempt, 1);
        expect(await targets()).toEqual([]);
        const ended = first.at(-1);
        if (!ended) throw new Error("nothing was published");
        const nonce = await started(h.sink, ended);
        expect(await targets()).toEqual([]);
        const name = "abcdefghi".split("").find((each) => unit(ended.scanId, [each]).unitId === ended.unitId) ?? "";
        await h.sink.submit(result(ended, nonce, { [name]: NOTHING }));
        expect(await targets()).toHaveLength(1);
      });

      test("a repository's limit counts units of every engine: in an upgrade both releases work on it", async () => {
        const target = "https://git.example.org/a";
        const later = "f".repeat(64);
        await h.submit({ target });
        await planned(h.ledger, [["a"], ["b"]]);
        await h.submit({ target, ref: "next", engineDigest: later });
        const claim = await claimed(h.ledger, "coordinator-2", later);
        await h.ledger.appendPage(claim, page(claim.scanId, [["c"], ["d"]]));
        await h.ledger.sealPlan(claim, { pages: 1, present: 2 });
        const { context } = h;
        const limited = createLedger({ ...context, settings: { ...context.settings, repositoryUnits: 2 } });
        expect(await limited.unitsToPublish(later, 100)).toHaveLength(2);
        const [first] = await publishAll(limited, 1);
        expect(await limited.unitsToPublish(later, 100)).toHaveLength(1);
        const [second] = await publishAll(limited, 1);
        expect(await limited.unitsToPublish(later, 100)).toEqual([]);
        if (!first || !second) throw new Error("nothing was published");
        const name = unit(first.scanId, ["a"]).unitId === first.unitId ? "a" : "b";
        await h.sink.submit(result(first, await started(h.sink, first), { [name]: NOTHING }));
        expect(await limited.unitsToPublish(later, 100)).toHaveLength(1);
      });

      test("a lost message is published again as the next attempt; an old attempt requeues nothing", async () => {
        await h.submit();
        await planned(h.ledger, [["a"]]);
        const [message] = await publishAll(h.ledger);
        if (!message) throw new Error("nothing to publish");
        expect(await h.ledger.stalePublished(ENGINE, 1000, 10)).toEqual([]);
        h.advance(1001);
        const stale = { unitId: message.unitId, attempt: 1, sequence: 1 };
        expect(await h.ledger.stalePublished(ENGINE, 1000, 10)).toEqual([stale]);
        await h.ledger.requeue(message.unitId, 1);
        await h.ledger.requeue(message.unitId, 1);
        const [again] = await h.ledger.unitsToPublish(ENGINE, 10);
        expect(again).toMatchObject({ unitId: message.unitId, attempt: 2 });
        await h.ledger.markPublished(message.unitId, 2, 9);
        await h.ledger.requeue(message.unitId, 1);
        expect(await h.ledger.unitsToPublish(ENGINE, 10)).toEqual([]);
      });

      test("a publish noted after the worker began or ended changes nothing but its sequence", async () => {
        const { scanId } = await h.submit();
        await planned(h.ledger, [["a"]]);
        const [message] = await h.ledger.unitsToPublish(ENGINE, 10);
        if (!message) throw new Error("nothing to publish");
        const nonce = await started(h.sink, message);
        await h.ledger.markPublished(message.unitId, 1, 7);
        h.advance(1001);
        expect(await h.ledger.stalePublished(ENGINE, 1000, 10)).toEqual([
          { unitId: message.unitId, attempt: 1, sequence: 7 },
        ]);
        await h.sink.submit(result(message, nonce, { a: NOTHING }));
        await h.ledger.markPublished(message.unitId, 1, 7);
        expect(await h.ledger.stalePublished(ENGINE, 0, 10)).toEqual([]);
        expect(await h.state(scanId)).toBe("joining");
      });

      test("packs are disposable once no unfinished unit needs them, and gone once deleted", async () => {
        await h.submit();
        await planned(h.ledger, [["a"], ["b"]]);
        expect(await h.ledger.disposablePacks(10)).toEqual([]);
        const messages = await publishAll(h.ledger);
        for (const message of messages) {
          const name = message.unitId === unit(message.scanId, ["a"]).unitId ? "a" : "b";
          await h.sink.submit(result(message, await started(h.sink, message), { [name]: NOTHING }));
          expect(await h.ledger.disposablePacks(10)).toContain(message.packKey);
        }
        expect(await h.ledger.disposablePacks(1)).toHaveLength(1);
        await h.ledger.packsDeleted(await h.ledger.disposablePacks(10));
        expect(await h.ledger.disposablePacks(10)).toEqual([]);
      });
    });

    test("whoever holds the scan no longer, or has sealed it, asks in vain, and nothing waits for it", async () => {
      await h.submit({ target: "https://git.example.org/1" });
      await planned(h.ledger, [["a"]]);
      h.advance(1);
      const { scanId } = await h.submit({ target: "https://git.example.org/2" });
      const old = await claimed(h.ledger);
      h.advance(h.context.settings.claimTtlMs + 1);
      const next = await claimed(h.ledger, "coordinator-2");
      await expect(h.ledger.knownBlobs(old, [blob("a")])).rejects.toThrow(TerminalError);
      await h.ledger.appendPage(next, page(scanId, [["b"]]));
      await h.ledger.sealPlan(next, { pages: 1, present: 1 });
      await expect(h.ledger.knownBlobs(next, [blob("a")])).rejects.toThrow(TerminalError);
      const waits = await h.context.store.db.selectFrom("blob_wait").selectAll().execute();
      expect(waits).toEqual([]);
    });

    describe("packs that no page names", () => {
      const packOf = (scanId: string, name: string) => unit(scanId, [name]);

      test("stay while the scan is planned, by whomever, and some time after; then nothing of them is left", async () => {
        const { scanId } = await h.submit();
        const claim = await claimed(h.ledger);
        await h.ledger.announcePack(claim, packOf(scanId, "a"));
        await h.ledger.announcePack(claim, packOf(scanId, "a"));
        const { announcedPacksMs, claimTtlMs } = h.context.settings;
        h.advance(announcedPacksMs + claimTtlMs + 1);
        expect(await h.ledger.disposablePacks(10)).toEqual([]);
        // The one that announced them is dead; the next one does not need them any more.
        const next = await claimed(h.ledger, "coordinator-2");
        expect(await h.ledger.disposablePacks(10)).toEqual([]);
        await h.ledger.announcePack(next, packOf(scanId, "b"));
        await h.ledger.appendPage(next, page(scanId, [["b"]]));
        await h.ledger.sealPlan(next, { pages: 1, present: 1 });
        expect(await h.ledger.disposablePacks(10)).toEqual([packOf(scanId, "a").packKey]);
        await h.ledger.packsDeleted([packOf(scanId, "a").packKey]);
        for (const message of await publishAll(h.ledger)) {
          await h.sink.submit(result(message, await started(h.sink, message), { b: NOTHING }));
        }
        // One that a page named goes with its unit, without waiting.
        expect(await h.ledger.disposablePacks(10)).toEqual([packOf(scanId, "b").packKey]);
      });

      test("of a scan that was cancelled or failed go when their time is over, not before", async () => {
        const { scanId } = await h.submit();
        await h.ledger.announcePack(await claimed(h.ledger), packOf(scanId, "a"));
        await h.cancel(scanId);
        h.advance(h.context.settings.announcedPacksMs - 1);
        expect(await h.ledger.disposablePacks(10)).toEqual([]);
        h.advance(1);
        expect(await h.ledger.disposablePacks(10)).toEqual([packOf(scanId, "a").packKey]);
      });

      test("cannot be announced by who holds the scan no longer, and a refused page leaves none behind", async () => {
        const { scanId } = await h.submit();
        const old = await claimed(h.ledger);
        h.advance(h.context.settings.claimTtlMs + 1);
        const next = await claimed(h.ledger, "coordinator-2");
        await expect(h.ledger.announcePack(old, packOf(scanId, "a"))).rejects.toThrow(TerminalError);
        // Both put the same pack; the old one again when the new one's unit is done and the pack deleted already.
        await h.ledger.announcePack(next, packOf(scanId, "a"));
        await h.ledger.appendPage(next, page(scanId, [["a"]]));
        await h.ledger.sealPlan(next, { pages: 1, present: 1 });
        for (const message of await publishAll(h.ledger)) {
          await h.sink.submit(result(message, await started(h.sink, message), { a: NOTHING }));
        }
        const [key] = await h.ledger.disposablePacks(10);
        if (key === undefined) throw new Error("the pack is not disposable");
        await expect(h.ledger.appendPage(old, page(scanId, [["a"]]))).rejects.toThrow(TerminalError);
        // Deleted by one that had asked before: the row stays for what may have been put since.
        await h.ledger.packsDeleted([key]);
        h.advance(h.context.settings.announcedPacksMs);
        expect(await h.ledger.disposablePacks(10)).toEqual([key]);
        await h.ledger.packsDeleted([key]);
        expect(await h.ledger.disposablePacks(10)).toEqual([]);
      });
    });
  });
}
