/** Pages of findings: whatever the filter, put together they are what the whole result holds. `make` gives a fresh database. */
import { forgetInventory } from "@pqc-audit/aggregator/inventory/inventory.ts";
import { INVENTORY_TABLES } from "@pqc-audit/aggregator/inventory/write.ts";
import { findingsPage } from "@pqc-audit/aggregator/query/findings.ts";
import { globMatcher } from "@pqc-audit/aggregator/query/glob.ts";
import type { Store } from "@pqc-audit/aggregator/store/store.ts";
import type { Finding, Severity } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

export async function pageOf(
  ...asked: Parameters<typeof findingsPage>
): Promise<{ readonly results: readonly Finding[]; readonly total: number }> {
  const { results, total } = await findingsPage(...asked);
  return { results: results.map((text) => JSON.parse(text) as Finding), total };
}

/** Of severities that differ, and from none to 40 in a file. */
const NAMES = Array.from(
  { length: 30 },
  (_, at) => `${at % 3 === 0 ? "lib/" : ""}${at % 5 === 0 ? "deep/x/" : ""}f${at}.py`,
);
const KINDS = [
  {},
  { algorithm: "SHA-256", family: "SHA-2", quantum: "safe", classical: "ok" },
  { algorithm: "RSA", family: "RSA", quantum: "broken", classical: "ok", primitive: "pke", purpose: "encryption" },
] as const;
const FILTERS: readonly { readonly severities: readonly Severity[]; readonly filePattern?: string }[] = [
  { severities: [] },
  { severities: ["info"] },
  { severities: ["critical", "high"] },
  { severities: [], filePattern: "src/lib/**" },
  { severities: [], filePattern: "f1?.py" },
  { severities: ["info", "medium", "low"], filePattern: "**/deep/**/*.py" },
  { severities: [], filePattern: "src/f7.py" },
  { severities: [], filePattern: "*.java" },
];

export function findingsContract(name: string, make: () => Promise<Harness>): void {
  describe(`pages of findings: ${name}`, () => {
    let h: Harness;
    let scanId: string;
    let store: Store;
    let all: readonly Finding[];
    beforeAll(async () => {
      h = await make();
      ({ scanId } = await h.submit());
      store = h.context.store;
      const claim = await claimed(h.ledger);
      // Planned out of the order of paths, so that the findings are numbered anew.
      await h.ledger.appendPage(claim, page(scanId, [NAMES.toReversed()]));
      await h.ledger.sealPlan(claim, { pages: 1, present: NAMES.length });
      const outcomes = Object.fromEntries(
        NAMES.map((each, at) => {
          const facts = Array.from({ length: (at * 7) % 41 }, (_, line) =>
            fact({ ...KINDS[(at + line) % KINDS.length], line: line + 1, endLine: line + 1 }),
          );
          return [each, { status: "scanned", facts } as const];
        }),
      );
      for (const message of await publishAll(h.ledger)) {
        await h.sink.submit(result(message, await started(h.sink, message), outcomes));
      }
      expect(await h.finish(scanId)).toMatchObject({ state: "completed" });
      all = (await pageOf(store, scanId, { severities: [], page: 1, size: 1_000 })).results;
      expect(all.length).toBeGreaterThan(500);
      expect(new Set(all.map(({ severity }) => severity)).size).toBeGreaterThan(2);
    });
    afterAll(() => h?.stop());

    const expected = ({ severities, filePattern }: (typeof FILTERS)[number]) => {
      const matches = filePattern === undefined ? () => true : globMatcher(filePattern);
      return all.filter(
        ({ path, severity }) => matches(path) && (severities.length === 0 || severities.includes(severity)),
      );
    };

    const collected = async (asked: (typeof FILTERS)[number], size: number) => {
      const found: Finding[] = [];
      for (let at = 1; ; at++) {
        const { results, total } = await pageOf(store, scanId, { ...asked, page: at, size });
        expect(total).toBe(expected(asked).length);
        if (results.length === 0) return found;
        // Full but for the last.
        expect(results.length).toBe(Math.min(size, total - found.length));
        found.push(...results);
      }
    };

    test.each(FILTERS)("$severities $filePattern", async (asked) => {
      for (const size of [1_000, 37]) expect(await collected(asked, size)).toEqual(expected(asked));
    });

    test("a page far behind the last is empty and says how many there are", async () => {
      const far = { severities: [], page: 1_000_000_000, size: 1_000 };
      expect(await pageOf(store, scanId, far)).toEqual({ results: [], total: all.length });
    });

    test("a scan that an older aggregator finished, which listed no files and no kinds, has the same pages", async () => {
      for (const table of ["finding_file", ...INVENTORY_TABLES] as const) {
        await store.db.deleteFrom(table).where("scan_id", "=", scanId).execute();
      }
      await store.db.updateTable("scan").set({ kinds: null }).where("id", "=", scanId).execute();
      forgetInventory(store);
      for (const filePattern of ["**/f2*.py", "**/deep/**"]) {
        const asked = { severities: ["info", "high"], filePattern } as const;
        expect(await collected(asked, 50)).toEqual(expected(asked));
      }
    });
  });
}
