/** What the coordinator counts. Prometheus names are contracts: units in the name, counters end in `_total`. */
import { tracedHistogram } from "@pqc-audit/platform/telemetry/exemplars.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import { Counter, Gauge, type Histogram, type Registry } from "prom-client";
import { GIT_REQUESTS } from "./sources/git-fetch.ts";

export interface CoordinatorMetrics {
  readonly planDuration: Histogram<"outcome">;
  readonly plansRunning: Gauge;
  readonly plannedFiles: Counter;
  readonly skippedFiles: Counter<"reason">;
  /** Contents that needed no unit, having a result already or a unit of the same scan. */
  readonly knownBlobs: Counter;
  readonly plansRepeated: Counter;
  readonly plansContinued: Counter;
  readonly headsChecked: Counter<"outcome">;
  readonly plansCut: Counter;
  readonly rangesPlanned: Counter;
  readonly gitRequests: Counter<"request">;
  readonly fetchedBlobs: Counter;
  readonly packs: Counter;
  readonly packBytes: Counter;
  readonly unitsPublished: Counter;
  readonly unitsRequeued: Counter;
  readonly orphansRemoved: Counter;
  readonly packsDeleted: Counter;
  readonly errors: Counter<"step">;
}

/** What a coordinator does again and again. */
export const STEPS = ["plan", "publish", "check heads", "reconcile", "clean up", "sweep"] as const;

const PLAN_SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400];

export function createCoordinatorMetrics(registry: Registry): CoordinatorMetrics {
  const registers = [registry];
  const errors = new Counter({
    name: "pqc_audit_coordinator_errors_total",
    help: "Failures by step; a step that fails is tried again.",
    labelNames: ["step"] as const,
    registers,
  });
  // A first failure is an increase only of what was there before it.
  for (const step of STEPS) errors.inc({ step }, 0);
  const gitRequests = new Counter({
    name: "pqc_audit_git_requests_total",
    help: "Times a git server was asked, by what for: where a ref stands, trees, contents by their ids, everything.",
    labelNames: ["request"] as const,
    registers,
  });
  for (const request of GIT_REQUESTS) gitRequests.inc({ request }, 0);
  const headsChecked = new Counter({
    name: "pqc_audit_heads_checked_total",
    help: "Repositories whose head was looked at, by what came of it: unchanged, or scanned.",
    labelNames: ["outcome"] as const,
    registers,
  });
  for (const outcome of ["unchanged", "scanned"]) headsChecked.inc({ outcome }, 0);
  const counter = (name: string, help: string) => new Counter({ name: `pqc_audit_${name}`, help, registers });
  return {
    planDuration: tracedHistogram(registry, {
      name: "pqc_audit_plan_duration_seconds",
      help: "From claiming a scan, or a range of one, to its sealed plan, to the cut, or to the end of trying.",
      labelNames: ["outcome"],
      buckets: PLAN_SECONDS,
    }),
    plansRunning: new Gauge({
      name: "pqc_audit_plans_running",
      help: "Scans and ranges of scans this coordinator plans now.",
      registers,
    }),
    plannedFiles: counter("planned_files_total", "Paths planned to be scanned."),
    skippedFiles: new Counter({
      name: "pqc_audit_plan_skipped_files_total",
      help: "Paths left out while planning, by reason.",
      labelNames: ["reason"] as const,
      registers,
    }),
    knownBlobs: counter("plan_known_blobs_total", "Contents that needed no unit, being known."),
    plansRepeated: counter(
      "plans_repeated_total",
      "Scans of a commit that was scanned before: no content was fetched.",
    ),
    plansContinued: counter(
      "plans_continued_total",
      "Scans of which only what changed since an earlier one was planned.",
    ),
    headsChecked,
    plansCut: counter("plans_cut_total", "Scans whose tree was cut into ranges, for any coordinator to plan."),
    rangesPlanned: counter("ranges_planned_total", "Ranges of trees planned to their end."),
    gitRequests,
    fetchedBlobs: counter("git_fetched_blobs_total", "Contents fetched by their ids, no result of them being known."),
    packs: counter("packs_total", "Packs stored."),
    packBytes: counter("pack_bytes_total", "Bytes of packs stored, compressed."),
    unitsPublished: counter("units_published_total", "Units put into the queue, repeated attempts included."),
    unitsRequeued: counter("units_requeued_total", "Units whose message the queue had lost."),
    orphansRemoved: counter(
      "queue_orphans_removed_total",
      "Messages that the queue kept though they were acknowledged.",
    ),
    packsDeleted: counter("packs_deleted_total", "Packs deleted, no unit needing them."),
    errors,
  };
}

export function countSkipped(
  metrics: CoordinatorMetrics,
  skipped: Readonly<Partial<Record<SkipReason, number>>>,
): void {
  for (const [reason, count] of Object.entries(skipped)) metrics.skippedFiles.inc({ reason }, count);
}
