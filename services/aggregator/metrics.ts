/** What the aggregator counts. Gauges are read from the ledger at each scrape: every replica answers the same. */
import { delay } from "@pqc-audit/platform/backoff.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { FinishedScan } from "./finish/finish-scan.ts";
import type { LedgerEvents } from "./ledger/context.ts";
import { outstandingUnits } from "./ledger/dispatch.ts";
import { waitingHeads } from "./ledger/heads.ts";
import { outstandingPlans } from "./ledger/ranges.ts";
import type { Store } from "./store/store.ts";
import { waitingDeliveries } from "./webhooks/outbox.ts";

const DURATIONS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800];
const RATES = [10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000];

export interface AggregatorMetrics {
  readonly events: Omit<LedgerEvents, "joining">;
  readonly finished: (scan: FinishedScan) => void;
  readonly webhookTried: (result: "delivered" | "failed" | "retried") => void;
}

/** Scrapes are answered while the database hangs. */
const READ_MS = 1_500;

/** A gauge over the store that keeps its last value while the store is away or hangs: never absent, never 0 by mistake. */
function ledgerGauge(
  registry: Registry,
  options: { name: string; help: string; labelNames?: readonly string[] },
  read: (gauge: Gauge) => Promise<void>,
): void {
  let reading: Promise<void> | undefined;
  let asked = false;
  new Gauge({
    name: options.name,
    help: options.help,
    labelNames: [...(options.labelNames ?? [])],
    registers: [registry],
    async collect() {
      // A question that hangs is not asked a second time beside it: connections are few.
      reading ??= read(this)
        .catch(() => undefined)
        .finally(() => {
          reading = undefined;
          asked = true;
        });
      // The first answer is waited for: until then there is no value to keep.
      if (!asked) return reading;
      const over = new AbortController();
      await Promise.race([reading, delay(READ_MS, over.signal)]);
      over.abort();
    },
  });
}

export function createMetrics(registry: Registry, store: Store): AggregatorMetrics {
  const registers = [registry];
  ledgerGauge(registry, { name: "pqc_audit_store_up", help: "1 while the database answers." }, async (gauge) => {
    gauge.set(0);
    await store.ping();
    gauge.set(1);
  });
  ledgerGauge(
    registry,
    { name: "pqc_audit_queue_depth", help: "Units planned and not final, cancelled excluded, over all scans." },
    async (gauge) => gauge.set(await outstandingUnits({ store })),
  );
  ledgerGauge(
    registry,
    { name: "pqc_audit_heads_waiting", help: "Repositories whose head is still to be looked at." },
    async (gauge) => gauge.set(await waitingHeads({ store })),
  );
  ledgerGauge(
    registry,
    {
      name: "pqc_audit_range_queue_depth",
      help: "Scans, and ranges of those whose tree was cut, that are not planned yet, whether or not a coordinator is at it.",
    },
    async (gauge) => gauge.set(await outstandingPlans({ store })),
  );
  ledgerGauge(
    registry,
    {
      name: "pqc_audit_findings",
      help: "Findings that count, in the newest finished scan of every target.",
      labelNames: ["severity", "family"],
    },
    async (gauge) => {
      const rows = await store.read((db) =>
        db
          .selectFrom("finding_count as c")
          .innerJoin("scan as s", "s.id", "c.scan_id")
          .where("s.newest", "=", 1)
          .select(["c.severity", "c.family", (sum) => sum.fn.sum<number>("c.findings").as("findings")])
          .groupBy(["c.severity", "c.family"])
          .execute(),
      );
      gauge.reset();
      for (const row of rows) {
        gauge.set({ severity: SEVERITIES[row.severity] ?? "info", family: row.family }, Number(row.findings));
      }
    },
  );
  ledgerGauge(
    registry,
    { name: "pqc_audit_webhook_deliveries_waiting", help: "Deliveries to webhooks that are still to be made." },
    async (gauge) => gauge.set(await waitingDeliveries(store)),
  );
  const tries = new Counter({
    name: "pqc_audit_webhook_tries_total",
    help: "Tries of this process to deliver to webhooks: delivered, to be tried again, or given up.",
    labelNames: ["result"],
    registers,
  });
  for (const result of ["delivered", "retried", "failed"]) tries.inc({ result }, 0);
  const duration = new Histogram({
    name: "pqc_audit_scan_duration_seconds",
    help: "From the first claim of a scan to its end.",
    buckets: DURATIONS,
    registers,
  });
  const rate = new Histogram({
    name: "pqc_audit_files_per_second",
    help: "Files present over duration, of each finished scan.",
    buckets: RATES,
    registers,
  });
  const counter = (name: string, help: string) => new Counter({ name, help, registers });
  const errors = new Counter({
    name: "pqc_audit_scan_errors_total",
    help: "Files of finished scans that are malformed, failed or quarantined, and scans that ended incomplete.",
    labelNames: ["error_type"],
    registers,
  });
  for (const error_type of ["malformed", "failed", "quarantined", "incomplete"]) errors.inc({ error_type }, 0);
  const divergence = counter("pqc_audit_result_divergence_total", "Blobs that came again with another content.");
  const duplicates = counter("pqc_audit_result_duplicates_total", "Results of units that were committed already.");
  const postponed = counter(
    "pqc_audit_results_postponed_total",
    "Results not taken because the database was away or busy; their workers come again.",
  );
  const units = counter("pqc_audit_units_committed_total", "Units whose results this process stored.");
  const blobs = counter("pqc_audit_blobs_committed_total", "Blobs in units this process stored.");
  const facts = counter("pqc_audit_facts_stored_total", "Facts this process stored.");
  return {
    events: {
      duplicate: () => duplicates.inc(),
      divergence: (count) => divergence.inc(count),
      postponed: () => postponed.inc(),
      committed: (blobCount, factCount) => {
        units.inc();
        blobs.inc(blobCount);
        facts.inc(factCount);
      },
    },
    webhookTried: (result) => tries.inc({ result }),
    finished: (scan) => {
      const seconds = scan.durationMs / 1_000;
      duration.observe(seconds);
      if (seconds > 0) rate.observe(scan.files / seconds);
      for (const [error_type, files] of scan.errors) errors.inc({ error_type }, files);
      if (scan.state === "incomplete") errors.inc({ error_type: "incomplete" });
    },
  };
}
