/** Results of another engine that hold for this one: taken over when a scan asks for them, and only those. */
import { takeResultsOver } from "@pqc-audit/aggregator/ledger/carry-over.ts";
import type { OwnEngine } from "@pqc-audit/aggregator/ledger/own-engine.ts";
import { allFindings } from "@pqc-audit/aggregator/query/findings.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import { deleteResults } from "@pqc-audit/aggregator/retention/results.ts";
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { anchorSet, anchorToken } from "@pqc-audit/scanner/anchor-set.ts";
import { modelsFor } from "@pqc-audit/scanner/engine-part-names.ts";
import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";
import { KindDigests, partsOfKind } from "@pqc-audit/scanner/kind-digest.ts";
import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { blob, claimed, fact, NOTHING, page, result, started } from "./plan-fixtures.ts";

const PARTS = { common: "1", names: "1", "models python": "1", "models java": "1" };
const KINDS = ["python", "java", "sniff"];
/** A content without an ending may be read as either. */
const SCRIPTS = ["python", "ruby", "sniff"];
let engines = 0;

/** Versions of what anchors open, by language. */
type Models = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * An engine nobody has met; `changed`: parts in which it differs from all that do not name them; `models`: of which it is
 * known what their anchors open.
 */
function engineOf(changed: Readonly<Record<string, string>> = {}, models: Models = {}): OwnEngine {
  const digest = String(engines++).padStart(32, "0");
  const anchors = new Map(Object.entries(models).map(([id, opened]) => [id, new Map(Object.entries(opened))]));
  const told = Array.from(anchors, ([id, opened]) => [modelsFor(id), JSON.stringify([...opened])]);
  return {
    digest,
    kinds: new KindDigests({ ...PARTS, ...Object.fromEntries(told), ...changed }, undefined, () => anchors),
  };
}

/** `""` for having been read as this language. */
const set = (language: string, ...anchors: readonly string[]) =>
  anchorSet(anchors.map((anchor) => anchorToken(language, anchor)));

