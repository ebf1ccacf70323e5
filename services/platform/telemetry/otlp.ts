/** Traces through OpenTelemetry, sent to an OTLP collector in batches. Loaded only when an endpoint is configured. */

import { setTimeout as sleep } from "node:timers/promises";
import {
  type Context,
  type Link,
  SpanKind as OtelKind,
  ROOT_CONTEXT,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { maskText } from "../logging/secrets.ts";
import { endpointOf, type Protocol, protocolOf } from "./otlp-protocol.ts";
import { type ResourceOptions, resourceOf } from "./resource.ts";
import {
  currentTraceparent,
  formatTraceparent,
  parseTraceparent,
  type SpanKind,
  type SpanOptions,
  type Tracing,
  withTraceparent,
} from "./tracing.ts";

export interface TelemetryOptions extends ResourceOptions {
  /** Base URL of the collector; `/v1/traces` is added where it speaks HTTP. */
  readonly endpoint: string;
  /** Share of traces that begin here and are kept; whoever asked decides for the others. Default 1. */
  readonly sampleRatio?: number;
  /** Instead of OTLP, in tests. */
  readonly exporter?: SpanExporter;
}

export async function createTracing(options: TelemetryOptions): Promise<Tracing> {
  const exporter = options.exporter ?? (await exporterTo(options.endpoint, protocolOf("traces")));
  const provider = new TracerProvider({
    resource: resourceOf(options),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio ?? 1) }),
    spanProcessors: [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1000 })],
  });
  const tracer = provider.getTracer("pqc-audit", options.version);
  return {
    span: (name, spanOptions, work) => runSpan(tracer, name, spanOptions, work),
    close: () => patient(() => provider.shutdown()),
  };
}

/** Only the protocol that is spoken is loaded. */
async function exporterTo(endpoint: string, protocol: Protocol): Promise<SpanExporter> {
  const url = endpointOf(endpoint, "traces", protocol);
  if (protocol === "grpc") {
    return new (await import("@opentelemetry/exporter-trace-otlp-grpc")).OTLPTraceExporter({ url });
  }
  if (protocol === "http/protobuf") {
    return new (await import("@opentelemetry/exporter-trace-otlp-proto")).OTLPTraceExporter({ url });
  }
  return new (await import("@opentelemetry/exporter-trace-otlp-http")).OTLPTraceExporter({ url });
}

/** At the end of a process, for what is not sent yet. */
const LAST_WORDS_MS = 3_000;

/** What a collector that is away does not take is lost, and keeps nobody from ending. */
export async function patient(send: () => Promise<void>): Promise<void> {
  await Promise.race([send().catch(() => undefined), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
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
  const { attributes } = options;
  const links = (options.links ?? []).flatMap((each) => linkTo(each) ?? []);
  const span = tracer.startSpan(name, { kind, links, ...(attributes && { attributes }) }, parent);
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

function linkTo(traceparent: string): Link | undefined {
  const context = trace.getSpanContext(contextOf(traceparent));
  return context && { context };
}

function contextOf(traceparent: string | undefined): Context {
  const parent = parseTraceparent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, sampled } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: sampled ? 1 : 0, isRemote: true });
}
