/** Traces of a process, where they are asked for. */
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { noTracing, type Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { VERSION } from "../version.ts";

/** OpenTelemetry costs memory and start-up time, so it is loaded only where its spans go somewhere. */
export async function openTracing({ telemetry }: Config, name: string): Promise<Tracing> {
  if (telemetry.otlp_endpoint === "") return noTracing;
  const { createTracing } = await import("@pqc-audit/platform/telemetry/otlp.ts");
  return createTracing({
    endpoint: telemetry.otlp_endpoint,
    service: `pqc-audit-${name}`,
    version: VERSION,
    sampleRatio: telemetry.sample_ratio,
    ...(telemetry.environment !== "" && { environment: telemetry.environment }),
  });
}