export function carryOverContract(name: string, make: () => Promise<Harness>): void {
  describe(`results of other engines: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    /** A scan by this engine of these contents, in each of the kinds; what the ledger knew of them before. */
    async function scan(
      engine: OwnEngine,
      outcomes: Readonly<Record<string, Outcome | ((kind: string) => Outcome)>>,
      kinds: readonly string[] = ["python"],
      anchors: (name: string, kind: string) => string | undefined = () => undefined,
    ) {
      const named = new Map(Object.keys(outcomes).map((name) => [blob(name).blob, name]));
      const keys = [...named.keys()].flatMap((id) => kinds.map((kind) => ({ blob: id, kind })));
      const { scanId } = await h.submit({ engineDigest: engine.digest });
      const claim = await claimed(h.ledger, "coordinator-1", engine.digest);
      const known = await h.ledger.knownBlobs(claim, keys);
      const isKnown = (key: BlobKey) => known.some((each) => each.blob === key.blob && each.kind === key.kind);
      const open = keys.filter((key) => !isKnown(key));
      const given = page(scanId, [[...named.values()]]);
      const units = given.units.map((unit) => ({ ...unit, blobs: open })).filter(({ blobs }) => blobs.length > 0);
      const occurrences = keys.map((key, at) => ({ ...key, path: `src/${at}`, size: 10 }));
      await h.ledger.appendPage(claim, { ...given, units, occurrences });
      await h.ledger.sealPlan(claim, { pages: 1, present: occurrences.length });
      for (const [at, message] of (await h.ledger.unitsToPublish(engine.digest, 10)).entries()) {
        await h.ledger.markPublished(message.unitId, message.attempt, at + 1);
        const nonce = await started(h.sink, message);
        const blobs = open.map((key) => {
          const name = named.get(key.blob) ?? "";
          const outcome = outcomes[name] ?? NOTHING;
          const told = anchors(name, key.kind);
          return {
            ...key,
            outcome: typeof outcome === "function" ? outcome(key.kind) : outcome,
            ...(told !== undefined && { anchors: told }),
          };
        });
        expect(await h.sink.submit({ ...result(message, nonce, {}), blobs })).toEqual({ status: "COMMITTED" });
      }
      await h.finish(scanId);
      const { state, digest, coverage, summary } = (await scanRow(h.context.store, scanId)) ?? {};
      const findings = (await Array.fromAsync(allFindings(h.context.store, scanId))).flat();
      return { known, told: { state, digest, coverage, summary, findings } };
    }

    /** Results and facts of an engine, without when they were used. */
    async function rowsOf({ digest }: OwnEngine) {
      const { store } = h.context;
      const engine = await store.engine(digest);
      const results = await sql`select blob, kind, status, detail, facts, digest, anchors from blob_result
        where engine = ${engine} order by blob, kind`.execute(store.db);
      const facts = await sql`select blob, kind, ordinal, body from fact
        where engine = ${engine} order by blob, kind, ordinal`.execute(store.db);
      return { results: results.rows, facts: facts.rows };
    }

    const many = (count: number): readonly Fact[] => Array.from({ length: count }, (_, at) => fact({ line: at + 1 }));
    const OUTCOMES: Readonly<Record<string, Outcome>> = {
      a: { status: "scanned", facts: many(3) },
      b: NOTHING,
      c: { status: "scanned", facts: many(1), error: "cut short" },
      d: { status: "skipped", reason: "binary" },
    };

    test("an engine that differs in other kinds only has nothing to scan, and tells the same", async () => {
      const [before, after] = [engineOf(), engineOf({ "models java": "2" })];
      await takeResultsOver(h.context.store, before);
      const first = await scan(before, OUTCOMES);
      expect(first.known).toEqual([]);
      await takeResultsOver(h.context.store, after);
      const second = await scan(after, OUTCOMES);
      expect(second.known).toHaveLength(4);
      expect(second.told).toEqual(first.told);
      expect(await rowsOf(after)).toEqual(await rowsOf(before));
      expect(h.counted).toMatchObject({ divergent: 0 });
    });

    test("only for the engine of this program, only from those that wrote down what they are made of", async () => {
      const [silent, before, after, own] = [engineOf(), engineOf(), engineOf(), engineOf()];
      await scan(silent, OUTCOMES);
      await takeResultsOver(h.context.store, before);
      expect((await scan(before, OUTCOMES)).known).toEqual([]);
      await takeResultsOver(h.context.store, own);
      expect((await scan(after, OUTCOMES)).known).toEqual([]);
      const { store } = h.context;
      await sql`update engine set sizes_kept = 0 where digest = ${before.digest}`.execute(store.db);
      expect((await scan(own, OUTCOMES)).known, "large contents of the other are not known").toEqual([]);
    });

    test("what a limit, a loss or a failure made of a content is looked at again", async () => {
      const [before, after] = [engineOf(), engineOf()];
      await takeResultsOver(h.context.store, before);
      const lost: Readonly<Record<string, Outcome>> = {
        a: { status: "quarantined", error: "stuck" },
        b: { status: "failed", error: "gone" },
        c: { status: "skipped", reason: "too-large" },
      };
      await scan(before, { ...lost, d: NOTHING });
      await takeResultsOver(h.context.store, after);
      const { known } = await scan(after, { ...OUTCOMES, d: NOTHING });
      expect(known).toEqual([blob("d")]);
      expect((await rowsOf(after)).results).toMatchObject([{}, {}, {}, {}].map(() => ({ status: "scanned" })));
    });

    test("a failure of its own gives way", async () => {
      const [before, after] = [engineOf(), engineOf()];
      await scan(after, { a: { status: "failed", error: "gone" } });
      await takeResultsOver(h.context.store, before);
      await scan(before, { a: OUTCOMES.a ?? NOTHING });
      await takeResultsOver(h.context.store, after);
      expect((await scan(after, { a: NOTHING })).known).toEqual([blob("a")]);
      expect(await rowsOf(after)).toEqual(await rowsOf(before));
    });

    test("what was taken over stays when the results of the other engine go", async () => {
      const [before, after] = [engineOf(), engineOf()];
      await takeResultsOver(h.context.store, before);
      await scan(before, OUTCOMES);
      const rows = await rowsOf(before);
      h.advance(90 * 86_400_000);
      await takeResultsOver(h.context.store, after);
      await scan(after, OUTCOMES);
      await sql`delete from occurrence`.execute(h.context.store.db);
      await deleteResults(h.context, 86_400_000, (work) => h.context.store.write(work));
      expect((await rowsOf(before)).results).toEqual([]);
      expect(await rowsOf(after)).toEqual(rows);
    });

    const HASHES = { hashlib: "1", pyca: "1" };
    const SETS: Readonly<Record<string, string | undefined>> = {
      a: set("python", "hashlib", "pyca"),
      b: set("python"),
      c: set("python", "pyca"),
      // Nobody told.
      d: undefined,
    };
    const setOf = (name: string) => SETS[name];
    const names = (keys: readonly BlobKey[]) =>
      Object.keys(OUTCOMES).filter((name) => keys.some((key) => key.blob === blob(name).blob));

    test("of an engine with other models, contents with a changed anchor are scanned again, and of which none was told", async () => {
      const engines = [
        engineOf({}, { python: HASHES }),
        engineOf({}, { python: { ...HASHES, hashlib: "2" } }),
        engineOf({}, { python: { hashlib: "2" } }),
        engineOf({}, { python: { hashlib: "2", "hashlib.md5": "1" } }),
      ];
      const known: (readonly string[])[] = [];
      let told: unknown;
      for (const engine of engines) {
        await takeResultsOver(h.context.store, engine);
        const scanned = await scan(engine, OUTCOMES, ["python"], setOf);
        known.push(names(scanned.known));
        told ??= scanned.told;
        expect(scanned.told).toEqual(told);
        const { results } = await rowsOf(engine);
        expect(results).toEqual((await rowsOf(engines[0] ?? engine)).results);
      }
      expect(known).toEqual([[], ["b", "c"], ["b"], ["b", "c"]]);
      expect(h.counted).toMatchObject({ divergent: 0 });
    });

    test("an anchor that nobody looked for concerns all contents that are read so", async () => {
      const readAs = (name: string, kind: string) =>
        kind === "sniff" ? set(name === "a" ? "python" : "scripts", "") : set(kind);
      const [before, after] = [engineOf({}, { python: HASHES }), engineOf({}, { python: { ...HASHES, nacl: "1" } })];
      await takeResultsOver(h.context.store, before);
      await scan(before, OUTCOMES, KINDS, readAs);
      await takeResultsOver(h.context.store, after);
      const { known } = await scan(after, OUTCOMES, KINDS, readAs);
      const of = (kind: string) => names(known.filter((key) => key.kind === kind));
      expect([of("python"), of("java"), of("sniff")]).toEqual([[], ["a", "b", "c", "d"], ["b", "c", "d"]]);
    });

    test("of an engine that did not write down what its anchors open, contents of that kind are scanned again", async () => {
      const [before, after] = [engineOf({}, { python: HASHES }), engineOf({}, { python: { hashlib: "1" } })];
      await takeResultsOver(h.context.store, before);
      await scan(before, OUTCOMES, ["python", "java"], setOf);
      await sql`delete from model_anchors`.execute(h.context.store.db);
      await takeResultsOver(h.context.store, after);
      const { known } = await scan(after, OUTCOMES, ["python", "java"], setOf);
      expect(known.map(({ kind }) => kind)).toEqual(["java", "java", "java", "java"]);
    });

    test("a set of anchors that no worker made is refused", async () => {
      const engine = engineOf();
      await h.submit({ engineDigest: engine.digest });
      const claim = await claimed(h.ledger, "coordinator-1", engine.digest);
      await h.ledger.appendPage(claim, page(claim.scanId, [["a"]]));
      await h.ledger.sealPlan(claim, { pages: 1, present: 1 });
      const [message] = await h.ledger.unitsToPublish(engine.digest, 10);
      if (!message) throw new Error("nothing to publish");
      await h.ledger.markPublished(message.unitId, message.attempt, 1);
      const nonce = await started(h.sink, message);
      const { blobs, ...given } = result(message, nonce, { a: NOTHING });
      const submitted = (anchors: string) =>
        h.sink.submit({ ...given, blobs: blobs.map((each) => ({ ...each, anchors })) });
      for (const anchors of ["a", "'or 1=1", "abcdef".repeat(65)]) {
        expect(await submitted(anchors)).toMatchObject({ status: "REJECTED" });
      }
      expect(await submitted("abcdefghijkl")).toEqual({ status: "COMMITTED" });
    });

    test("whatever changes from engine to engine, a scan tells what one that knows nothing would", async () => {
      const version = fc.constantFrom<string>("1", "2");
      const opened = fc.record({ first: version, second: version, "first too": version }, { requiredKeys: ["first"] });
      const engines = fc.record({
        changed: fc.record({ common: fc.constantFrom<string>("1", "1", "1", "2"), "language ruby": version }),
        models: fc.record({ python: opened, ruby: opened }),
        /** Workers of long ago tell nothing. */
        tells: fc.constantFrom(true, true, false),
      });
      const names = fc.uniqueArray(fc.constantFrom("", "first", "second", "first too", "second first too"), {
        minLength: 1,
      });
      const steps = fc.array(fc.record({ engine: engines, names }), { minLength: 3, maxLength: 4 });
      const same = {
        engine: {
          changed: { common: "1", "language ruby": "1" },
          models: { python: { first: "1" }, ruby: { first: "1" } },
          tells: true,
        },
        names: ["first"],
      };
      const other = { ...same, engine: { ...same.engine, models: { python: { first: "1" }, ruby: { first: "2" } } } };
      let [runs, known] = [0, 0];
      await fc.assert(
        fc.asyncProperty(steps, async (given) => {
          const run = runs++;
          for (const { engine: made, names } of given) {
            const { changed, models, tells } = made;
            const languageOf = (name: string, kind: string) =>
              kind === "sniff" ? (name.length % 2 === 0 ? "python" : "ruby") : kind;
            /** Anchors of the engine that stand in a content, which is its name. */
            const standing = (name: string, kind: string): readonly (readonly [string, string])[] =>
              Object.entries(models[languageOf(name, kind) as keyof typeof models]).filter(([anchor]) =>
                name.includes(anchor),
              );
            /** Of a pure engine: depends on the content, its kind, the parts that the kind depends on, and its anchors. */
            const found = (name: string) => (kind: string) => {
              const by = partsOfKind(kind).map((part) => changed[part as keyof typeof changed]);
              const all = [name, kind, by, standing(name, kind)];
              const facts = [fact({ line: JSON.stringify(all).length, snippet: JSON.stringify(all) })];
              return { status: "scanned", facts } as const;
            };
            const told = (content: string, kind: string) => {
              const name = content.slice(content.indexOf(" ") + 1);
              const language = languageOf(name, kind);
              const anchors = standing(name, kind).map(([anchor]) => anchor);
              return tells ? set(language, ...anchors, ...(kind === "sniff" ? [""] : [])) : undefined;
            };
            const engine = engineOf(changed, models);
            const outcomes = Object.fromEntries(names.map((name) => [`${run} ${name}`, found(name)]));
            const cold = engineOf(changed, models);
            h.context.store.ownEngine = undefined;
            const expected = await scan(cold, outcomes, SCRIPTS, told);
            await takeResultsOver(h.context.store, engine);
            const answered = await scan(engine, outcomes, SCRIPTS, told);
            expect(answered.told).toEqual(expected.told);
            known += answered.known.length;
          }
        }),
        { numRuns: 8, examples: [[[same, same]], [[same, other]]] },
      );
      expect(known).toBeGreaterThan(0);
    }, 120_000);
  });
}
