import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createCanaryMetrics, writeMetricsFile } from "./metrics.ts";

const NOW = Date.UTC(2026, 10, 23);

test("every outcome and check is there before the first cycle, so that an alert never meets nothing", async () => {
  const registry = new Registry();
  createCanaryMetrics(registry);
  const text = await registry.metrics();
  for (const outcome of ["passed", "different", "failed"])
    expect(text).toContain(`pqc_audit_canary_runs_total{outcome="${outcome}"} 0\n`);
  expect(text).toContain('pqc_audit_canary_differences_total{check="digest"} 0\n');
  expect(text).toContain("pqc_audit_canary_last_success_timestamp_seconds 0\n");
});

test("only a cycle that passed moves the time of the last success; differences are counted by check", async () => {
  const registry = new Registry();
  let now = NOW;
  const metrics = createCanaryMetrics(registry, () => now);
  metrics.finished({ outcome: "passed", seconds: 2, differences: [] });
  now += 60_000;
  metrics.finished({ outcome: "failed", seconds: 1, differences: [] });
  const differences = (["findings", "findings", "digest"] as const).map((check) => ({ check, what: "x" }));
  metrics.finished({ outcome: "different", seconds: 3, differences });
  const text = await registry.metrics();
  expect(text).toContain(`pqc_audit_canary_last_success_timestamp_seconds ${NOW / 1000}\n`);
  expect(text).toContain('pqc_audit_canary_runs_total{outcome="failed"} 1\n');
  expect(text).toContain('pqc_audit_canary_differences_total{check="findings"} 2\n');
  expect(text).toContain('pqc_audit_canary_differences_total{check="digest"} 1\n');
  expect(text).toContain("pqc_audit_canary_duration_seconds_sum 6\n");
});

test("the file of the metrics is put in place whole, and a place that cannot be written is named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pqc-canary-metrics-"));
  try {
    const registry = new Registry();
    createCanaryMetrics(registry);
    const file = join(folder, "canary.prom");
    await writeMetricsFile(file, registry);
    expect(readFileSync(file, "utf8")).toBe(await registry.metrics());
    expect(readdirSync(folder)).toEqual(["canary.prom"]);
    await expect(writeMetricsFile(join(folder, "none", "x"), registry)).rejects.toThrow(UsageError);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
