/** Heads that are looked at: what a scan would find again is left alone, everything else is scanned, and nothing is forgotten. */

import { approveException, askException } from "@pqc-audit/aggregator/exceptions/exceptions.ts";
import { beginRun, headRun } from "@pqc-audit/aggregator/ledger/head-runs.ts";
import { requestHeads, waitingHeads } from "@pqc-audit/aggregator/ledger/heads.ts";
import { createLedger } from "@pqc-audit/aggregator/ledger/ledger.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import { setFacts } from "@pqc-audit/aggregator/repositories/facts.ts";
import type { Ledger, PlanPage } from "@pqc-audit/platform/ports/ledger.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { COMMIT, claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

const TARGET = "https://git.example.org/a";
const MOVED = "d".repeat(40);
const DAY = 86_400_000;
const OPTIONS = { include: [], exclude: [], maxFileSizeBytes: 10_000_000, chunkSize: 1000 };
const FOUND: Outcome = { status: "scanned", facts: [fact()] };

export function headsContract(name: string, make: () => Promise<Harness>): void {
  describe(`heads: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    /** Of one file. Answers its id. */
    async function scanned(
      options: Parameters<Harness["submit"]>[0] = {},
      outcome = FOUND,
      over: Partial<PlanPage> = {},
    ) {
      const { scanId } = await h.submit({ target: TARGET, ...options });
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(claim, { ...page(scanId, [["a"]]), ...over });
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      for (const message of await publishAll(h.ledger)) {
        const nonce = await started(h.sink, message);
        await h.sink.submit(result(message, nonce, { a: outcome }));
      }
      await h.finish(scanId);
      return scanId;
    }

    const request = (ref?: string, exclude: readonly string[] = [], target = TARGET) =>
      requestHeads(h.context, [
        { target, options: { ...OPTIONS, exclude, ...(ref !== undefined && { ref }) }, requester: "someone" },
      ]);

    async function look(commit: string | null = COMMIT, ledger: Ledger = h.ledger, engine = ENGINE) {
      const seen = (await ledger.claimHeads(100)).map(({ checkId, epoch }) => ({
        checkId,
        epoch,
        ...(commit !== null && { commit }),
      }));
      return ledger.headsSeen(engine, seen);
    }

    function later(ms: number): Promise<number> {
      h.advance(ms);
      return look();
    }

    const checkedAt = async (scanId: string) => (await scanRow(h.context.store, scanId))?.checked_at ?? undefined;
    const scans = async () =>
      h.context.store.ask((db) => db.selectFrom("scan").select(["target", "ref", "priority", "state"]).execute());

    test("one that has not moved is seen, and nothing is scanned", async () => {
      const scanId = await scanned();
      h.advance(DAY);
      expect(await request()).toBe(1);
      expect(await waitingHeads(h.context)).toBe(1);
      expect(await look()).toBe(0);
      expect(await checkedAt(scanId)).toBe(h.context.clock());
      expect(await waitingHeads(h.context)).toBe(0);
      expect(await h.ledger.claimScan("c", ENGINE)).toBeUndefined();
      expect(await scans()).toHaveLength(1);
    });

    test.each<[string, () => Promise<number>]>([
      ["has moved", () => look(MOVED)],
      ["cannot be looked at", () => look(null)],
      ["was scanned by another engine", () => look(COMMIT, h.ledger, "f".repeat(64))],
      ["was judged by another policy", () => look(COMMIT, createLedger({ ...h.context, judging: "tomorrow" }))],
      ["has a plan that is too old to serve again", () => later(8 * DAY)],
    ])("one that %s is scanned, as a schedule's scan", async (_what, seen) => {
      const scanId = await scanned();
      await request();
      expect(await seen()).toBe(1);
      expect(await checkedAt(scanId)).toBeUndefined();
      expect(await waitingHeads(h.context)).toBe(0);
      const [, second] = (await scans()).toSorted((a, b) => a.priority - b.priority);
      expect(second).toEqual({ target: TARGET, ref: null, priority: 1, state: "queued" });
    });

    test("what came of all that one schedule named is counted, however often it is asked", async () => {
      await scanned();
      const { context } = h;
      const named = (name: string) => ({ target: `https://git.example.org/${name}`, options: OPTIONS, requester: "s" });
      const run = await beginRun(context, "s");
      expect(await requestHeads(context, [named("a"), named("b")], run)).toBe(2);
      expect(await requestHeads(context, [named("c"), named("d")], run)).toBe(2);
      const nothing = { unchanged: 0, changed: 0, unread: 0, elsewhere: 0 };
      expect(await headRun(context, run, "s")).toEqual({ ...nothing, asked: 4, waiting: 4 });
      expect(await headRun(context, run, "somebody else")).toBeUndefined();
      // Another schedule names one of them before it is looked at, and something else names one without a run.
      const second = await beginRun(context, "s");
      await requestHeads(context, [named("d")], second);
      await requestHeads(context, [named("c")]);
      const heads = await h.ledger.claimHeads(100);
      const seen = heads.map(({ checkId, epoch, target }) => ({
        checkId,
        epoch,
        ...(!target.endsWith("c") && { commit: COMMIT }),
      }));
      expect(await h.ledger.headsSeen(ENGINE, seen)).toBe(3);
      // Said twice, as after a lost answer, it counts once.
      expect(await h.ledger.headsSeen(ENGINE, seen)).toBe(0);
      expect(await headRun(context, run, "s")).toEqual({
        asked: 4,
        waiting: 0,
        unchanged: 1,
        changed: 1,
        unread: 1,
        elsewhere: 1,
      });
      expect(await headRun(context, second, "s")).toMatchObject({ asked: 1, changed: 1, waiting: 0 });
      h.advance(8 * DAY);
      await beginRun(context, "s");
      expect(await headRun(context, run, "s")).toBeUndefined();
    });

    test("so is one that was never scanned, of this ref or with these options", async () => {
      await scanned();
      await request(undefined, [], "https://git.example.org/b");
      await request("main");
      await request(undefined, ["vendor/**"]);
      expect(await waitingHeads(h.context)).toBe(3);
      expect(await look()).toBe(3);
      expect((await scans()).filter(({ state }) => state === "queued")).toHaveLength(3);
    });

    test("so is one whose newest scan is incomplete", async () => {
      await scanned({}, { status: "quarantined", error: "stuck" });
      await request();
      expect(await look()).toBe(1);
    });

    test("of a branch its own scan is seen", async () => {
      const branch = await scanned({ ref: "next" });
      await scanned();
      await request("next");
      const [head] = await h.ledger.claimHeads(1);
      expect(head).toMatchObject({ target: TARGET, ref: "next" });
      expect(
        await h.ledger.headsSeen(ENGINE, [
          { ...head, checkId: head?.checkId ?? "", epoch: head?.epoch ?? 0, commit: COMMIT },
        ]),
      ).toBe(0);
      expect(await checkedAt(branch)).toBeDefined();
    });

    test("an ignore that was heeded and has ended has the findings judged again", async () => {
      const until = new Date(h.context.clock() + DAY).toISOString().slice(0, 10);
      const ignored: Outcome = {
        status: "scanned",
        facts: [fact({ ignore: { rules: [], reason: "for now", until } })],
      };
      const scanId = await scanned({}, ignored);
      await request();
      expect(await look()).toBe(0);
      expect(await checkedAt(scanId)).toBeDefined();
      h.advance(Date.parse(until) + DAY - h.context.clock() - 1);
      await request();
      expect(await look()).toBe(0);
      h.advance(1);
      await request();
      expect(await look()).toBe(1);
    });

    test("what is said of the repository, or accepted of it, has the findings judged again; of another one it has not", async () => {
      const actor = { id: "x", name: "x", at: h.context.clock() };
      const { store } = h.context;
      const accept = async (target: string) => {
        const risk = { target, family: "RSA", reason: "for now", until: "2999-12-31" };
        const { id } = await store.write((transaction) => askException(transaction, risk, actor));
        await store.write((transaction) => approveException(transaction, id, actor, "2026-11-23"));
        return id;
      };
      const say = (target: string, confidentialityYears: number) =>
        store.write((transaction) =>
          setFacts(transaction, target, { tags: [], confidentialityYears }, { by: "x", at: 1 }),
        );
      const again = async () => {
        await request();
        return look();
      };
      await scanned();
      await accept(`${TARGET}/other`);
      await say(`${TARGET}/other`, 20);
      await say(TARGET, 0);
      expect(await again()).toBe(0);
      await say(TARGET, 20);
      expect(await again()).toBe(1);
      // The scan that was submitted judges anew, and stands from then on.
      const [queued] = await store.read((db) =>
        db.selectFrom("scan").select("id").where("state", "=", "queued").execute(),
      );
      const claim = await claimed(h.ledger);
      expect(claim.scanId).toBe(queued?.id);
      await h.ledger.appendPage(claim, page(claim.scanId, []));
      await h.ledger.sealPlan(claim, { pages: 1, present: 0 });
      await h.finish(claim.scanId);
      expect(await again()).toBe(0);
      await accept(TARGET);
      expect(await again()).toBe(1);
    });

    test("many are claimed once, longest waiting first; who does not say in time what was seen loses them", async () => {
      await requestHeads(
        h.context,
        Array.from({ length: 30 }, (_, at) => ({ target: `${TARGET}${at}`, options: OPTIONS, requester: "x" })),
      );
      h.advance(1);
      await request();
      const first = await h.ledger.claimHeads(20);
      const second = await h.ledger.claimHeads(20);
      expect([first.length, second.length]).toEqual([20, 11]);
      expect(second.at(-1)?.target).toBe(TARGET);
      expect(new Set([...first, ...second].map(({ target }) => target)).size).toBe(31);
      expect(await h.ledger.claimHeads(20)).toEqual([]);
      h.advance(5 * 60_000 + 1);
      const again = await h.ledger.claimHeads(40);
      expect(again).toHaveLength(31);
      expect(await h.ledger.headsSeen(ENGINE, first)).toBe(0);
      expect(await waitingHeads(h.context)).toBe(31);
      expect(await h.ledger.headsSeen(ENGINE, again)).toBe(31);
      expect(await h.ledger.headsSeen(ENGINE, again)).toBe(0);
      expect(await waitingHeads(h.context)).toBe(0);
    });

    test("asked twice it is looked at once, but not by who looked before it was asked", async () => {
      await scanned();
      await request();
      await request();
      expect(await waitingHeads(h.context)).toBe(1);
      const before = await h.ledger.claimHeads(10);
      await request();
      expect(
        await h.ledger.headsSeen(
          ENGINE,
          before.map((head) => ({ ...head, commit: COMMIT })),
        ),
      ).toBe(0);
      expect(await waitingHeads(h.context)).toBe(1);
      expect(await look(MOVED)).toBe(1);
    });

    test("two coordinators share them", async () => {
      await requestHeads(
        h.context,
        Array.from({ length: 200 }, (_, at) => ({ target: `${TARGET}${at}`, options: OPTIONS, requester: "x" })),
      );
      const submitted = await Promise.all(
        ["one", "two"].map(async () => {
          let sum = 0;
          for (;;) {
            const heads = await h.ledger.claimHeads(7);
            if (heads.length === 0) return sum;
            sum += await h.ledger.headsSeen(ENGINE, heads);
          }
        }),
      );
      expect(submitted.reduce((sum, each) => sum + each, 0)).toBe(200);
      expect(await scans()).toHaveLength(200);
    });
  });
}
