/** What is counted of the API: how many requests, how they were answered, how long that took. */
import { observeTraced, tracedHistogram } from "@pqc-audit/platform/telemetry/exemplars.ts";
import { currentTraceparent } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Gauge, type Histogram, type Registry } from "prom-client";

export interface RequestMetrics {
  readonly duration: Histogram<"method" | "route" | "status">;
  readonly underWay: Gauge;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export function createRequestMetrics(registry: Registry): RequestMetrics {
  const registers = [registry];
  return {
    duration: tracedHistogram(registry, {
      name: "pqc_audit_http_request_duration_seconds",
      help: "From an HTTP request to the end of its answer, by route; streams of events, which last, are not among them.",
      labelNames: ["method", "route", "status"] as const,
      buckets: SECONDS,
    }),
    underWay: new Gauge({
      name: "pqc_audit_http_requests_in_flight",
      help: "HTTP requests that are being answered, streams of events among them.",
      registers,
    }),
  };
}

/** To be called before anything that may refuse a request. */
export function measureRequests(app: FastifyInstance, { duration, underWay }: RequestMetrics): void {
  const traces = new WeakMap<FastifyRequest, string>();
  app.addHook("onRequest", async (request, reply) => {
    const trace = currentTraceparent();
    if (trace !== undefined) traces.set(request, trace);
    underWay.inc();
    // Whoever goes away before the end is answered too.
    reply.raw.once("close", () => underWay.dec());
  });
  app.addHook("onResponse", async (request, reply) => {
    if (request.routeOptions.config.lasting === true) return;
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode };
    observeTraced(duration, reply.elapsedTime / 1000, labels, traces.get(request));
  });
}

/** A bounded number of them, whatever is asked for. */
function routeOf({ routeOptions: { url } }: FastifyRequest): string {
  if (url === undefined) return "none";
  return /^\/(?:api\/|healthz$|readyz$|metrics$)/.test(url) ? url : "page";
}
