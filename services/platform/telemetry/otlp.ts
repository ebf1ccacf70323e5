/** Traces through OpenTelemetry, sent to an OTLP/HTTP collector in batches. Loaded only when an endpoint is configured. */

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
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { maskText } from "../logging/secrets.ts";
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
  /** Base URL of the collector; `/v1/traces` is added. */
  readonly endpoint: string;
  /** Share of traces that begin here and are kept; whoever asked decides for the others. Default 1. */
  readonly sampleRatio?: number;
  /** Instead of OTLP, in tests. */
  readonly exporter?: SpanExporter;
}

export function createTracing(options: TelemetryOptions): Tracing {
  const exporter = options.exporter ?? new OTLPTraceExporter({ url: endpointOf(options.endpoint, "traces") });
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

export function endpointOf(base: string, signal: "traces" | "metrics"): string {
  return `${base.replace(/(?<!\/)\/+$/, "")}/v1/${signal}`;
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
