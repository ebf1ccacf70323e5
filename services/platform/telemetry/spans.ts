/** Spans around work, without a service knowing whether anybody collects them. */
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { messageOf } from "../errors.ts";

export interface SpanOptions {
  /** W3C `traceparent` to go on from; the current span where absent or not valid. */
  readonly traceparent?: string | undefined;
  readonly attributes?: Attributes;
}

/** Runs `work` inside a span; spans it makes are children of it. What it throws is noted and thrown on. */
export async function inSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  const parent = parentOf(options.traceparent);
  const span = trace.getTracer("pqc-audit").startSpan(name, { attributes: options.attributes ?? {} }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    span.recordException(error instanceof Error ? error : messageOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
    throw error;
  } finally {
    span.end();
  }
}

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})/;

function parentOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return context.active();
  const traceFlags = Number.parseInt(flags, 16) & TraceFlags.SAMPLED;
  const remote = { traceId, spanId, traceFlags, isRemote: true };
  return isSpanContextValid(remote) ? trace.setSpanContext(context.active(), remote) : context.active();
}
