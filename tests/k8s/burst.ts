/** A burst of scans on a release that scales itself: from the least workers and coordinators to the most there may be, and back. */
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { expect } from "vitest";
import { RELEASE } from "../chart/render.ts";
import { checkInvariants, type Expected } from "../faults/invariants.ts";
import { Rig, startServers } from "../faults/rig.ts";
import { direct } from "../integration/deployments.ts";
import { makeRealRepository, type RealRepository } from "../integration/repository.ts";
import { type Prometheus, startPrometheus } from "../servers/prometheus-server.ts";
import type { ControlPlane } from "./control-plane.ts";
import { PodRunner } from "./pods.ts";
import { autoscaler, install, type Least, readsItsMetric, replicas, SCALED, VALUES } from "./release.ts";
import { Series } from "./series.ts";

/** A repository of each, so that every scan of the burst has contents of its own. */
const PACKAGES = [
  "pg",
  "nats",
  "@peculiar/x509",
  "@grpc/grpc-js",
  "fastify",
  "kysely",
  "nkeys.js",
  "@peculiar/asn1-schema",
];
/** A unit, and a page of a plan, take this much longer than they need: few cores stand for many, and waiting costs none. */
const FAILPOINTS = { worker: "worker.during-scan:wait=700", coordinator: "coordinator.before-page:wait=2500" };
const READY_MS = 120_000;
const SCANS_MS = 240_000;
const IDLE_MS = 150_000;

export interface Provider {
  /** Starts what reads the depths from Prometheus for the autoscalers, and says what `helm template` needs to know of it. */
  readonly start: (prometheus: Prometheus, started: AsyncDisposableStack) => Promise<readonly string[]>;
  readonly least: Least;
}

/** Answers the series as text, for whoever reads the output of the test. */
export async function scaleWithBurst(folder: string, plane: ControlPlane, provider: Provider): Promise<string> {
  await using started = new AsyncDisposableStack();
  const { api } = plane;
  const repositories = PACKAGES.map((name) => makeRealRepository([name]));
  started.defer(() => removeAll(repositories));
  const oracles: Expected[] = [];
  for (const { url } of repositories) oracles.push(await direct(url));

  const servers = await startServers();
  started.defer(() => servers.stop());
  const roots = repositories.map((each) => each.folder);
  const rig = await Rig.start(servers, roots);
  started.defer(() => rig.stop());
  const prometheus = await startPrometheus(folder, RELEASE.namespace);
  started.defer(() => prometheus.stop());
  const pods = new PodRunner(api, rig, FAILPOINTS, prometheus.scrape);
  started.defer(() => pods.stop());

  const { least } = provider;
  await install(api, ["--values", VALUES, ...(await provider.start(prometheus, started))]);
  pods.start();
  const begun = async () => (await settled()) && SCALED.every((each) => pods.ready(each) === least[each]);
  const working = async () => (await begun()) && pods.service("aggregator");
  const aggregator = await rig.until("the least of each works", working, READY_MS).catch((error: unknown) => {
    throw new Error(pods.faults.join("\n"), { cause: error });
  });
  // One that scales nothing looks at nothing.
  for (const each of SCALED.filter((each) => least[each] > 0))
    await rig.until(`the autoscaler of the ${each} reads its metric`, () => readsItsMetric(api, each), READY_MS);

  const series = new Series(async () => ({
    "units waiting": await aggregator.metric("pqc_audit_queue_depth"),
    "plans waiting": await aggregator.metric("pqc_audit_range_queue_depth"),
    "workers desired": await replicas(api, "worker"),
    "workers running": pods.ready("worker"),
    "coordinators desired": await replicas(api, "coordinator"),
    "coordinators running": pods.ready("coordinator"),
  }));
  started.defer(() => series.stop());
  const results: AuditResult[] = [];
  const most = await Promise.all(SCALED.map(async (each) => (await autoscaler(api, each)).spec.maxReplicas));
  const before = pods.ended;
  try {
    const scans = await Promise.all(repositories.map(({ url }) => rig.submit(url)));
    for (const scan of scans)
      results.push(await rig.until(`the result of ${scan}`, () => rig.finished(scan, SCANS_MS), SCANS_MS));
    for (const [at, scan] of scans.entries()) {
      const [result, oracle] = [results[at], oracles[at]];
      if (!result || !oracle) throw new Error(`scan ${scan} has no result or no oracle`);
      await checkInvariants(rig, scan, result, oracle);
    }
    await rig.until("the least of each is left", settled, IDLE_MS);
  } catch (error) {
    throw new Error(`${String(error)}\n${series.text()}\n${pods.faults.join("\n")}`, { cause: error });
  }
  await series.stop();

  for (const [at, component] of SCALED.entries()) {
    const [desired, running] = [`${component}s desired`, `${component}s running`];
    const idle = least[component];
    expect(series.samples[0]?.values[desired], `${desired} at first`).toBe(idle);
    expect(series.most(desired), `${desired} at most`).toBe(most[at]);
    expect(series.most(running), `${running} at most`).toBe(most[at]);
    expect([series.last(desired), series.last(running)], `${component}s in the end`).toEqual([idle, idle]);
  }
  expect(pods.faults).toEqual([]);
  const gone = SCALED.reduce((sum, each, at) => sum + (most[at] ?? 0) - least[each], 0);
  expect(pods.ended - before, "processes that were told to end, and did in their own time").toBeGreaterThanOrEqual(
    gone,
  );
  const restarted = await rig.count("select count(*) - count(distinct unit_id) from unit_start");
  expect(restarted, "units begun more than once").toBe(0);
  const units = await rig.unitsIn("committed");
  return `${series.text()}\n${units} units of ${results.length} scans, none begun twice; digests equal to the command's`;

  async function settled(): Promise<boolean> {
    for (const each of SCALED)
      if ((await replicas(api, each)) !== least[each] || pods.count(each) !== least[each]) return false;
    return true;
  }
}

async function removeAll(repositories: readonly RealRepository[]): Promise<void> {
  for (const each of repositories) each.remove();
}
