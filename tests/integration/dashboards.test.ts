/** What Grafana would be given: Prometheus scrapes a cluster with two workers, and is asked what every panel and alert asks. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alerts, panels } from "../chart/expressions.ts";
import { Rig, startServers } from "../faults/rig.ts";
import { type Prometheus, startPrometheus } from "../servers/prometheus-server.ts";
import { type Collector, startCollector } from "./collector.ts";
import { commitAll, makeRealRepository } from "./repository.ts";

const NAMESPACE = "pqc-audit";
/** Shows nothing: no canary runs here. */
const WITHOUT_CANARY = "overview.json: Since the canary passed";

let prometheus: Prometheus;
let collector: Collector;
const started = new AsyncDisposableStack();
const since = Date.now() / 1000;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-dashboards-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const repository = makeRealRepository(["pg", "@grpc/grpc-js"]);
  started.defer(async () => repository.remove());
  collector = await startCollector();
  started.defer(() => collector.stop());
  const servers = await startServers();
  started.defer(() => servers.stop());
  const telemetry = { otlp_endpoint: collector.endpoint };
  const rig = await Rig.start(servers, [repository.folder], { telemetry });
  started.defer(() => rig.stop());
  prometheus = await startPrometheus(folder, NAMESPACE);
  started.defer(() => prometheus.stop());
  await rig.startAll(2);
  await prometheus.scrape(new Map(rig.services.map(({ name, address }) => [name, address])));
  await rig.until("all are scraped", async () => (await ask("sum(up)"))[0]?.value === 4);
  await rig.finished(await rig.submit(repository.url), 120_000);
  // Once more with a file more, and once more with nothing new.
  await writeFile(join(repository.folder, "src", "more.py"), "import hashlib\nhashlib.md5(b'more')\n");
  commitAll(repository.folder);
  for (const _time of [1, 2]) await rig.finished(await rig.submit(repository.url), 120_000);
  const scraped = Date.now();
  await rig.until("all of it is scraped", async () => {
    const times = await ask("min(timestamp(up))");
    return (times[0]?.value ?? 0) * 1000 > scraped + 2_000;
  });
}, 300_000);
afterAll(() => started.disposeAsync());

interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

async function api<T>(path: string, parameters: Readonly<Record<string, string>>): Promise<T> {
  const answer = await fetch(`${prometheus.url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
  if (status !== "success") throw new Error(`${parameters.query}: ${error}`);
  return data;
}

/** As Grafana fills it in. */
function filledIn(expression: string): string {
  return expression.replaceAll("$namespace", NAMESPACE).replaceAll("$__rate_interval", "5m");
}

async function ask(expression: string): Promise<readonly Sample[]> {
  const query = filledIn(expression);
  const { result } = await api<{ result: { metric: Sample["metric"]; value: [number, string] }[] }>("query", { query });
  return result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
}

test("every panel shows something after three scans", async () => {
  expect(panels.length).toBeGreaterThan(50);
  const empty: string[] = [];
  for (const { where, expr } of panels) {
    const samples = await ask(expr);
    if (samples.every(({ value }) => Number.isNaN(value))) empty.push(where);
  }
  expect(empty).toEqual([WITHOUT_CANARY]);
});

test.each(alerts)("$alert is understood, and not raised by it", async ({ expr }) => {
  expect(await ask(expr)).toEqual([]);
});

interface Exemplars {
  readonly exemplars: readonly { readonly labels: { readonly trace_id?: string; readonly span_id?: string } }[];
}

const shown = panels.filter(({ exemplar }) => exemplar);

test("durations are shown with exemplars", () => {
  expect(shown.length).toBeGreaterThan(5);
});

test.each(shown)("the exemplars of $where lead to traces that the collector was sent: $expr", async ({ expr }) => {
  const times = { start: String(since), end: String(Date.now() / 1000 + 1) };
  const found = await api<readonly Exemplars[]>("query_exemplars", { query: filledIn(expr), ...times });
  const traces = found.flatMap(({ exemplars }) =>
    exemplars.map(({ labels }) => `${labels.trace_id} ${labels.span_id}`),
  );
  expect(traces.length).toBeGreaterThan(0);
  // Spans travel in batches, one a second.
  const sent = () => new Set(collector.spans.map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  await expect.poll(() => traces.filter((trace) => !sent().has(trace))).toEqual([]);
});
