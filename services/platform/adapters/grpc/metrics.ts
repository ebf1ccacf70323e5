/** What is counted of the road between services. Prometheus names are contracts: docs/METRICS.md. */
import { Counter, type Registry } from "prom-client";

export function drainedStreams(registry: Registry): Counter {
  return new Counter({
    name: "pqc_audit_result_streams_drained_total",
    help: "Streams of results that were told to go to another aggregator because this one ends.",
    registers: [registry],
  });
}
