/** The same burst with KEDA in place of the chart's own HorizontalPodAutoscalers, from no worker at all. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { manifestsOf, RELEASE } from "../chart/render.ts";
import { scaleWithBurst } from "./burst.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { startKeda } from "./keda.ts";
import { makeNamespace } from "./release.ts";

/** Asks more often than on a cluster, and lets the last worker go sooner. */
const VALUES = {
  "autoscaling.provider": "keda",
  "autoscaling.keda.pollingInterval": 2,
  "autoscaling.keda.cooldownPeriod": 20,
  "worker.autoscaling.minReplicas": 0,
};
const started = new AsyncDisposableStack();
let folder: string;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-keda-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  plane = await startControlPlane(folder, started);
  await makeNamespace(plane.api);
  await startKeda(folder, plane, started);
});
afterAll(() => started.disposeAsync());

test("the API server takes the chart's objects of KEDA's kinds, and refuses one with an unknown field", async () => {
  const objects = (await manifestsOf("cluster-keda")).filter(({ kind }) => kind === "ScaledObject");
  expect(objects.length).toBe(2);
  for (const object of objects) {
    await plane.api.validate(object, RELEASE.namespace);
    const odd = { ...object, spec: { ...object.spec, unknown: 1 } };
    await expect(plane.api.validate(odd, RELEASE.namespace)).rejects.toThrow(/unknown/);
  }
});

test("KEDA on the ledger's depths: workers come from none and go to none, coordinators from one to three and to one", async () => {
  const text = await scaleWithBurst(folder, plane, {
    least: { worker: 0, coordinator: 1 },
    start: async ({ url }) => {
      const values = Object.entries({ ...VALUES, "autoscaling.keda.serverAddress": url });
      return values.flatMap(([name, value]) => ["--set", `${name}=${value}`]);
    },
  });
  process.stdout.write(`\nKEDA\n${text}\n`);
});
