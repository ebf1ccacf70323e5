/** One trace follows a scan from its submission through queue headers and RPC metadata to the commit of its results. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Collector, startCollector } from "./collector.ts";
import { makeRepository, startSmallCluster } from "./small-cluster.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const CALLER = "b7ad6b7169203331";

let collector: Collector;
const stops: (() => Promise<unknown>)[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-traces-"));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  collector = await startCollector();
  stops.push(collector.stop);
  const cluster = await startSmallCluster(folder, {
    config: { telemetry: { otlp_endpoint: collector.endpoint, environment: "test" } },
    env: (target) => ({
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      OTEL_RESOURCE_ATTRIBUTES: `k8s.pod.name=${target}-0`,
    }),
  });
  stops.push(cluster.stop);
  await scan(cluster.urls.aggregator, await makeRepository(folder));
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function scan(server: string, target: string): Promise<void> {
  const headers = { "content-type": "application/json", traceparent: `00-${TRACE}-${CALLER}-01` };
  const submitted = await fetch(`${server}/api/v1/scans`, {
    method: "POST",
    headers,
    body: JSON.stringify({ target }),
  });
  const { id } = (await submitted.json()) as { id: string };
  for (let state = ""; state !== "completed"; await sleep(100)) {
    state = ((await (await fetch(`${server}/api/v1/scans/${id}`)).json()) as { state: string }).state;
    if (["failed", "cancelled", "incomplete"].includes(state)) throw new Error(`the scan is ${state}`);
  }
  // Spans travel in batches, one a second.
  const awaited = (name: string) => collector.spans.some((span) => span.traceId === TRACE && span.name === name);
  for (let waited = 0; waited < 100 && !(awaited("acknowledge") && awaited("plan")); waited++) await sleep(100);
  await sleep(1_500);
}

const inTrace = () => collector.spans.filter((span) => span.traceId === TRACE);

test("the caller's trace runs through all three services", () => {
  expect(new Set(inTrace().map((span) => span.service))).toEqual(
    new Set(["pqc-audit-aggregator", "pqc-audit-coordinator", "pqc-audit-worker"]),
  );
});

test("every step of the scan is a span of it", () => {
  const names = inTrace().map((span) => `${span.service.replace("pqc-audit-", "")} ${span.name}`);
  for (const step of [
    "aggregator HTTP POST",
    "coordinator plan",
    "coordinator store pack",
    "coordinator publish unit",
    "worker unit",
    "worker acknowledge",
  ]) {
    expect(names).toContain(step);
  }
  expect(names.some((name) => /^worker .*Submit$/.test(name))).toBe(true);
  expect(names.some((name) => /^aggregator .*Submit$/.test(name))).toBe(true);
});

test("every span hangs on one that was sent, up to the caller's", () => {
  const known = new Set([CALLER, ...inTrace().map((span) => span.spanId)]);
  const orphans = inTrace().filter((span) => !known.has(span.parentSpanId ?? ""));
  expect(orphans.map((span) => `${span.service} ${span.name}`)).toEqual([]);
});

test("the commit at the aggregator hangs on the worker's call: the context crossed the wire", () => {
  const submits = inTrace().filter((span) => span.name.endsWith("Submit"));
  const client = submits.find((span) => span.service === "pqc-audit-worker");
  const server = submits.find((span) => span.service === "pqc-audit-aggregator");
  expect(client?.spanId).toBeDefined();
  expect(server?.parentSpanId).toBe(client?.spanId);
});

test("a unit at the worker hangs on its publication at the coordinator, and is linked to it", () => {
  const published = inTrace().filter((span) => span.name === "publish unit");
  const units = inTrace().filter((span) => span.service === "pqc-audit-worker" && span.name === "unit");
  expect(published).toHaveLength(1);
  expect(units.map((span) => span.parentSpanId)).toEqual([published[0]?.spanId]);
  expect(units[0]?.links?.map(({ traceId, spanId }) => [traceId, spanId])).toEqual([[TRACE, published[0]?.spanId]]);
});

test.each([
  ["aggregator", "pqc_audit_queue_depth"],
  ["coordinator", "pqc_audit_units_published_total"],
  ["worker", "pqc_audit_unit_step_duration_seconds"],
])("the metrics of the %s come the same way, and say whose they are", (target, name) => {
  const sent = collector.metrics.get(`pqc-audit-${target}`);
  expect(sent?.names).toContain(name);
  expect(sent?.names).toContain("nodejs_eventloop_lag_p99_seconds");
  expect(sent?.resource).toMatchObject({
    "service.version": expect.stringMatching(/^\d/),
    "service.instance.id": expect.stringMatching(/./),
    "deployment.environment.name": "test",
    "k8s.pod.name": `${target}-0`,
  });
});
