/** A plan that is another one but for what has changed since: its result is that of a plan of everything. */
import { createHash } from "node:crypto";
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { allErrors, allFindings } from "@pqc-audit/aggregator/query/findings.ts";
import { scanRow, viewOf } from "@pqc-audit/aggregator/query/scans.ts";
import { deleteResults } from "@pqc-audit/aggregator/retention/results.ts";
import { deleteScan } from "@pqc-audit/aggregator/retention/scans.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { BlobKey, Occurrence, PlanDifference, PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import type { Outcome, SkipReason } from "@pqc-audit/scanner/fact.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, claimed, fact, NOTHING, publishAll, started } from "./plan-fixtures.ts";

const DAY = 86_400_000;
const hex = (text: string, algorithm = "sha1") => createHash(algorithm).update(text).digest("hex");
const WRAPPERS = "0123";
const SECOND = `python@${WRAPPERS}`;

/** What lies at a path: a content by its name, or what a rule leaves out. */
type Item = { readonly content: string } | { readonly skip: SkipReason };
type Tree = Readonly<Record<string, Item>>;

const OUTCOMES: readonly Outcome[] = [
  { status: "scanned", facts: [fact()] },
  NOTHING,
  { status: "scanned", facts: [fact({ line: 7, endLine: 7 }), fact({ line: 9, endLine: 9 })], error: "cut" },
  { status: "scanned", facts: [], error: "malformed" },
  { status: "skipped", reason: "binary" },
];
const numberOf = (content: string) => Number(content.slice(1));
const isTwice = (content: string) => numberOf(content) % 3 === 0;

/** The same whoever scans it. */
function outcomeOf({ blob: id, kind }: BlobKey): Outcome {
  const number = [...Array(CONTENTS).keys()].find((each) => blob(`c${each}`).blob === id) ?? 0;
  return OUTCOMES[(number + (kind === SECOND ? 2 : 0)) % OUTCOMES.length] ?? NOTHING;
}

const CONTENTS = 15;

interface Plan {
  readonly occurrences: readonly Occurrence[];
  readonly skipped: Readonly<Partial<Record<SkipReason, number>>>;
}

function planOf(tree: Tree, wrappers: string | undefined): Plan {
  const skipped: Partial<Record<SkipReason, number>> = {};
  const occurrences: Occurrence[] = [];
  for (const [path, item] of Object.entries(tree).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if ("skip" in item) skipped[item.skip] = (skipped[item.skip] ?? 0) + 1;
    else {
      const again = wrappers !== undefined && isTwice(item.content) && { secondKind: SECOND };
      occurrences.push({ ...blob(item.content), path, size: 1, ...again });
    }
  }
  return { occurrences, skipped };
}

const commitOf = (tree: Tree) => hex(JSON.stringify(Object.entries(tree).toSorted()));
const keysOf = ({ blob, kind, secondKind }: Occurrence): readonly BlobKey[] => [
  { blob, kind },
  ...(secondKind === undefined ? [] : [{ blob, kind: secondKind }]),
];

