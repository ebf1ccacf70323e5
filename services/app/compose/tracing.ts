/** Traces of a process, and its metrics, sent to a collector where they are asked for. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import type { MetricsExport } from "@pqc-audit/platform/telemetry/otlp-metrics.ts";
import { noTracing, type Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { Registry } from "prom-client";
import { VERSION } from "../version.ts";

/** Metrics go where traces go. */
export async function openMetricsExport(
  { telemetry }: Config,
  name: string,
  registry: Registry,
): Promise<MetricsExport> {
  if (telemetry.otlp_endpoint === "") return { close: async () => {} };
  const { exportMetrics } = await import("@pqc-audit/platform/telemetry/otlp-metrics.ts");
  return exportMetrics({ ...senderOf(telemetry, name), registry });
}

/** OpenTelemetry costs memory and start-up time, so it is loaded only where its spans go somewhere. */
export async function openTracing({ telemetry }: Config, name: string): Promise<Tracing> {
  if (telemetry.otlp_endpoint === "") return noTracing;
  const { createTracing } = await import("@pqc-audit/platform/telemetry/otlp.ts");
  return createTracing({ ...senderOf(telemetry, name), sampleRatio: telemetry.sample_ratio });
}

function senderOf({ otlp_endpoint: endpoint, environment }: Config["telemetry"], name: string) {
  return {
    endpoint,
    service: `pqc-audit-${name}`,
    version: VERSION,
    ...(environment !== "" && { environment }),
  };
}
