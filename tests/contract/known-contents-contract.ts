/** What a coordinator that has only the trees of a commit learns from the ledger: sizes of large contents, and that a commit was scanned before. */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { allErrors, allFindings } from "@pqc-audit/aggregator/query/findings.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import { deleteResults } from "@pqc-audit/aggregator/retention/results.ts";
import { deleteScan } from "@pqc-audit/aggregator/retention/scans.ts";
import { LARGE_BLOB_BYTES, type PlanPage, type ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, COMMIT, claimed, fact, NOTHING, page, publishAll, result, started } from "./plan-fixtures.ts";

const LARGE = LARGE_BLOB_BYTES + 1;
const DAY = 86_400_000;
const id = (name: string) => blob(name).blob;

export function knownContentsContract(name: string, make: () => Promise<Harness>): void {
  describe(`known contents: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    async function plan(given: (scanId: string) => Partial<PlanPage>, options: Parameters<Harness["submit"]>[0] = {}) {
      const { scanId } = await h.submit(options);
      const claim = await claimed(h.ledger);
      expect(claim.scanId).toBe(scanId);
      const whole = { ...page(scanId, [["a", "b", "c"]]), ...given(scanId) };
      await h.ledger.appendPage(claim, whole);
      const skipped = Object.values(whole.skipped).reduce((sum, count) => sum + count, 0);
      await h.ledger.sealPlan(claim, { pages: 1, present: whole.occurrences.length + skipped });
      return scanId;
    }

    async function complete(scanId: string, outcomes: Record<string, Outcome>) {
      for (const message of await publishAll(h.ledger)) {
        const nonce = await started(h.sink, message);
        expect(await h.sink.submit(result(message, nonce, outcomes))).toEqual({ status: "COMMITTED" });
      }
      return h.finish(scanId);
    }

    const found = { a: { status: "scanned", facts: [fact()] }, b: NOTHING } as const;
    const cut = { status: "scanned", facts: [], error: "cut" } as const;

    const told = async (scanId: string) => {
      const scan = await scanRow(h.context.store, scanId);
      return {
        findings: (await Array.fromAsync(allFindings(h.context.store, scanId))).flat(),
        errors: (await Array.fromAsync(allErrors(h.context.store, scanId))).flat(),
        digest: scan?.digest,
        coverage: scan?.coverage,
        summary: scan?.summary,
        present: scan?.present,
        commit: scan?.commit_id,
      };
    };

    test("sizes of what is planned and of what a limit left out are kept, those of small contents are not", async () => {
      await plan((scanId) => {
        const given = page(scanId, [["a", "b"]], { skipped: { "too-large": 2 } });
        const occurrences = given.occurrences.map((each, at) => ({ ...each, size: at === 0 ? LARGE : LARGE - 1 }));
        const large = [
          { blob: id("seen"), size: 5 * LARGE },
          { blob: id("unseen"), size: 7 * LARGE, withheld: true },
        ];
        return { ...given, occurrences, large };
      });
      await h.submit({ exclude: ["x"] });
      const claim = await claimed(h.ledger);
      expect(claim.sizesKept).toBe(true);
      const asked = ["a", "b", "seen", "unseen", "never"].map(id);
      const sizes = new Map((await h.ledger.largeBlobs(claim, asked)).map(({ blob, ...rest }) => [blob, rest]));
      expect(sizes).toEqual(
        new Map<string, object>([
          [id("a"), { size: LARGE }],
          [id("seen"), { size: 5 * LARGE }],
          [id("unseen"), { size: 7 * LARGE, withheld: true }],
        ]),
      );
      expect(await h.ledger.largeBlobs(claim, [])).toEqual([]);
    });

    test("what one server left out is believed of its own repository only; what was seen of all, and the larger size stands", async () => {
      const large = (size: number, withheld: boolean) => ({
        skipped: { "too-large": 1 },
        large: [{ blob: id("x"), size, ...(withheld && { withheld }) }],
      });
      const sizeFor = async (target: string, exclude: string) => {
        const { scanId } = await h.submit({ target, exclude: [exclude] });
        const claim = await claimed(h.ledger);
        expect(claim.scanId).toBe(scanId);
        const [known] = await h.ledger.largeBlobs(claim, [id("x")]);
        await h.cancel(scanId);
        return known && [known.size, known.withheld];
      };
      await plan(() => large(3 * LARGE, true), { target: "https://git.example.org/hostile" });
      expect(await sizeFor("https://git.example.org/victim", "1")).toBeUndefined();
      expect(await sizeFor("https://git.example.org/hostile", "2")).toEqual([3 * LARGE, true]);
      await plan(() => large(2 * LARGE, false), { target: "https://git.example.org/honest" });
      expect(await sizeFor("https://git.example.org/victim", "3")).toEqual([2 * LARGE, undefined]);
      expect(await sizeFor("https://git.example.org/hostile", "3")).toEqual([2 * LARGE, undefined]);
      await plan(() => large(4 * LARGE, false), { target: "https://git.example.org/honest", exclude: ["4"] });
      await plan(() => large(2 * LARGE, false), { target: "https://git.example.org/honest", exclude: ["5"] });
      expect(await sizeFor("https://git.example.org/victim", "6")).toEqual([4 * LARGE, undefined]);
    });

    test("sizes are found among very many too", async () => {
      const large = Array.from({ length: 1500 }, (_, n) => ({ blob: id(`many ${n}`), size: LARGE + n }));
      await plan(() => ({ skipped: { "too-large": large.length }, large }));
      await h.submit({ exclude: ["x"] });
      const asked = [7, 1499, 3].map((n) => id(`many ${n}`));
      const answer = await h.ledger.largeBlobs(await claimed(h.ledger), [...asked, id("never")]);
      const sizes = new Map(answer.map(({ blob, size }) => [blob, size]));
      expect(asked.map((blob) => sizes.get(blob))).toEqual([LARGE + 7, LARGE + 1499, LARGE + 3]);
      expect(sizes.size).toBe(3);
    });

    test("a size goes when nobody asked for long, never while a result relies on it", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      const given = page(scanId, [["a", "b"]], { skipped: { "too-large": 1 } });
      await h.ledger.appendPage(claim, {
        ...given,
        occurrences: given.occurrences.map((each) => ({ ...each, size: LARGE })),
        large: [{ blob: id("left out"), size: LARGE }],
      });
      await h.ledger.sealPlan(claim, { pages: 1, present: 3 });
      await complete(scanId, found);
      await cleanOneScan(h.context);
      const sizes = async () => {
        const rows = await h.context.store.db.selectFrom("large_blob").select("blob").execute();
        return ["a", "b", "left out"].filter((each) => rows.some(({ blob }) => blob === id(each)));
      };
      const retire = (keepMs: number) => deleteResults(h.context, keepMs, (work) => h.context.store.write(work));
      await retire(DAY);
      expect(await sizes()).toEqual(["a", "b", "left out"]);
      h.advance(2 * DAY);
      await retire(3 * DAY);
      expect(await sizes()).toEqual(["a", "b", "left out"]);
      // `b` has no finding, so its result goes as well.
      await retire(DAY);
      expect(await sizes()).toEqual(["a"]);
    });

    test("a commit that was scanned before has its result without a unit: findings, errors and coverage are the same", async () => {
      const first = await plan(() => ({ skipped: { binary: 2 } }));
      expect(await complete(first, { ...found, c: cut })).toMatchObject({ state: "completed" });
      const expected = await told(first);
      for (const cleaned of [false, true]) {
        if (cleaned) while (await cleanOneScan(h.context));
        const { scanId } = await h.submit();
        const claim = await claimed(h.ledger);
        expect(claim.previous).toMatchObject({ commit: COMMIT });
        expect(await h.ledger.repeatScan(claim)).toBe(true);
        // Its answer may be lost on the way.
        expect(await h.ledger.repeatScan(claim)).toBe(true);
        expect(await h.state(scanId)).toBe("joining");
        expect(await h.depth()).toBe(0);
        expect(await h.finish(scanId)).toMatchObject({ state: "completed", files: 5 });
        expect(await told(scanId)).toEqual(expected);
        expect((await scanRow(h.context.store, scanId))?.repeats).toBe(claim.previous?.scanId);
        expect(
          await h.context.store.db.selectFrom("unit").select("unit_id").where("scan_id", "=", scanId).execute(),
        ).toEqual([]);
      }
    });

    test("it outlives the scan whose plan it took over", async () => {
      const first = await plan(() => ({}));
      await complete(first, { ...found, c: cut });
      const expected = await told(first);
      const { scanId } = await h.submit();
      expect(await h.ledger.repeatScan(await claimed(h.ledger))).toBe(true);
      await h.context.store.write((transaction) => deleteScan(transaction, first));
      await deleteResults(h.context, 0, (work) => h.context.store.write(work));
      h.advance(DAY);
      await deleteResults(h.context, 0, (work) => h.context.store.write(work));
      await h.finish(scanId);
      expect(await told(scanId)).toEqual(expected);
      expect((await h.submit()).joined).toBe(false);
      expect((await claimed(h.ledger)).previous?.scanId).toBe(scanId);
    });

    test("a plan serves nobody with other options, another repository, another engine, or long after it was made", async () => {
      const first = await plan(() => ({}));
      await complete(first, { ...found, c: NOTHING });
      const other = "f".repeat(64);
      const previousOf = async (options: Parameters<Harness["submit"]>[0]) => {
        const { scanId } = await h.submit(options);
        const claim = await claimed(h.ledger, "coordinator-1", options?.engineDigest);
        expect(claim.scanId).toBe(scanId);
        await h.cancel(scanId);
        return claim.previous?.scanId;
      };
      expect(await previousOf({})).toBe(first);
      expect(await previousOf({ ref: "main" })).toBe(first);
      expect(await previousOf({ exclude: ["x"] })).toBeUndefined();
      expect(await previousOf({ target: "https://git.example.org/b" })).toBeUndefined();
      expect(await previousOf({ engineDigest: other })).toBeUndefined();
      h.advance(6 * DAY);
      const { scanId } = await h.submit();
      expect(await h.ledger.repeatScan(await claimed(h.ledger))).toBe(true);
      await h.finish(scanId);
      h.advance(2 * DAY);
      expect(await previousOf({}), "its plan is eight days old").toBeUndefined();
    });

    test.each([
      ["incomplete", {}, { c: { status: "failed", error: "x" } }],
      ["not of a policy file that is heeded", { policy: { fault: "it is too large" } }, {}],
      ["not of one that is read", { policy: { text: "scopes: 7" } }, {}],
    ] as const)("a scan that is %s is planned anew", async (_, given, outcomes) => {
      const first = await plan(() => given);
      await complete(first, { ...found, c: NOTHING, ...outcomes });
      await h.submit();
      expect((await claimed(h.ledger)).previous).toBeUndefined();
    });

    const FORK = "https://git.example.org/fork";

    async function ofCommit(commit: string, options: Parameters<Harness["submit"]>[0] = {}) {
      const { scanId } = await h.submit({ target: FORK, ...options });
      const claim = await claimed(h.ledger, "coordinator-1", options.engineDigest);
      expect([claim.scanId, claim.previous, claim.ofCommit]).toEqual([scanId, undefined, true]);
      return { claim, previous: await h.ledger.scanOfCommit(claim, commit) };
    }

    test("a fork at a commit that was scanned has its result without a unit", async () => {
      const first = await plan(() => ({ skipped: { binary: 2 }, policy: { text: "version: 1" }, wrappers: "0123" }));
      await complete(first, { ...found, c: cut });
      const { claim, previous } = await ofCommit(COMMIT);
      const shown = { scanId: first, commit: COMMIT, present: 5, policy: "version: 1", wrappers: "0123" };
      expect(previous).toEqual(shown);
      expect(await h.ledger.repeatScan({ ...claim, ...(previous && { previous }) })).toBe(true);
      expect(await h.finish(claim.scanId)).toMatchObject({ state: "completed", files: 5 });
      expect(await told(claim.scanId)).toEqual(await told(first));
    });

    test("but not with other options, another engine, another commit, or where contents were too large to be seen", async () => {
      const first = await plan(() => ({}));
      await complete(first, { ...found, c: NOTHING });
      const none = async (commit: string, options: Parameters<Harness["submit"]>[0] = {}) => {
        const { claim, previous } = await ofCommit(commit, options);
        await h.cancel(claim.scanId);
        return previous;
      };
      expect(await none(COMMIT)).toMatchObject({ scanId: first });
      expect(await none(COMMIT, { exclude: ["x"] })).toBeUndefined();
      expect(await none(COMMIT, { engineDigest: "f".repeat(64) })).toBeUndefined();
      expect(await none("1".repeat(40))).toBeUndefined();
      h.advance(8 * DAY);
      expect(await none(COMMIT), "its plan is eight days old").toBeUndefined();
      const later = await plan(() => ({ skipped: { "too-large": 1 } }));
      await complete(later, { ...found, c: NOTHING });
      const { claim } = await ofCommit(COMMIT);
      expect(await h.ledger.scanOfCommit(claim, COMMIT)).toBeUndefined();
      expect(await h.ledger.repeatScan({ ...claim, previous: { scanId: later, commit: COMMIT } })).toBe(false);
    });

    test("a fork is served where all that was too large was seen, by whoever; never where a server only said so", async () => {
      const left = (over: object) => ({
        skipped: { "too-large": 1 },
        large: [{ blob: id("x"), size: 11 * LARGE, ...over }],
      });
      const told = async (given: Partial<PlanPage>, options: Parameters<Harness["submit"]>[0] = {}) => {
        const first = await plan(() => given, options);
        await complete(first, { ...found, c: NOTHING });
        const { claim, previous } = await ofCommit(COMMIT, options);
        const repeated = await h.ledger.repeatScan({ ...claim, previous: { scanId: first, commit: COMMIT } });
        expect(previous !== undefined, "offered and taken are the same").toBe(repeated);
        if (repeated) await h.finish(claim.scanId);
        else await h.cancel(claim.scanId);
        return { first, repeated, fork: claim.scanId };
      };
      expect(await told(left({ withheld: true }))).toMatchObject({ repeated: false });
      expect(await told({ skipped: { "too-large": 1 } }, { exclude: ["1"] }), "not told").toMatchObject({
        repeated: false,
      });
      const seen = await told(left({}), { exclude: ["2"] });
      expect(seen.repeated).toBe(true);
      // And the fork serves another, though the repository is gone.
      await h.context.store.write((transaction) => deleteScan(transaction, seen.first));
      const { scanId } = await h.submit({ target: "https://git.example.org/fork-of-fork", exclude: ["2"] });
      const claim = await claimed(h.ledger);
      const previous = await h.ledger.scanOfCommit(claim, COMMIT);
      expect(previous).toMatchObject({ scanId: seen.fork });
      expect(await h.ledger.repeatScan({ ...claim, ...(previous && { previous }) })).toBe(true);
      await h.finish(scanId);
      // Pages do not tell of contents that a small limit leaves out.
      expect(await told(left({}), { maxFileSizeBytes: LARGE_BLOB_BYTES - 1 })).toMatchObject({ repeated: false });
    });

    test("a plan that goes on with another rests on what that one rests on", async () => {
      const of = async (withheld: boolean, exclude: string) => {
        const large = [{ blob: id("x"), size: 11 * LARGE, ...(withheld && { withheld }) }];
        const first = await plan(() => ({ skipped: { "too-large": 1 }, large }), { exclude: [exclude] });
        await complete(first, { ...found, c: NOTHING });
        const { scanId } = await h.submit({ exclude: [exclude] });
        const claim = await claimed(h.ledger);
        const commit = "d".repeat(40);
        const come = { ...page(scanId, [], { known: ["b"] }), page: 1, commit };
        const gone = page(scanId, [], { known: ["c"] }).occurrences;
        expect(await h.ledger.planDifference(claim, { page: come, gone, goneSkipped: {} })).toBe(true);
        await h.finish(scanId);
        const { claim: ofFork, previous } = await ofCommit(commit, { exclude: [exclude] });
        await h.cancel(ofFork.scanId);
        return previous !== undefined;
      };
      expect(await of(true, "1")).toBe(false);
      expect(await of(false, "2")).toBe(true);
    });

    test("what it was planned for comes with it", async () => {
      const text = "version: 1\n";
      const first = await plan(() => ({ policy: { text }, wrappers: "0123" }));
      await complete(first, { ...found, c: NOTHING });
      await h.submit();
      expect((await claimed(h.ledger)).previous).toEqual({
        scanId: first,
        commit: COMMIT,
        present: 3,
        policy: text,
        wrappers: "0123",
      });
    });

    test("a plan that is gone, another's, or begun already is not taken over", async () => {
      const first = await plan(() => ({}));
      await complete(first, { ...found, c: NOTHING });
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      const { previous } = claim;
      if (!previous) throw new Error("no previous scan");
      const repeated = (over: Partial<ScanClaim>) => h.ledger.repeatScan({ ...claim, ...over });
      expect(await repeated({ previous: { ...previous, commit: "1".repeat(40) } })).toBe(false);
      expect(await repeated({ previous: { ...previous, scanId: "gone" } })).toBe(false);
      expect(await repeated({ previous: { ...previous, scanId } })).toBe(false);
      await expect(repeated({ epoch: claim.epoch + 1 })).rejects.toThrow("stop planning it");
      await h.ledger.appendPage(claim, page(scanId, [], { known: ["a", "b", "c"] }));
      expect(await repeated({})).toBe(false);
      expect(await h.state(scanId)).toBe("planning");
    });
  });
}
