/** What the aggregator counts. Gauges are read from the ledger at each scrape: every replica answers the same. */
import { askedGauge } from "@pqc-audit/platform/telemetry/asked-gauge.ts";
import { observeTraced, tracedHistogram } from "@pqc-audit/platform/telemetry/exemplars.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { Counter, type Registry } from "prom-client";
import type { FinishedScan } from "./finish/finish-scan.ts";
import type { LedgerEvents } from "./ledger/context.ts";
import { outstandingUnits } from "./ledger/dispatch.ts";
import { waitingHeads } from "./ledger/heads.ts";
import { outstandingPlans } from "./ledger/ranges.ts";
import { outstandingByState, scansByState } from "./ledger/state-counts.ts";
import type { Store } from "./store/store.ts";
import { waitingDeliveries } from "./webhooks/outbox.ts";

const DURATIONS = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 28_800];
const RATES = [10, 25, 50, 100, 200, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000];

export interface AggregatorMetrics {
  readonly events: Omit<LedgerEvents, "joining">;
  readonly finished: (scan: FinishedScan) => void;
  readonly webhookTried: (result: "delivered" | "failed" | "retried") => void;
}

export function createMetrics(registry: Registry, store: Store): AggregatorMetrics {
  const registers = [registry];
  askedGauge(registry, { name: "pqc_audit_store_up", help: "1 while the database answers." }, async (gauge) => {
    gauge.set(0);
    await store.ping();
    gauge.set(1);
  });
  askedGauge(
    registry,
    { name: "pqc_audit_queue_depth", help: "Units planned and not final, cancelled excluded, over all scans." },
    async (gauge) => gauge.set(await outstandingUnits({ store })),
  );
  askedGauge(
    registry,
    {
      name: "pqc_audit_ledger_units",
      help: "Units by state, of those that are not final.",
      labelNames: ["state"],
    },
    async (gauge) => {
      const counted = await outstandingByState(store);
      for (const [state, units] of counted) gauge.set({ state }, units);
    },
  );
  askedGauge(
    registry,
    { name: "pqc_audit_ledger_scans", help: "Scans that are kept, by state.", labelNames: ["state"] },
    async (gauge) => {
      const counted = await scansByState(store);
      gauge.reset();
      for (const [state, scans] of counted) gauge.set({ state }, scans);
    },
  );
  askedGauge(
    registry,
    { name: "pqc_audit_heads_waiting", help: "Repositories whose head is still to be looked at." },
    async (gauge) => gauge.set(await waitingHeads({ store })),
  );
  askedGauge(
    registry,
    {
      name: "pqc_audit_range_queue_depth",
      help: "Scans, and ranges of those whose tree was cut, that are not planned yet, whether or not a coordinator is at it.",
    },
    async (gauge) => gauge.set(await outstandingPlans({ store })),
  );
  askedGauge(
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
  askedGauge(
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
  const duration = tracedHistogram(registry, {
    name: "pqc_audit_scan_duration_seconds",
    help: "From the first claim of a scan to its end.",
    buckets: DURATIONS,
  });
  const rate = tracedHistogram(registry, {
    name: "pqc_audit_files_per_second",
    help: "Files present over duration, of each finished scan.",
    buckets: RATES,
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
      observeTraced(duration, seconds, {}, scan.traceparent);
      if (seconds > 0) observeTraced(rate, scan.files / seconds, {}, scan.traceparent);
      for (const [error_type, files] of scan.errors) errors.inc({ error_type }, files);
      if (scan.state === "incomplete") errors.inc({ error_type: "incomplete" });
    },
  };
}
