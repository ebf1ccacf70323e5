/** In which of OTLP's forms a collector is spoken to: OpenTelemetry's own variables say it, as for any program that sends. */
import { UsageError } from "../errors.ts";

const PROTOCOLS = ["http/json", "http/protobuf", "grpc"] as const;
export type Protocol = (typeof PROTOCOLS)[number];
export type Signal = "traces" | "metrics";

const ALL = "OTEL_EXPORTER_OTLP_PROTOCOL";
const OWN: Readonly<Record<Signal, string>> = {
  traces: "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
  metrics: "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
};

/** A signal's own variable goes before that of all. Throws `UsageError` for one that there is not. */
export function protocolOf(signal: Signal, environment: NodeJS.ProcessEnv = process.env): Protocol {
  for (const name of [OWN[signal], ALL]) {
    const wanted = environment[name]?.trim() ?? "";
    if (wanted === "") continue;
    const known = PROTOCOLS.find((protocol) => protocol === wanted);
    if (known === undefined) throw new UsageError(`${name} is ${wanted}: one of ${PROTOCOLS.join(", ")}`);
    return known;
  }
  return "http/json";
}

/** gRPC has no paths: its method says which signal it is. */
export function endpointOf(base: string, signal: Signal, protocol: Protocol): string {
  return protocol === "grpc" ? base : `${base.replace(/(?<!\/)\/+$/, "")}/v1/${signal}`;
}
