/** Observations that name the trace they were made in, so that a dashboard leads from a slow bucket to one slow case. */
import { Histogram, type HistogramConfiguration, type LabelValues, type Registry } from "prom-client";
import { currentTraceparent, parseTraceparent } from "./tracing.ts";

export function tracedHistogram<T extends string>(
  registry: Registry,
  configuration: Omit<HistogramConfiguration<T>, "registers" | "enableExemplars">,
): Histogram<T> {
  // The client refuses exemplars in a registry whose first format is Prometheus' own: it joins once it is made.
  const histogram = new Histogram({ ...configuration, registers: [], enableExemplars: true });
  registry.registerMetric(histogram);
  return histogram;
}

/** Of a histogram made above; the client's own `observe` knows it not. Of work whose trace nobody keeps there is nothing to be led to. */
export function observeTraced<T extends string>(
  histogram: Histogram<T>,
  value: number,
  labels: LabelValues<T> = {},
  traceparent: string | undefined = currentTraceparent(),
): void {
  const context = parseTraceparent(traceparent);
  const exemplarLabels: Record<string, string> = context?.sampled
    ? { trace_id: context.traceId, span_id: context.spanId }
    : {};
  histogram.observe({ labels, value, exemplarLabels: exemplarLabels as LabelValues<T> });
}