export function differenceContract(name: string, make: () => Promise<Harness>): void {
  describe(`differences: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    const WHOLE = "https://git.example.org/whole";

    async function claim(target?: string): Promise<ScanClaim> {
      const { scanId } = await h.submit(target === undefined ? {} : { target });
      const given = await claimed(h.ledger);
      expect(given.scanId).toBe(scanId);
      return given;
    }

    async function pageOf(claim: ScanClaim, page: number, tree: Tree, wrappers?: string): Promise<PlanPage> {
      const { occurrences, skipped } = planOf(tree, wrappers);
      const keys = new Map(occurrences.flatMap(keysOf).map((key) => [`${key.blob} ${key.kind}`, key]));
      const known = new Set(
        (await h.ledger.knownBlobs(claim, [...keys.values()])).map(({ blob, kind }) => `${blob} ${kind}`),
      );
      const unknown = [...keys].flatMap(([text, key]) => (known.has(text) ? [] : [key]));
      const digest = hex(`${claim.scanId} ${page} ${JSON.stringify(unknown)}`, "sha256");
      const unit = {
        unitId: digest,
        packKey: `packs/${digest}`,
        packDigest: digest,
        packSize: 1,
        bytes: 1,
        blobs: unknown,
      };
      const units = unknown.length > 0 ? [unit] : [];
      const own = { policy: { text: "version: 1" }, ...(wrappers !== undefined && { wrappers }) };
      return { page, commit: commitOf(tree), lastPath: "z", units, occurrences, skipped, ...own };
    }

    async function finished(scanId: string): Promise<string> {
      for (const message of await publishAll(h.ledger)) {
        const nonce = await started(h.sink, message);
        const held = h.context.store.db.selectFrom("unit_blob").select(["blob", "kind"]);
        const keys = await held.where("unit_id", "=", message.unitId).execute();
        const { unitId, attempt, engineDigest } = message;
        const blobs = keys.map((key) => ({ ...key, outcome: outcomeOf(key) }));
        expect(await h.sink.submit({ unitId, attempt, engineDigest, nonce, blobs })).toEqual({ status: "COMMITTED" });
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed" });
      return scanId;
    }

    async function whole(tree: Tree, wrappers?: string, target?: string): Promise<string> {
      const given = await claim(target);
      await h.ledger.appendPage(given, await pageOf(given, 0, tree, wrappers));
      await h.ledger.sealPlan(given, { pages: 1, present: Object.keys(tree).length });
      return finished(given.scanId);
    }

    async function difference(given: ScanClaim, before: Tree, after: Tree, wrappers?: string): Promise<PlanDifference> {
      const changed = (tree: Tree, other: Tree): Tree =>
        Object.fromEntries(
          Object.entries(tree).filter(([path, item]) => JSON.stringify(item) !== JSON.stringify(other[path])),
        );
      const gone = planOf(changed(before, after), wrappers);
      const page = await pageOf(given, 1, changed(after, before), wrappers);
      return { page: { ...page, commit: commitOf(after) }, gone: gone.occurrences, goneSkipped: gone.skipped };
    }

    async function continued(before: Tree, after: Tree, wrappers?: string): Promise<string> {
      const given = await claim();
      expect(given.previous).toMatchObject({ commit: commitOf(before), present: Object.keys(before).length });
      expect(await h.ledger.planDifference(given, await difference(given, before, after, wrappers))).toBe(true);
      return given.scanId;
    }

    const told = async (scanId: string) => {
      const scan = await scanRow(h.context.store, scanId);
      const files = h.context.store.db.selectFrom("finding_file").selectAll().where("scan_id", "=", scanId);
      const texts = (await Array.fromAsync(allFindings(h.context.store, scanId))).flat();
      const findings = texts.map((text) => JSON.parse(text) as Finding);
      expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
      return {
        // Ids depend on what the repository held before.
        findings: findings.map(({ id: _, ...finding }) => finding),
        errors: (await Array.fromAsync(allErrors(h.context.store, scanId))).flat(),
        files: (await files.orderBy("first_seq").execute()).map(({ scan_id: _, ...file }) => file),
        digest: scan?.digest,
        coverage: scan?.coverage,
        summary: scan?.summary,
        present: scan?.present,
        commit: scan?.commit_id,
      };
    };

    const clean = async () => {
      while (await cleanOneScan(h.context));
    };

    test("any tree after any other: findings, errors, coverage and digest are those of a plan of everything", async () => {
      let seed = 7;
      const random = (below: number) => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed % below;
      };
      const item = (): Item =>
        random(5) === 0
          ? { skip: (["symlink", "too-large", "binary"] as const)[random(3)] ?? "symlink" }
          : { content: `c${random(CONTENTS)}` };
      const changedOf = (tree: Tree, most: number): Tree => {
        const next: Record<string, Item> = { ...tree };
        for (let change = random(most); change >= 0; change--) {
          const path = `${["a", "b/", "b.", "ü", "\u{1f511}"][random(5)]}${random(9)}`;
          if (random(3) === 0) delete next[path];
          else next[path] = item();
        }
        return next;
      };
      for (const wrappers of [undefined, WRAPPERS]) {
        let tree = changedOf({}, 40);
        const first = await whole(tree, wrappers);
        expect(await told(first)).toEqual(await told(await whole(tree, wrappers, WHOLE)));
        for (let round = 0; round < 8; round++) {
          if (random(2) === 0) await clean();
          const next = changedOf(tree, round % 4 === 0 ? 1 : 20);
          if (commitOf(next) === commitOf(tree)) continue;
          const scanId = await finished(await continued(tree, next, wrappers));
          expect(await told(scanId), `round ${round}`).toEqual(await told(await whole(next, wrappers, WHOLE)));
          if (random(3) === 0) {
            await clean();
            const again = await claim();
            expect(await h.ledger.repeatScan(again)).toBe(true);
            await finished(again.scanId);
            expect(await told(again.scanId)).toEqual(await told(scanId));
          }
          tree = next;
        }
      }
    });

    const before: Tree = {
      a: { content: "c0" },
      b: { content: "c1" },
      c: { content: "c2" },
      d: { content: "c3" },
      e: { content: "c4" },
      f: { skip: "symlink" },
    };
    const after: Tree = { ...before, a: { content: "c6" }, c: { content: "c7" }, g: { content: "c0" } };

    test("only what came is scanned, and the other plan and its scan may go meanwhile", async () => {
      const first = await whole(before);
      await clean();
      const scanId = await continued(before, after);
      expect(await h.depth()).toBe(1);
      const planned = await scanRow(h.context.store, scanId);
      expect(planned && viewOf(planned)).not.toHaveProperty("coverage");
      await h.context.store.write((transaction) => deleteScan(transaction, first));
      h.advance(DAY);
      await deleteResults(h.context, 0, (work) => h.context.store.write(work));
      await finished(scanId);
      expect(await told(scanId)).toEqual(await told(await whole(after, undefined, WHOLE)));
      const row = await scanRow(h.context.store, scanId);
      expect([row?.continues, row?.repeats, row?.pages]).toEqual([first, null, 2]);
    });

    test("being told again that it is planned is harmless; being told of another plan is not heeded", async () => {
      await whole(before);
      const given = await claim();
      const changed = await difference(given, before, after);
      for (const _ of [1, 2]) expect(await h.ledger.planDifference(given, changed)).toBe(true);
      const other = { ...given, previous: { scanId: "other", commit: "0".repeat(40) } };
      expect(await h.ledger.planDifference(other, changed)).toBe(false);
      await expect(h.ledger.planDifference({ ...given, epoch: given.epoch + 1 }, changed)).rejects.toThrow(
        "stop planning it",
      );
      await finished(given.scanId);
    });

    test.each<[string, (given: PlanDifference) => PlanDifference]>([
      [
        "a path gone that was not there",
        (given) => ({ ...given, gone: [...given.gone, { ...blob("c0"), path: "x", size: 1 }] }),
      ],
      [
        "a path gone that held something else",
        (given) => ({ ...given, gone: [{ ...blob("c0"), path: "d", size: 1 }, ...given.gone.slice(1)] }),
      ],
      [
        "a path gone whose content nobody knows",
        (given) => ({ ...given, gone: [...given.gone, { ...blob("c9"), path: "b", size: 1 }] }),
      ],
      ["more skipped than there were", (given) => ({ ...given, goneSkipped: { symlink: 2 } })],
      ["others skipped than there were", (given) => ({ ...given, goneSkipped: { submodule: 1 } })],
      ["other functions looked for", (given) => ({ ...given, page: { ...given.page, wrappers: WRAPPERS } })],
      ["a content in no unit", (given) => ({ ...given, page: { ...given.page, units: [] } })],
    ])("%s: nothing of it is written, and everything can be planned", async (_, changing) => {
      await whole(before);
      const given = await claim();
      const changed = changing(await difference(given, before, after));
      expect(await h.ledger.planDifference(given, changed)).toBe(false);
      expect(await h.state(given.scanId)).toBe("planning");
      for (const table of ["occurrence", "plan_page", "unit", "scan_error", "scan_policy"] as const) {
        const rows = h.context.store.db.selectFrom(table).selectAll().where("scan_id", "=", given.scanId);
        expect([table, await rows.execute()]).toEqual([table, []]);
      }
      await h.ledger.appendPage(given, await pageOf(given, 0, after));
      await h.ledger.sealPlan(given, { pages: 1, present: Object.keys(after).length });
      await finished(given.scanId);
      expect(await told(given.scanId)).toEqual(await told(await whole(after, undefined, WHOLE)));
    });

    test("of what nobody knows any more how it ended, everything is planned", async () => {
      await whole(before);
      await clean();
      h.advance(DAY);
      await deleteResults(h.context, 0, (work) => h.context.store.write(work));
      const given = await claim();
      const without: Tree = Object.fromEntries(Object.entries(before).filter(([path]) => path !== "b"));
      expect(await h.ledger.planDifference(given, await difference(given, before, without))).toBe(false);
    });

    test("a difference is taken to plans of the same repository only", async () => {
      const scanId = await whole(before);
      const given = await claim(WHOLE);
      const previous = { scanId, commit: commitOf(before) };
      const changed = await difference(given, before, after);
      expect(await h.ledger.planDifference({ ...given, previous }, changed)).toBe(false);
    });

    test("a page of another number is refused, as is a difference to a plan that is begun", async () => {
      await whole(before);
      const given = await claim();
      const changed = await difference(given, before, after);
      const misplaced = { ...changed, page: { ...changed.page, page: 0 } };
      await expect(h.ledger.planDifference(given, misplaced)).rejects.toThrow(TerminalError);
      await h.ledger.appendPage(given, await pageOf(given, 0, after));
      expect(await h.ledger.planDifference(given, changed)).toBe(false);
      const { previous: _, ...alone } = given;
      expect(await h.ledger.planDifference(alone, changed)).toBe(false);
    });

    test("a scan that ends before its time keeps nothing of what it took over", async () => {
      await whole(before);
      await clean();
      const scanId = await continued(before, after);
      await h.cancel(scanId);
      await clean();
      for (const table of ["occurrence", "scan_error"] as const) {
        const rows = h.context.store.db.selectFrom(table).selectAll().where("scan_id", "=", scanId);
        expect([table, await rows.execute()]).toEqual([table, []]);
      }
    });
  });
}
