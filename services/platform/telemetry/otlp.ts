/** Traces through OpenTelemetry, sent to an OTLP/HTTP collector in batches. Loaded only when an endpoint is configured. */
import {
  type Context,
  SpanKind as OtelKind,
  ROOT_CONTEXT,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { maskText } from "../logging/secrets.ts";
import {
  currentTraceparent,
  formatTraceparent,
  parseTraceparent,
  type SpanKind,
  type SpanOptions,
  type Tracing,
  withTraceparent,
} from "./tracing.ts";

export interface TelemetryOptions {
  /** Base URL of the collector; `/v1/traces` is added. */
  readonly endpoint: string;
  /** `service.name`: `pqc-audit-worker`. */
  readonly service: string;
  readonly version: string;
  /** `deployment.environment.name`. */
  readonly environment?: string;
  /** Share of traces that begin here and are kept; whoever asked decides for the others. Default 1. */
  readonly sampleRatio?: number;
  /** Instead of OTLP, in tests. */
  readonly exporter?: SpanExporter;
}

export function createTracing(options: TelemetryOptions): Tracing {
  const exporter =
    options.exporter ?? new OTLPTraceExporter({ url: `${options.endpoint.replace(/(?<!\/)\/+$/, "")}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({
      "service.name": options.service,
      "service.version": options.version,
      "service.instance.id": `${process.pid}-${crypto.randomUUID()}`,
      ...(options.environment && { "deployment.environment.name": options.environment }),
    }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio ?? 1) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  });
  const tracer = provider.getTracer("pqc-audit", options.version);
  return {
    span: (name, spanOptions, work) => runSpan(tracer, name, spanOptions, work),
    close: () => provider.shutdown(),
  };
}

const KINDS: Readonly<Record<SpanKind, OtelKind>> = {
  internal: OtelKind.INTERNAL,
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  producer: OtelKind.PRODUCER,
  consumer: OtelKind.CONSUMER,
};

async function runSpan<T>(
  tracer: Tracer,
  name: string,
  options: SpanOptions,
  work: Parameters<Tracing["span"]>[2],
): Promise<T> {
  const parent = contextOf(options.parent ?? currentTraceparent());
  const kind = KINDS[options.kind ?? "internal"];
  const span = tracer.startSpan(name, { kind, ...(options.attributes && { attributes: options.attributes }) }, parent);
  const { traceId, spanId, traceFlags } = span.spanContext();
  const traceparent = formatTraceparent({ traceId, spanId, sampled: (traceFlags & 1) === 1 });
  try {
    const set = (attributes: Parameters<typeof span.setAttributes>[0]) => void span.setAttributes(attributes);
    return (await withTraceparent(traceparent, () => work({ set }))) as T;
  } catch (thrown) {
    const message = maskText(thrown instanceof Error ? thrown.message : String(thrown));
    span.setStatus({ code: SpanStatusCode.ERROR, message });
    throw thrown;
  } finally {
    span.end();
  }
}

function contextOf(traceparent: string | undefined): Context {
  const parent = parseTraceparent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true });
}
