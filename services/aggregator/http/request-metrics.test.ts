import fastify from "fastify";
import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { createRequestMetrics, measureRequests } from "./request-metrics.ts";

test("each request counts once, by route and status, whatever was asked for; streams only while they last", async () => {
  const registry = new Registry();
  const app = fastify();
  measureRequests(app, createRequestMetrics(registry));
  let during: string | undefined;
  app.get("/api/v1/scans/:id", async (_request, reply) => {
    during = await registry.getSingleMetricAsString("pqc_audit_http_requests_in_flight");
    return reply.status(503).send("");
  });
  app.get("/assets/page-a1b2.js", async () => "");
  app.get("/api/v1/events", { config: { lasting: true } as object }, async () => "");
  await app.listen({ host: "127.0.0.1", port: 0 });
  const url = app.listeningOrigin;
  for (const path of ["/api/v1/scans/1", "/api/v1/scans/2", "/assets/page-a1b2.js", "/api/v1/events", "/.env", "/x/y"])
    await (await fetch(url + path)).text();
  await app.close();
  const text = await registry.metrics();
  const counts = [...text.matchAll(/_seconds_count\{(.*)\} (\d+)/g)].map(([, labels, count]) => `${labels} ${count}`);
  expect(counts.sort()).toEqual([
    'method="GET",route="/api/v1/scans/:id",status="503" 2',
    'method="GET",route="none",status="404" 2',
    'method="GET",route="page",status="200" 1',
  ]);
  expect(during).toMatch(/in_flight 1$/);
  expect(text).toMatch(/in_flight 0$/m);
});
