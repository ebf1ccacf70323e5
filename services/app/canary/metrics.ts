/** What a canary counts, for alerts: no success for a while, or any difference at all. */
import { rename, writeFile } from "node:fs/promises";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { CHECKS, type Difference } from "./verify.ts";

/** `different`: the service gave an answer, and a wrong one. `failed`: it gave none. */
export type Outcome = "passed" | "different" | "failed";
const OUTCOMES: readonly Outcome[] = ["passed", "different", "failed"];
const SECONDS = [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];

export interface CanaryMetrics {
  finished(cycle: {
    readonly outcome: Outcome;
    readonly seconds: number;
    readonly differences: readonly Difference[];
  }): void;
}

export function createCanaryMetrics(registry: Registry, now: () => number = Date.now): CanaryMetrics {
  const registers = [registry];
  const runs = new Counter({
    name: "pqc_audit_canary_runs_total",
    help: "Cycles of the canary by outcome: passed, different (a wrong answer), failed (no answer).",
    labelNames: ["outcome"],
    registers,
  });
  for (const outcome of OUTCOMES) runs.inc({ outcome }, 0);
  const success = new Gauge({
    name: "pqc_audit_canary_last_success_timestamp_seconds",
    help: "When the last cycle passed; 0 before the first.",
    registers,
  });
  success.set(0);
  const duration = new Histogram({
    name: "pqc_audit_canary_duration_seconds",
    help: "From planting to the last comparison of one cycle.",
    buckets: SECONDS,
    registers,
  });
  const differences = new Counter({
    name: "pqc_audit_canary_differences_total",
    help: "Differences between what was planted and what the service answered, by what was compared.",
    labelNames: ["check"],
    registers,
  });
  for (const check of CHECKS) differences.inc({ check }, 0);
  return {
    finished({ outcome, seconds, differences: found }) {
      runs.inc({ outcome });
      duration.observe(seconds);
      if (outcome === "passed") success.set(now() / 1000);
      for (const { check } of found) differences.inc({ check });
    },
  };
}

/** For the textfile collector of the node exporter, which must never see half a file. */
export async function writeMetricsFile(file: string, registry: Registry): Promise<void> {
  try {
    await writeFile(`${file}.partial`, await registry.metrics());
    await rename(`${file}.partial`, file);
  } catch (error) {
    throw new UsageError(`cannot write --metrics-file ${file}: ${messageOf(error)}`, { cause: error });
  }
}
