import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { InMemorySpanExporter, type ReadableSpan } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { traceHttpRequests } from "./http-requests.ts";
import { createTracing } from "./otlp.ts";
import {
  currentTraceparent,
  formatTraceparent,
  noTracing,
  parseTraceparent,
  type Tracing,
  withTraceparent,
} from "./tracing.ts";

const PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

async function traced(work: (tracing: Tracing) => Promise<void>): Promise<readonly ReadableSpan[]> {
  const spans: ReadableSpan[] = [];
  // Kept here, since the in-memory exporter forgets everything when it is shut down.
  const exporter = new InMemorySpanExporter();
  const exported = exporter.export.bind(exporter);
  exporter.export = (batch, done) => {
    spans.push(...batch);
    exported(batch, done);
  };
  const tracing = await createTracing({
    endpoint: "",
    service: "pqc-audit-test",
    version: "1",
    environment: "ci",
    exporter,
  });
  await work(tracing);
  await tracing.close();
  return spans;
}

test("traceparent is read and written as W3C says, and malformed ones are ignored", () => {
  const context = parseTraceparent(PARENT);
  expect(context).toMatchObject({ sampled: true, spanId: "b7ad6b7169203331" });
  expect(context && formatTraceparent(context)).toBe(PARENT);
  for (const wrong of [
    undefined,
    "",
    "00-0-0-00",
    PARENT.replace("00-", "ff-"),
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
  ]) {
    expect(parseTraceparent(wrong)).toBeUndefined();
  }
});

test("spans nest, continue a remote parent, and name the service", async () => {
  const spans = await traced(async (tracing) => {
    await tracing.span("unit", { parent: PARENT, kind: "consumer", attributes: { "pqc.unit": "u1" } }, async () => {
      expect(parseTraceparent(currentTraceparent())?.traceId).toBe("0af7651916cd43dd8448eb211c80319c");
      await tracing.span("commit", {}, async (span) => span.set({ findings: 3 }));
    });
  });
  const [commit, unit] = spans;
  expect(unit?.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
  expect(commit?.parentSpanContext?.spanId).toBe(unit?.spanContext().spanId);
  expect(commit?.spanContext().traceId).toBe(unit?.spanContext().traceId);
  expect(commit?.attributes).toEqual({ findings: 3 });
  expect(unit?.resource.attributes).toMatchObject({
    "service.name": "pqc-audit-test",
    "deployment.environment.name": "ci",
  });
});

test("a failure marks the span, without its secrets, and passes through", async () => {
  const spans = await traced(async (tracing) => {
    const work = tracing.span("clone", {}, async () => {
      throw new Error("https://user:hunter2@git.example/r refused");
    });
    await expect(work).rejects.toThrow("hunter2");
  });
  expect(spans[0]?.status).toMatchObject({ code: 2, message: "https://[masked]@git.example/r refused" });
});

test("while traces are off, a context from outside is still passed on", async () => {
  await noTracing.span("unit", { parent: PARENT }, async () => expect(currentTraceparent()).toBe(PARENT));
  expect(currentTraceparent()).toBeUndefined();
  expect(withTraceparent(PARENT, currentTraceparent)).toBe(PARENT);
});

test("spans reach an OTLP collector over HTTP", async () => {
  const bodies: string[] = [];
  const collector = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    bodies.push(`${request.url} ${Buffer.concat(chunks).toString("utf8")}`);
    response.end("{}");
  }).listen(0, "127.0.0.1");
  await once(collector, "listening");
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/`;
  const tracing = await createTracing({ endpoint, service: "pqc-audit-worker", version: "1" });
  await tracing.span("scan of everything", {}, async () => {});
  await tracing.close();
  collector.close();
  expect(bodies[0]).toMatch(/^\/v1\/traces .*scan of everything/s);
});

test("every HTTP request answered has a span in the caller's trace, and its handler runs in it", async () => {
  const seen: (string | undefined)[] = [];
  const spans = await traced(async (tracing) => {
    const stop = traceHttpRequests(tracing);
    const server = createServer(async (_request, response) => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(currentTraceparent());
      response.statusCode = 202;
      response.end();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await (await fetch(`${url}/api/v1/scans?token=x`, { method: "POST", headers: { traceparent: PARENT } })).text();
    await (await fetch(`${url}/readyz`)).text();
    await (await fetch(`${url}/other`)).text();
    stop();
    server.close();
    await once(server, "close");
  });
  expect(spans).toHaveLength(2);
  expect(spans[0]?.attributes).toMatchObject({ "url.path": "/api/v1/scans", "http.response.status_code": 202 });
  expect(spans[0]?.parentSpanContext?.spanId).toBe("b7ad6b7169203331");
  expect(parseTraceparent(seen[0])?.spanId).toBe(spans[0]?.spanContext().spanId);
  expect(seen[1]).toBeUndefined();
  expect(parseTraceparent(seen[2])?.traceId).not.toBe("0af7651916cd43dd8448eb211c80319c");
});
