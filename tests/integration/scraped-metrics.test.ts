/** What Prometheus gets of running services after a scan, and what they answer who asks for a profile. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EXPORTERS } from "@pqc-audit/app/metrics-page.ts";
import type { CpuProfile } from "@pqc-audit/platform/telemetry/profiles/cpu-profile.ts";
import { Registry } from "prom-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { expressions, metricsIn } from "../chart/expressions.ts";
import { promtool } from "../chart/promtool.ts";
import { loopback } from "./command.ts";
import { makeRepository, SERVICES, type Service, startSmallCluster } from "./small-cluster.ts";

const TOKEN = "the-token-of-this-test";
const scraped = new Map<Service, string>();
const profiles = new Map<Service, string>();
const stops: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-scraped-"));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const tokenFile = join(folder, "profile-token");
  await writeFile(tokenFile, TOKEN, { mode: 0o600 });
  for (const service of SERVICES) profiles.set(service, await loopback());
  const cluster = await startSmallCluster(folder, {
    health: (service) => ({ profile_listen: profiles.get(service), profile_token_file: tokenFile }),
  });
  stops.push(cluster.stop);
  await scan(cluster.urls.aggregator, await makeRepository(folder));
  for (const service of SERVICES) {
    scraped.set(service, await (await fetch(`${cluster.urls[service]}/metrics`)).text());
  }
});
afterAll(async () => {
  for (const stop of stops.reverse()) await stop();
});

async function scan(server: string, target: string): Promise<void> {
  const headers = { "content-type": "application/json" };
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
}

/** Of all three, by name. */
function families(): ReadonlySet<string> {
  const text = [...scraped.values()].join("\n");
  return new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = ""]) => name));
}

/** Upper bounds of a histogram, but the last. */
function boundsOf(service: Service, histogram: string): readonly number[] {
  const lines = scraped.get(service)?.split("\n") ?? [];
  const bounds = lines.flatMap((line) =>
    line.startsWith(`${histogram}_bucket{`) ? (/le="([\d.e+]+)"/.exec(line)?.[1] ?? []) : [],
  );
  return [...new Set(bounds.map(Number))].filter(Number.isFinite);
}

test.each(SERVICES)("promtool has nothing to say of what the %s exports", async (service) => {
  const text = scraped.get(service) ?? "";
  expect(text).toContain("# TYPE pqc_audit_");
  expect(await promtool(["check", "metrics"], text)).toEqual({ passed: true, said: "" });
});

test("every metric of the documentation is there, but the canary's; so is every one that dashboards and alerts ask for", async () => {
  const canary = new Registry();
  await EXPORTERS.canary?.(canary);
  const canarys = new Set(canary.getMetricsAsArray().map(({ name }) => name));
  const there = families();
  const documented = new Registry();
  for (const [exporter, register] of Object.entries(EXPORTERS)) if (exporter !== "canary") await register(documented);
  expect(documented.getMetricsAsArray().flatMap(({ name }) => (there.has(name) ? [] : name))).toEqual([]);
  const asked = new Set(expressions.flatMap(({ expr }) => metricsIn(expr)));
  expect(asked.size).toBeGreaterThan(40);
  const family = (name: string) =>
    there.has(name) || canarys.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, "");
  expect([...asked].filter((name) => !there.has(family(name)) && !canarys.has(family(name)))).toEqual([]);
});

test("the histograms that others read have the buckets that were promised", () => {
  const durations = boundsOf("aggregator", "pqc_audit_scan_duration_seconds");
  expect(durations.slice(0, 6)).toEqual([0.1, 0.5, 1, 2.5, 5, 10]);
  expect(durations.at(-1)).toBeGreaterThanOrEqual(2 * 3600);
  const rates = boundsOf("aggregator", "pqc_audit_files_per_second");
  expect(rates.slice(0, 6)).toEqual([10, 25, 50, 100, 200, 500]);
  expect(rates.at(-1)).toBe(100_000);
  expect(boundsOf("worker", "pqc_audit_memory_peak_bytes").map((bytes) => bytes / 1024 / 1024)).toEqual([
    64, 128, 256, 512, 1024,
  ]);
});

test("what the scan left: nothing in the queue, one duration, its finding", () => {
  const text = scraped.get("aggregator") ?? "";
  expect(text).toMatch(/^pqc_audit_queue_depth 0$/m);
  expect(text).toMatch(/^pqc_audit_scan_duration_seconds_count(?:\{[^}]*\})? 1$/m);
  expect(text).toMatch(/^pqc_audit_findings\{(?=[^}]*severity="medium")(?=[^}]*family="MD5")[^}]*\} 1$/m);
  expect(families()).toContain("pqc_audit_scan_errors_total");
});

test.each([
  ["aggregator", "main"],
  ["coordinator", "main"],
  ["worker", "scan"],
] as const)(
  "the %s takes a profile of itself, with its thread %s, for whoever has the token",
  async (service, thread) => {
    const url = `http://${profiles.get(service)}/profiles/cpu?seconds=1`;
    expect((await fetch(url, { method: "POST" })).status).toBe(401);
    const answer = await fetch(url, { method: "POST", headers: { authorization: `Bearer ${TOKEN}` } });
    expect(answer.status).toBe(200);
    const { nodes, samples } = (await answer.json()) as CpuProfile;
    const threads = nodes[0]?.children?.map((id) => nodes.find((node) => node.id === id)?.callFrame.functionName);
    expect(threads).toContain(thread);
    expect(samples.length).toBeGreaterThan(10);
  },
);
