/** What is registered for `/metrics`, sent to an OTLP collector too. Loaded only when an endpoint is configured. */
import { type HrTime, ValueType } from "@opentelemetry/api";
import {
  AggregationTemporality,
  type CollectionResult,
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type MetricProducer,
  PeriodicExportingMetricReader,
  type PushMetricExporter,
} from "@opentelemetry/sdk-metrics";
import type { Registry } from "prom-client";
import { patient } from "./otlp.ts";
import { endpointOf, type Protocol, protocolOf } from "./otlp-protocol.ts";
import { type ResourceOptions, resourceOf } from "./resource.ts";

export interface MetricsExportOptions extends ResourceOptions {
  /** Base URL of the collector; `/v1/metrics` is added where it speaks HTTP. */
  readonly endpoint: string;
  readonly registry: Registry;
}

export interface MetricsExport {
  /** Sends once more. Bounded, whether or not the collector answers. */
  close(): Promise<void>;
}

/** OpenTelemetry's own variable, milliseconds. */
const EVERY_MS = "OTEL_METRIC_EXPORT_INTERVAL";

export async function exportMetrics(options: MetricsExportOptions): Promise<MetricsExport> {
  const everyMs = Number(process.env[EVERY_MS]) || 60_000;
  const reader = new PeriodicExportingMetricReader({
    exporter: await exporterTo(options.endpoint, protocolOf("metrics")),
    exportIntervalMillis: everyMs,
    exportTimeoutMillis: Math.min(everyMs, 10_000),
  });
  reader.setMetricProducer(producerOf(options));
  return { close: () => patient(() => reader.shutdown()) };
}

/** Only the protocol that is spoken is loaded. */
async function exporterTo(endpoint: string, protocol: Protocol): Promise<PushMetricExporter> {
  const url = endpointOf(endpoint, "metrics", protocol);
  if (protocol === "grpc") {
    return new (await import("@opentelemetry/exporter-metrics-otlp-grpc")).OTLPMetricExporter({ url });
  }
  if (protocol === "http/protobuf") {
    return new (await import("@opentelemetry/exporter-metrics-otlp-proto")).OTLPMetricExporter({ url });
  }
  return new (await import("@opentelemetry/exporter-metrics-otlp-http")).OTLPMetricExporter({ url });
}

/** One sample of the client: labels, and for parts of a histogram which part. */
interface Sample {
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
  readonly metricName?: string;
}

export function producerOf({ registry, ...options }: Omit<MetricsExportOptions, "endpoint">): MetricProducer {
  const resource = resourceOf(options);
  const scope = { name: "pqc-audit", version: options.version };
  const startTime = hrTime(Date.now());
  return {
    async collect(): Promise<CollectionResult> {
      const endTime = hrTime(Date.now());
      const described = await registry.getMetricsAsJSON();
      const metrics = described.map(({ name, help, type, values }) =>
        metricOf({ name, help, type: String(type) }, values as readonly Sample[], { startTime, endTime }),
      );
      return { resourceMetrics: { resource, scopeMetrics: [{ scope, metrics }] }, errors: [] };
    },
  };
}

interface Described {
  readonly name: string;
  readonly help: string;
  readonly type: string;
}

type Times = Pick<DataPoint<unknown>, "startTime" | "endTime">;

function metricOf({ name, help, type }: Described, values: readonly Sample[], times: Times): MetricData {
  const described = {
    descriptor: { name, description: help, unit: unitOf(name), valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
  if (type === "histogram") {
    return { ...described, dataPointType: DataPointType.HISTOGRAM, dataPoints: histogramsOf(name, values, times) };
  }
  const dataPoints = values.map(({ labels, value }) => ({ ...times, attributes: labels, value }));
  if (type === "counter") return { ...described, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
  return { ...described, dataPointType: DataPointType.GAUGE, dataPoints };
}

/** The client counts what is at most a bound; here each bucket has its own, and one more behind the last bound. */
function histogramsOf(name: string, values: readonly Sample[], times: Times): DataPoint<Histogram>[] {
  const points = new Map<
    string,
    { labels: Sample["labels"]; bounds: number[]; upTo: number[]; sum: number; count: number }
  >();
  for (const { labels: all, value, metricName = name } of values) {
    const { le, ...labels } = all;
    const key = JSON.stringify(Object.entries(labels).toSorted());
    const point = points.get(key) ?? { labels, bounds: [], upTo: [], sum: 0, count: 0 };
    points.set(key, point);
    if (metricName === `${name}_sum`) point.sum = value;
    else if (metricName === `${name}_count`) point.count = value;
    else if (le !== "+Inf") {
      point.bounds.push(Number(le));
      point.upTo.push(value);
    }
  }
  return Array.from(points.values(), ({ labels, bounds, upTo, sum, count }) => {
    const counts = [...upTo, count].map((each, at) => each - (at === 0 ? 0 : (upTo[at - 1] ?? 0)));
    return { ...times, attributes: labels, value: { buckets: { boundaries: bounds, counts }, sum, count } };
  });
}

/** UCUM, as OpenTelemetry wants it. */
function unitOf(name: string): string {
  if (/_seconds(?:_total)?$/.test(name)) return "s";
  return /_bytes(?:_total)?$/.test(name) ? "By" : "";
}

function hrTime(milliseconds: number): HrTime {
  return [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6];
}
