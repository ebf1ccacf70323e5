/**
 * Traces as the services see them: work runs inside a span, and the W3C trace context of the running span can be asked
 * for, to be carried in queue headers, RPC metadata and database rows. Nothing here knows a vendor or costs anything
 * while traces are off; a context that comes in from outside is passed on even then.
 */
import { AsyncLocalStorage } from "node:async_hooks";

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;
export type SpanKind = "internal" | "server" | "client" | "producer" | "consumer";

export interface SpanOptions {
  /** W3C `traceparent` of who asked for this work; the running span where absent. */
  readonly parent?: string | undefined;
  readonly kind?: SpanKind;
  /** `traceparent` of spans that this one has to do with though it does not belong to them. */
  readonly links?: readonly string[];
  readonly attributes?: SpanAttributes;
}

export interface Span {
  set(attributes: SpanAttributes): void;
}

export interface Tracing {
  /** Ends the span when `work` settles; a rejection marks it as failed and passes through. */
  span<T>(name: string, options: SpanOptions, work: (span: Span) => Promise<T>): Promise<T>;
  /** Sends what is not sent yet. */
  close(): Promise<void>;
}

const running = new AsyncLocalStorage<string>();

/** `traceparent` of the work in progress, to be carried along with what it asks of others. */
export function currentTraceparent(): string | undefined {
  return running.getStore();
}

/** Everything `work` does and starts belongs to this context. */
export function withTraceparent<T>(traceparent: string | undefined, work: () => T): T {
  return traceparent === undefined ? work() : running.run(traceparent, work);
}

/** As `withTraceparent`, for the rest of the current callback: where a framework leaves no function to wrap. */
export function enterTraceparent(traceparent: string): void {
  running.enterWith(traceparent);
}

const NO_SPAN: Span = { set: () => {} };

export const noTracing: Tracing = {
  span: (_name, options, work) => withTraceparent(options.parent, () => work(NO_SPAN)),
  close: async () => {},
};

export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** W3C Trace Context, section 3.2; undefined for what is malformed, which is to be ignored. */
export function parseTraceparent(text: string | undefined): TraceContext | undefined {
  const match = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text ?? "");
  const [, traceId = "", spanId = "", flags = ""] = match ?? [];
  if (!match || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

export function formatTraceparent({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`;
}
