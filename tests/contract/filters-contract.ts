/** Lists over all repositories against the simplest filter there is, over findings drawn at random. `make` gives a fresh database. */
import { inventoryOf, type Snapshot } from "@pqc-audit/aggregator/inventory/inventory.ts";
import { horizonOf, isOverdue } from "@pqc-audit/aggregator/join/overdue.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { assetsOf, repositoriesOf } from "@pqc-audit/aggregator/query/assets.ts";
import type { Filter } from "@pqc-audit/aggregator/query/filter.ts";
import { findingOf, pageOf, selectedFindings } from "@pqc-audit/aggregator/query/findings.ts";
import { globMatcher } from "@pqc-audit/aggregator/query/glob.ts";
import { matching } from "@pqc-audit/aggregator/query/matching.ts";
import { totalsOf } from "@pqc-audit/aggregator/query/overview.ts";
import { ORDERS, type Order } from "@pqc-audit/aggregator/query/selection.ts";
import type { Store } from "@pqc-audit/aggregator/store/store.ts";
import { type Finding, SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

type Told = Finding & { readonly target: string; readonly state?: string };

/** The same numbers in every run (mulberry32). */
function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KINDS: readonly Partial<Fact>[] = [
  {},
  { algorithm: "SHA-256", family: "SHA-2", quantum: "safe", classical: "ok", ruleId: "java.jca.digest" },
  {
    algorithm: "RSA-2048",
    family: "RSA",
    keySize: 2048,
    quantum: "broken",
    classical: "ok",
    primitive: "pke",
    purpose: "encryption",
    operation: "encrypt",
    ruleId: "java.jca.cipher",
    library: "java.jca",
    language: "java",
  },
  {
    algorithm: "ECDSA-P-256",
    family: "ECDSA",
    curve: "P-256",
    quantum: "broken",
    classical: "ok",
    primitive: "signature",
    purpose: "signature",
    operation: "sign",
    usage: "definition",
  },
  { algorithm: "unknown", family: "unknown", resolved: false, quantum: "unknown", classical: "ok" },
];
const NAMES = ["a.py", "lib/b.py", "tests/c.py", "deep/x/d.py", "vendor/e.py", "docs/f.py", "g.pem"];
const PATTERNS = ["src/lib/**", "*.pem", "**/deep/**", "*.py", "src/?.py", "*.java"];
const TARGETS = [
  "https://git.example/a",
  "https://git.example/b/ä",
  "https://git.example/b/c",
  "https://git.example/z",
];
const ROUNDS = 150;

export function filtersContract(name: string, make: () => Promise<Harness>): void {
  describe(`filters: ${name}`, () => {
    let h: Harness;
    let store: Store;
    let snapshot: Snapshot;
    let all: readonly Told[];
    const draw = drawing(42);
    const among = <T>(values: readonly T[]): T => values[Math.floor(draw() * values.length)] as T;
    const some = <T>(values: readonly T[]): readonly T[] => values.filter(() => draw() < 0.4);
    const policy = () => defaultPolicy(new Date("2031-06-01"));

    const drawn = (line: number): Fact => {
      const kind = among(KINDS);
      const suppressed = draw() < 0.1 && { ignore: { rules: [], reason: `because ${line}` } };
      const dated = draw() < 0.2 && {
        usage: "certificate" as const,
        expires: `${2026 + Math.floor(draw() * 4)}-0${1 + Math.floor(draw() * 9)}-01T00:00:00Z`,
      };
      const fingerprint = `${Math.floor(draw() * 1e9)}`.padStart(32, "0");
      return fact({ ...kind, ...suppressed, ...dated, fingerprint, line, endLine: line });
    };

    const scan = async (target: string): Promise<void> => {
      const { scanId } = await h.submit({ target });
      const claim = await claimed(h.ledger);
      const tag = `${target.length}-${Math.floor(draw() * 1e9)}`;
      const files = NAMES.map((each) => each.replace(/(?=[^/]*$)/, draw() < 0.5 ? "" : `${tag}-`));
      await h.ledger.appendPage(claim, page(scanId, [files]));
      await h.ledger.sealPlan(claim, { pages: 1, present: files.length });
      for (const message of await publishAll(h.ledger)) {
        const outcomes = Object.fromEntries(
          files.map((file) => {
            const facts = Array.from({ length: Math.floor(draw() * 25) }, (_, line) => drawn(line + 1));
            return [file, { status: "scanned", facts } as const];
          }),
        );
        await h.sink.submit(result(message, await started(h.sink, message), outcomes));
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed" });
      h.advance(1_000);
    };

    beforeAll(async () => {
      h = await make();
      store = h.context.store;
      for (const target of [...TARGETS].reverse()) await scan(target);
      // These have a scan before.
      await scan("https://git.example/z");
      await scan("https://git.example/a");
      snapshot = await inventoryOf(store).current();
      const lines = await Array.fromAsync(
        selectedFindings(store, snapshot.repositories, {
          query: {},
          tell: ({ text, target }) => JSON.stringify({ ...JSON.parse(text), target }),
        }),
      );
      all = lines.flat().map((line) => JSON.parse(line) as Told);
      expect(all.length).toBeGreaterThan(150);
      expect(snapshot.repositories.map(({ target }) => target)).toEqual([...TARGETS].sort(compareBytewise));
    });
    afterAll(() => h?.stop());

    const drawnFilter = (): Filter => {
      const maybe = <T extends object>(share: number, part: () => T): T | undefined =>
        draw() < share ? part() : undefined;
      return {
        ...maybe(0.3, () => ({ severities: some(SEVERITIES) })),
        ...maybe(0.2, () => ({ families: some(["MD5", "RSA", "ECDSA", "none such"]) })),
        ...maybe(0.15, () => ({ algorithms: some(["RSA-2048", "SHA-256", "unknown"]) })),
        ...maybe(0.2, () => ({ quantum: some(["broken", "safe", "unknown"] as const) })),
        ...maybe(0.1, () => ({ classical: some(["broken", "ok"] as const) })),
        ...maybe(0.15, () => ({ usages: some(["call", "certificate", "definition"] as const) })),
        ...maybe(0.1, () => ({ purposes: some(["hash", "encryption"] as const) })),
        ...maybe(0.15, () => ({ scopes: some(["production", "test", "vendored"] as const) })),
        ...maybe(0.1, () => ({ languages: some(["python", "java"]) })),
        ...maybe(0.1, () => ({ libraries: some(["java.jca", "python.hashlib"]) })),
        ...maybe(0.1, () => ({ rules: [among(["java", "java.jca", "java.jca.cipher", "java.jc"])] })),
        ...maybe(0.2, () => ({ states: some(["new", "existing", "reopened"] as const) })),
        ...maybe(0.2, () => ({ suppressed: draw() < 0.5 })),
        ...maybe(0.1, () => ({ unresolved: draw() < 0.5 })),
        ...maybe(0.2, () => ({ overdue: draw() < 0.5 })),
        ...maybe(0.25, () => ({ filePattern: among(PATTERNS) })),
        ...maybe(0.2, () => ({ expiresBefore: Date.parse(`${2026 + Math.floor(draw() * 5)}-05-01`) })),
      };
    };

    const within = <T>(wanted: readonly T[] | undefined, value: T | undefined) =>
      !wanted || wanted.length === 0 || (value !== undefined && wanted.includes(value));
    const passes = (filter: Filter) => (finding: Told) =>
      within(filter.severities, finding.severity) &&
      within(filter.families, finding.family) &&
      within(filter.algorithms, finding.algorithm) &&
      within(filter.quantum, finding.quantum) &&
      within(filter.classical, finding.classical) &&
      within(filter.usages, finding.usage) &&
      within(filter.purposes, finding.purpose) &&
      within(filter.scopes, finding.scope) &&
      within(filter.languages, finding.language) &&
      within(filter.libraries, finding.library) &&
      (filter.rules ?? [finding.ruleId]).some((rule) => `${finding.ruleId}.`.startsWith(`${rule}.`)) &&
      within(filter.states as readonly string[] | undefined, finding.state) &&
      (filter.suppressed === undefined || (finding.suppressed !== undefined) === filter.suppressed) &&
      (filter.unresolved === undefined || finding.resolved !== filter.unresolved) &&
      (filter.overdue === undefined || isOverdue(finding, horizonOf("2031-06-01", 0)) === filter.overdue) &&
      (filter.filePattern === undefined || globMatcher(filter.filePattern)(finding.path)) &&
      (filter.expiresBefore === undefined || Date.parse(finding.expires ?? "9999-01-01") < filter.expiresBefore);

    const sorted = (findings: readonly Told[], order: Order): readonly Told[] => {
      const rank = ({ severity, expires }: Told) => {
        if (order === "path") return 0;
        if (order === "expires") return Date.parse(expires ?? "9999-01-01");
        const place = SEVERITIES.indexOf(severity);
        return order === "severity" ? -place : place;
      };
      return findings.toSorted((a, b) => rank(a) - rank(b));
    };

    const read = async (filter: Filter, order: Order, options: { size: number; keyed: boolean }) => {
      const found: Told[] = [];
      let after: string | undefined;
      for (let at = 1; ; at++) {
        const {
          results,
          total,
          next,
          page: number,
        } = await pageOf(store, snapshot.repositories, {
          query: { ...filter, order, page: at, size: options.size, ...(after !== undefined && { after }) },
          policy,
          tell: ({ text, target }) => JSON.stringify({ ...JSON.parse(text), target }),
        });
        expect(total).toBe(all.filter(passes(filter)).length);
        expect(number).toBe(at);
        found.push(...results.map((text) => JSON.parse(text) as Told));
        expect(next === undefined).toBe(found.length === total);
        if (next === undefined) return found;
        if (options.keyed) after = next;
      }
    };

    test(`${ROUNDS} filters drawn at random, by page and by key, in every order`, async () => {
      let found = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const filter = drawnFilter();
        const order = among(ORDERS);
        const expected = sorted(all.filter(passes(filter)), order);
        const size = among([7, 50, 1_000]);
        const context = JSON.stringify({ round, filter, order, size });
        for (const keyed of [false, true]) {
          const what = await read(filter, order, { size, keyed });
          expect(what, context).toEqual(expected);
        }
        found += expected.length > 0 ? 1 : 0;
      }
      expect(found).toBeGreaterThan(ROUNDS / 3);
    });

    test("assets, their repositories and totals are those of the findings they count", () => {
      const { dictionary } = inventoryOf(store);
      for (let round = 0; round < 30; round++) {
        const { filePattern: _, expiresBefore: __, ...filter } = drawnFilter();
        const own = all.filter(passes(filter));
        const assets = assetsOf(dictionary, snapshot.repositories, { filter, policy }, "-findings");
        expect(assets.reduce((sum, { findings }) => sum + findings, 0)).toBe(own.length);
        for (const asset of assets) {
          const of = own.filter(
            (finding) =>
              finding.algorithm === asset.algorithm &&
              finding.usage === asset.usage &&
              finding.purpose === asset.purpose &&
              finding.library === asset.library &&
              finding.quantum === asset.quantum &&
              finding.classical === asset.classical,
          );
          expect([of.length, new Set(of.map(({ target }) => target)).size]).toEqual([
            asset.findings,
            asset.repositories,
          ]);
          const where = repositoriesOf(dictionary, snapshot.repositories, {
            filter: { ...filter, assets: [asset.id] },
            policy,
          });
          for (const { target, findings } of where) {
            expect(of.filter((finding) => finding.target === target).length).toBe(findings);
          }
          expect(where.length).toBe(asset.repositories);
        }
        const totals = totalsOf(dictionary, snapshot.repositories, { filter, policy });
        const open = own.filter(({ suppressed }) => suppressed === undefined);
        expect([totals.findings, totals.suppressed]).toEqual([open.length, own.length - open.length]);
        for (const severity of SEVERITIES) {
          expect(totals.bySeverity[severity]).toBe(open.filter((finding) => finding.severity === severity).length);
        }
        expect(Object.values(totals.byFamily).reduce((sum, count) => sum + count, 0)).toBe(open.length);
      }
    });

    test("a pattern means in the database what it means in memory", async () => {
      const texts = [
        "a.py",
        "x/a.py",
        "x/%.py",
        "x/_.py",
        "xy/ä.py",
        "x\\y/b.pyc",
        "deep/x/y/z.java",
        "x/",
        "A.PY",
        "x]y/c.py",
      ];
      const patterns = [
        ...[
          "*.py",
          "*.PY",
          "*%.py",
          "*_.py",
          "*ä.py",
          "x/**",
          "x\\y/**",
          "%/**",
          "_/**",
          "**",
          "*",
          "**/x/**",
          "x?/*.py",
        ],
        ...[
          "*.{py,java}",
          "[ax]*",
          "x]y/**",
          "**/y/**/*.java",
          "***/z.java",
          "deep/**/z.java",
          "*/a.py",
          "/**",
          "**.py",
        ],
      ];
      const source = store.rows(
        { text: "text" },
        texts.map((each) => [each]),
      );
      for (const pattern of patterns) {
        const { rows } = await sql<{ text: string }>`select r.text from ${source}
          where ${matching(store, pattern, sql`r.text`)}`.execute(store.reader);
        const found = rows.map(({ text }) => text).sort();
        expect([pattern, found]).toEqual([pattern, texts.filter(globMatcher(pattern)).sort()]);
      }
    });

    test("a finding is found by its id, and in its own repository only", async () => {
      for (const [at, finding] of all.entries()) {
        if (at % 20 !== 0) continue;
        for (const repository of snapshot.repositories) {
          const found = await findingOf(store, repository, finding.id);
          const told = found && { ...JSON.parse(found.text), target: found.target };
          const same = all.find(({ id, target }) => id === finding.id && target === repository.target);
          expect(told).toEqual(same);
        }
      }
    });

    test("a page that goes on after a new scan goes on behind the path where it ended", async () => {
      const query = { page: 1, size: 5, order: "path" } as const;
      const tell = ({ text, target }: { readonly text: string; readonly target: string }) =>
        JSON.stringify({ ...JSON.parse(text), target });
      const first = await pageOf(store, snapshot.repositories, { query, tell });
      const last = JSON.parse(first.results.at(-1) ?? "") as Told;
      await scan(last.target);
      const { repositories } = await inventoryOf(store).current();
      const { next: after = "" } = first;
      const rest = await pageOf(store, repositories, { query: { ...query, size: 1_000, after }, tell });
      const told = rest.results.map((text) => JSON.parse(text) as Told);
      expect(told.filter(({ target }) => target !== last.target)).toEqual(
        all.filter(({ target }) => compareBytewise(target, last.target) > 0),
      );
      expect(told.every(({ target, path }) => target !== last.target || compareBytewise(path, last.path) > 0)).toBe(
        true,
      );
      await expect(pageOf(store, repositories, { query: { ...query, after: "bm9uZQ" } })).rejects.toThrow("after");
      await expect(pageOf(store, repositories, { query: { ...query, order: "expires", after } })).rejects.toThrow(
        "sort",
      );
    });
  });
}
