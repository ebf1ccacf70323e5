/** Two scans that need the same contents at the same time: one scans them, the others wait or take over. */
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { blob, claimed, NOTHING, page, planned, publishAll, result, started, unit } from "./plan-fixtures.ts";

export function sharedContentsContract(name: string, make: () => Promise<Harness>): void {
  describe(`ledger, two scans: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    test("submitted twice: the second joins, and the last to cancel ends it", async () => {
      const first = await h.submit();
      const second = await h.submit();
      expect(second).toEqual({ scanId: first.scanId, joined: true });
      expect((await h.submit({ ref: "other" })).joined).toBe(false);
      expect(await h.cancel(first.scanId)).toEqual({ state: "queued", requesters: 1, withdrawn: true });
      expect(await h.cancel(first.scanId)).toEqual({ state: "cancelled", requesters: 0, withdrawn: true });
      expect(await h.cancel(first.scanId)).toEqual({ state: "cancelled", requesters: 0, withdrawn: false });
      expect(await h.cancel("no such scan")).toBeUndefined();
      expect((await h.submit()).scanId).not.toBe(first.scanId);
    });

    test("nobody takes back another's request, and nobody more than their own", async () => {
      const [me, you] = [{ requester: "me" }, { requester: "you" }];
      const { scanId } = await h.submit(me);
      await h.submit(you);
      await h.submit(you);
      expect(await h.cancel(scanId, { requester: "stranger" })).toMatchObject({ requesters: 3, withdrawn: false });
      expect(await h.cancel(scanId, { requester: "" })).toMatchObject({ requesters: 3, withdrawn: false });
      expect(await h.cancel(scanId, me)).toEqual({ state: "queued", requesters: 2, withdrawn: true });
      for (let again = 0; again < 3; again++) {
        expect(await h.cancel(scanId, me)).toEqual({ state: "queued", requesters: 2, withdrawn: false });
      }
      expect(await h.cancel(scanId, you)).toEqual({ state: "queued", requesters: 1, withdrawn: true });
      expect(await h.cancel(scanId, you)).toEqual({ state: "cancelled", requesters: 0, withdrawn: true });
    });

    test("of many who step back at once, exactly the last ends it", async () => {
      const names = Array.from({ length: 8 }, (_, at) => `r${at}`);
      const { scanId } = await h.submit({ requester: "last" });
      for (const requester of names) await h.submit({ requester });
      const twice = [...names, ...names].map((requester) => h.cancel(scanId, { requester }));
      const answers = await Promise.all(twice);
      expect(answers.filter((answer) => answer?.withdrawn)).toHaveLength(names.length);
      expect(await h.cancel(scanId, { requester: "nobody" })).toMatchObject({ state: "queued", requesters: 1 });
      expect(await h.cancel(scanId, { requester: "last" })).toMatchObject({ state: "cancelled", requesters: 0 });
    });

    test("for everybody it ends at once, and what it leaves to others goes on", async () => {
      const { first, second } = await overlapping();
      await h.submit({ target: "https://git.example.org/1", requester: "another" });
      expect(await h.cancel(first, "everybody")).toEqual({ state: "cancelled", requesters: 0, withdrawn: true });
      expect(await h.cancel(first, "everybody")).toMatchObject({ withdrawn: false });
      await commitAll(second, [["d"], ["a", "b"], ["c"]]);
      expect(await h.state(second)).toBe("joining");
    });

    test("ten submissions at once are one scan", async () => {
      const answers = await Promise.all(Array.from({ length: 10 }, () => h.submit()));
      expect(new Set(answers.map((answer) => answer.scanId)).size).toBe(1);
      expect(answers.filter((answer) => !answer.joined)).toHaveLength(1);
    });

    test("cancelled units leave the depth, and no message of theirs is scanned", async () => {
      const { scanId } = await h.submit();
      await planned(h.ledger, [["a"], ["b"]]);
      const [message] = await publishAll(h.ledger, 1);
      if (!message) throw new Error("nothing to publish");
      await h.cancel(scanId);
      expect(await h.depth()).toBe(0);
      expect(await h.ledger.unitsToPublish(ENGINE, 10)).toEqual([]);
      expect(await h.sink.begin({ ...message, workerId: "worker-1" })).toMatchObject({ decision: "drop" });
      expect(await h.ledger.disposablePacks(10)).toHaveLength(2);
    });

    /** Scan 1 has units [a, b] and [c]; scan 2 has a unit [d] and needs a and c of scan 1. */
    async function overlapping() {
      const first = await h.submit({ target: "https://git.example.org/1" });
      await planned(h.ledger, [["a", "b"], ["c"]]);
      h.advance(1);
      const second = await h.submit({ target: "https://git.example.org/2" });
      const claim = await claimed(h.ledger);
      const asked = ["a", "c", "d"].map(blob);
      const known = await h.ledger.knownBlobs(claim, asked);
      expect(new Set(known.map((key) => key.blob))).toEqual(new Set([blob("a").blob, blob("c").blob]));
      await h.ledger.appendPage(claim, page(claim.scanId, [["d"]], { known: ["a", "c"] }));
      await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
      return { first: first.scanId, second: second.scanId };
    }

    async function commitAll(scanId: string, contents: readonly (readonly string[])[]) {
      for (const message of await publishAll(h.ledger)) {
        if (message.scanId !== scanId) continue;
        // A taken-over unit has an id of its own; its pack says which blobs it holds.
        const names = contents.find((each) => message.packKey.endsWith(packName(each)));
        if (!names) throw new Error(`no such pack: ${message.packKey}`);
        const outcomes = Object.fromEntries(names.map((one) => [one, NOTHING]));
        expect(await h.sink.submit(result(message, await started(h.sink, message), outcomes))).toEqual({
          status: "COMMITTED",
        });
      }
    }
    const packName = (names: readonly string[]) => unit("", names).packKey.slice("packs//".length);

    test("the second waits on the units of the first", async () => {
      const { first, second } = await overlapping();
      expect(await h.depth()).toBe(3);
      const messages = await publishAll(h.ledger);
      const run = async (names: readonly string[]) => {
        const message = messages.find((each) => each.packKey.endsWith(packName(names)));
        if (!message) throw new Error(`no unit holds ${names.join(" ")}`);
        const outcomes = Object.fromEntries(names.map((one) => [one, NOTHING]));
        await h.sink.submit(result(message, await started(h.sink, message), outcomes));
      };
      await run(["d"]);
      expect(await h.state(second)).toBe("running");
      await run(["a", "b"]);
      expect(await h.state(second)).toBe("running");
      await run(["c"]);
      expect(await h.state(second)).toBe("joining");
      expect(await h.state(first)).toBe("joining");
      expect(h.counted.joining.toSorted()).toEqual([first, second].toSorted());
      expect(await h.finish(second)).toMatchObject({ state: "completed", files: 3 });
    });

    test("the second takes over when the first is cancelled", async () => {
      const { first, second } = await overlapping();
      await h.cancel(first);
      expect(await h.state(second)).toBe("running");
      expect(await h.depth()).toBe(3);
      await commitAll(second, [["d"], ["a", "b"], ["c"]]);
      expect(await h.state(second)).toBe("joining");
      expect(await h.finish(second)).toMatchObject({ state: "completed", files: 3 });
      expect(await h.state(first)).toBe("cancelled");
    });

    test("a third goes on waiting on the unit that the second took over", async () => {
      const { first, second } = await overlapping();
      h.advance(1);
      const third = await h.submit({ target: "https://git.example.org/3" });
      const claim = await claimed(h.ledger);
      expect(await h.ledger.knownBlobs(claim, [blob("b")])).toEqual([blob("b")]);
      await h.ledger.appendPage(claim, page(claim.scanId, [], { known: ["b"] }));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      await h.cancel(first);
      await commitAll(second, [["d"], ["a", "b"], ["c"]]);
      expect(await h.state(second)).toBe("joining");
      expect(await h.state(third.scanId)).toBe("joining");
    });

    test("the second takes over when the first's unit is given up", async () => {
      const { first, second } = await overlapping();
      for (let attempt = 1; attempt <= h.context.settings.maxFailures; attempt++) {
        for (const message of await publishAll(h.ledger)) {
          if (message.scanId !== first || !message.packKey.endsWith(packName(["c"]))) continue;
          const nonce = await started(h.sink, message);
          await h.sink.fail({ ...message, workerId: "worker-1", nonce, error: "the pack is corrupt" });
        }
      }
      await commitAll(second, [["c"]]);
      const left = await h.depth();
      expect(left).toBe(2);
      expect(await h.state(first)).toBe("running");
    });

    test("nobody waits on a unit that ended, where two units of a scan hold the same contents", async () => {
      const first = await h.submit({ target: "https://git.example.org/1" });
      const planning = await claimed(h.ledger);
      const names = ["a", "b"];
      await h.ledger.appendPage(planning, page(planning.scanId, [names]));
      const waiting = async (number: number) => {
        h.advance(1);
        const { scanId } = await h.submit({ target: `https://git.example.org/${number}` });
        return { scanId, claim: await claimed(h.ledger) };
      };
      const second = await waiting(2);
      await h.ledger.knownBlobs(second.claim, [blob("a")]);
      // As another range of the tree plans it. A content is waited for on the first unit that holds it by its id.
      const before = unit(planning.scanId, names).unitId;
      const again = Array.from({ length: 2_000 }, (_, salt) => unit(`${planning.scanId}-${salt}`, names));
      const other = again.find(({ unitId }) => unitId < before);
      if (!other) throw new Error("no salt gives an id before the first");
      await h.ledger.appendPage(planning, { ...page(planning.scanId, [], { page: 1 }), units: [other] });
      await h.ledger.sealPlan(planning, { pages: 2, present: 2 });
      await h.ledger.knownBlobs(second.claim, [blob("b")]);
      const third = await waiting(3);
      for (const { scanId, claim } of [second, third]) {
        expect(await h.ledger.knownBlobs(claim, names.map(blob))).toHaveLength(2);
        await h.ledger.appendPage(claim, page(scanId, [], { known: names }));
        await h.ledger.sealPlan(claim, { pages: 1, present: 2 });
      }
      const published: UnitMessage[] = [];
      const take = async (wanted: (message: UnitMessage) => boolean) => {
        published.push(...(await publishAll(h.ledger)));
        const taken = published.filter(wanted);
        for (const message of taken) published.splice(published.indexOf(message), 1);
        return taken;
      };
      const giveUp = async (wanted: (message: UnitMessage) => boolean) => {
        for (let attempt = 1; attempt <= h.context.settings.maxFailures; attempt++) {
          for (const message of await take(wanted)) {
            const nonce = await started(h.sink, message);
            await h.sink.fail({ ...message, workerId: "worker-1", nonce, error: "the pack is gone", cause: "pack" });
          }
        }
      };
      await giveUp(({ unitId }) => unitId === before);
      await giveUp(({ scanId }) => scanId === second.scanId);
      await giveUp(({ unitId }) => unitId === other.unitId);
      const [inherited] = await take(({ scanId }) => scanId === third.scanId);
      if (!inherited) throw new Error("the third scan has no unit of its own");
      const nonce = await started(h.sink, inherited);
      await h.sink.submit(result(inherited, nonce, { a: NOTHING, b: NOTHING }));
      expect(await h.depth()).toBe(0);
      for (const scanId of [first.scanId, second.scanId, third.scanId]) expect(await h.state(scanId)).toBe("joining");
    });
  });
}
