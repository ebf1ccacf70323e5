/**
 * A span for every HTTP request this process answers, continuing the caller's `traceparent`. It listens to Node's own
 * diagnostics channel, so that it fits any framework and the code that answers requests knows nothing of it.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";

import type { IncomingMessage, ServerResponse } from "node:http";
import { currentTraceparent, enterTraceparent, type Tracing } from "./tracing.ts";

const STARTED = "http.server.request.start";
/** Asked every few seconds by machines; a trace of them tells nothing. */
const UNTRACED = ["/healthz", "/readyz", "/metrics"];

/** Returns how to stop. */
export function traceHttpRequests(tracing: Tracing): () => void {
  const onRequest = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (UNTRACED.includes(path)) return;
    const attributes = { "http.request.method": request.method ?? "", "url.path": path };
    const parent = request.headers.traceparent;
    const options = { kind: "server" as const, attributes, ...(typeof parent === "string" && { parent }) };
    void tracing.span(`HTTP ${request.method ?? ""}`, options, async (span) => {
      const traceparent = currentTraceparent();
      if (traceparent !== undefined) context = traceparent;
      await once(response, "close");
      span.set({ "http.response.status_code": response.statusCode });
    });
    if (context !== undefined) enterTraceparent(context);
    context = undefined;
  };
  // The span's function runs at once, up to its first await: its context is known when `span` returns.
  let context: string | undefined;
  subscribe(STARTED, onRequest);
  return () => void unsubscribe(STARTED, onRequest);
}
