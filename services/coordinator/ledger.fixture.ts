/** The real ledger on SQLite, for tests of what depends on it; any of its calls can be made to fail. */
import { LEDGER_DEFAULTS, type LedgerContext, type LedgerSettings } from "@pqc-audit/aggregator/ledger/context.ts";
import { createLedger } from "@pqc-audit/aggregator/ledger/ledger.ts";
import { cancelScan, submitScan } from "@pqc-audit/aggregator/ledger/scans.ts";
import { createResultSink } from "@pqc-audit/aggregator/results/sink.ts";
import { openStore, type Store } from "@pqc-audit/aggregator/store/store.ts";
import type { Ledger, ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";

export const ENGINE = "e".repeat(64);

export interface TestLedger {
  readonly ledger: Ledger;
  readonly sink: ResultSink;
  readonly store: Store;
  /** Called before each ledger call, by name; what it throws is thrown instead. */
  onCall: (name: string) => void | Promise<void>;
  submit(target: string, options?: Partial<ScanOptions>): Promise<string>;
  cancel(scanId: string): Promise<void>;
  scan(
    scanId: string,
  ): Promise<{ state: string; error: string | null; present: number; pages: number; commit_id: string | null }>;
  /** Units by state. */
  units(scanId: string): Promise<Readonly<Record<string, number>>>;
  paths(scanId: string): Promise<readonly string[]>;
  skipped(scanId: string): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

export async function openTestLedger(settings: Partial<LedgerSettings> = {}): Promise<TestLedger> {
  const store = await openStore({ kind: "sqlite", file: ":memory:" });
  const none = () => {};
  const context: LedgerContext = {
    store,
    settings: { ...LEDGER_DEFAULTS, ...settings },
    clock: Date.now,
    events: { joining: none, duplicate: none, divergence: none, committed: none, postponed: none },
  };
  const real = createLedger(context);
  const ledger = new Proxy(real, {
    get(target, name: keyof Ledger) {
      return async (...args: never[]) => {
        await test.onCall(name);
        return await (target[name] as (...args: never[]) => Promise<unknown>)(...args);
      };
    },
  });
  const test: TestLedger = {
    ledger,
    sink: createResultSink(context),
    store,
    onCall: none,
    async submit(target, options = {}) {
      const all: ScanOptions = { include: [], exclude: [], maxFileSizeBytes: 10_000_000, chunkSize: 1000, ...options };
      const submission = {
        target,
        options: all,
        engineDigest: ENGINE,
        priority: "on-demand",
        requester: "someone",
      } as const;
      return (await submitScan(context, submission)).scanId;
    },
    async cancel(scanId) {
      await cancelScan(context, scanId, "everybody");
    },
    scan: (scanId) =>
      store.read((db) =>
        db
          .selectFrom("scan")
          .select(["state", "error", "present", "pages", "commit_id"])
          .where("id", "=", scanId)
          .executeTakeFirstOrThrow(),
      ),
    async units(scanId) {
      const rows = await store.read((db) =>
        db.selectFrom("unit").select("state").where("scan_id", "=", scanId).execute(),
      );
      return tally(rows.map((row) => row.state));
    },
    async paths(scanId) {
      const rows = await store.read((db) =>
        db
          .selectFrom("occurrence")
          .select("path")
          .where("scan_id", "=", scanId)
          .orderBy("page")
          .orderBy("ordinal")
          .execute(),
      );
      return rows.map((row) => row.path);
    },
    async skipped(scanId) {
      const rows = await store.read((db) =>
        db.selectFrom("plan_page").select("skipped").where("scan_id", "=", scanId).execute(),
      );
      const all: Record<string, number> = {};
      for (const row of rows) {
        for (const [reason, count] of Object.entries(JSON.parse(row.skipped) as Record<string, number>)) {
          all[reason] = (all[reason] ?? 0) + count;
        }
      }
      return all;
    },
    close: () => store.close(),
  };
  return test;
}

export function tally(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/** Waits until `check` answers something other than undefined or false; fails after twenty-five seconds. */
export async function eventually<T>(check: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  const end = performance.now() + 25_000;
  for (;;) {
    const answer = await check();
    if (answer !== undefined && answer !== false) return answer as T;
    if (performance.now() > end) throw new Error(`did not come true in time: ${check.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
