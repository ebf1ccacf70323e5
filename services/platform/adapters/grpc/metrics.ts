/** What is counted of the road between services. Prometheus names are contracts: docs/METRICS.md. */
import { Counter, type Registry } from "prom-client";
import { observeTraced, tracedHistogram } from "../../telemetry/exemplars.ts";
import type { HandlerContext } from "./handler.ts";

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export function drainedStreams(registry: Registry): Counter {
  return new Counter({
    name: "pqc_audit_result_streams_drained_total",
    help: "Streams of results that were told to go to another aggregator because this one ends.",
    registers: [registry],
  });
}

export function answeredCalls(registry: Registry): HandlerContext["onAnswered"] {
  const duration = tracedHistogram(registry, {
    name: "pqc_audit_grpc_request_duration_seconds",
    help: "Time to answer one gRPC call, by method and status; of a stream of results, one result once it has come.",
    labelNames: ["method", "code"] as const,
    buckets: SECONDS,
  });
  // `/pqc_audit.v1.Ledger/Claim` is `Ledger/Claim`.
  return (path, code, seconds) => observeTraced(duration, seconds, { method: path.replace(/^.*\./, ""), code });
}
