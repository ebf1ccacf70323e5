/** What a worker counts. Prometheus names are contracts: units in the name, counters end in `_total`. */
import { tracedHistogram } from "@pqc-audit/platform/telemetry/exemplars.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { JobWork } from "./pool/messages.ts";

/** `returned`: given back to the queue, to be delivered again. */
export type UnitOutcome = "committed" | "duplicate" | "rejected" | "dropped" | "failed" | "waited" | "returned";
export type UnitStep = "fetch" | "begin" | "scan" | "submit";

export interface WorkerMetrics {
  readonly units: Counter<"outcome">;
  readonly redeliveries: Counter;
  readonly unitsInFlight: Gauge;
  readonly stepDuration: Histogram<"step">;
  readonly files: Counter<"status">;
  readonly bytes: Counter;
  readonly facts: Counter;
  readonly memoryPeak: Histogram;
}

const STEP_SECONDS = [0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];
const MIB = 1024 * 1024;

export function createWorkerMetrics(registry: Registry): WorkerMetrics {
  const registers = [registry];
  return {
    units: new Counter({
      name: "pqc_audit_units_total",
      help: "Deliveries of units, by what became of them.",
      labelNames: ["outcome"] as const,
      registers,
    }),
    redeliveries: new Counter({
      name: "pqc_audit_redeliveries_total",
      help: "Deliveries of units that the queue had given out before.",
      registers,
    }),
    unitsInFlight: new Gauge({ name: "pqc_audit_units_in_flight", help: "Deliveries this worker holds.", registers }),
    stepDuration: tracedHistogram(registry, {
      name: "pqc_audit_unit_step_duration_seconds",
      help: "Time of one step of one unit.",
      labelNames: ["step"] as const,
      buckets: STEP_SECONDS,
    }),
    files: new Counter({
      name: "pqc_audit_unit_files_total",
      help: "Contents worked on, by status; a unit delivered twice counts twice.",
      labelNames: ["status"] as const,
      registers,
    }),
    bytes: new Counter({ name: "pqc_audit_unit_bytes_total", help: "Bytes of content worked on.", registers }),
    facts: new Counter({ name: "pqc_audit_unit_facts_total", help: "Facts found.", registers }),
    memoryPeak: new Histogram({
      name: "pqc_audit_memory_peak_bytes",
      help: "Resident memory of the process at the end of scanning a unit.",
      buckets: [64, 128, 256, 512, 1024].map((mebibytes) => mebibytes * MIB),
      registers,
    }),
  };
}

/** Told of each job of a scanning thread. */
export function createScanMetrics(registry: Registry): (work: JobWork) => void {
  const counter = (name: string, help: string) =>
    new Counter({ name: `pqc_audit_${name}`, help, registers: [registry] });
  const seconds = counter("scan_thread_seconds_total", "Time that scanning threads were at work, by the clock.");
  const files = counter(
    "parsed_files_total",
    "Files that passed the prefilter and the second filter, and were parsed.",
  );
  const bytes = counter(
    "parsed_bytes_total",
    "Bytes given to the parser; the others of pqc_audit_unit_bytes_total went through the prefilter only.",
  );
  return (work) => {
    seconds.inc(work.seconds);
    files.inc(work.parsedFiles);
    bytes.inc(work.parsedBytes);
  };
}

export interface ResourceMetrics {
  readonly memoryLimit: Gauge;
  readonly memoryUsed: Gauge;
  readonly held: Counter<"reason">;
}

export function createResourceMetrics(registry: Registry): ResourceMetrics {
  const registers = [registry];
  const held = new Counter({
    name: "pqc_audit_worker_held_seconds_total",
    help: "Time in which a worker began no further unit, being short of memory, or gave its threads nothing, being over its share of the processor.",
    labelNames: ["reason"] as const,
    registers,
  });
  for (const reason of ["memory", "cpu"]) held.inc({ reason }, 0);
  return {
    memoryLimit: new Gauge({
      name: "pqc_audit_worker_memory_limit_bytes",
      help: "The tighter of what a worker was given and what the kernel allows its control group.",
      registers,
    }),
    memoryUsed: new Gauge({
      name: "pqc_audit_worker_memory_used_bytes",
      help: "What of that limit is used, without cached files.",
      registers,
    }),
    held,
  };
}

export function countOutcome(metrics: WorkerMetrics, outcome: Outcome): void {
  metrics.files.inc({ status: outcome.status });
  if (outcome.status === "scanned") metrics.facts.inc(outcome.facts.length);
}
