import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CASES, manifestsOf, podsIn, RELEASE } from "../chart/render.ts";
import { scaleWithBurst } from "./burst.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { startAdapter } from "./metrics.ts";
import { isBuiltIn, makeNamespace } from "./release.ts";

const started = new AsyncDisposableStack();
let folder: string;
let plane: ControlPlane;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-k8s-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  plane = await startControlPlane(folder, started);
  await makeNamespace(plane.api);
});
afterAll(() => started.disposeAsync());

/** What an installation has of its own, and names in the values. */
async function makePriority(name: string): Promise<void> {
  const object = { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", metadata: { name }, value: 1 };
  await plane.api.apply(object, RELEASE.namespace);
}

test("the API server takes every object of every file of values, and refuses one with an unknown field", async () => {
  for (const name of CASES) {
    const objects = (await manifestsOf(name)).filter(isBuiltIn);
    expect(objects.length).toBeGreaterThan(0);
    for (const { spec } of podsIn(objects)) if (spec.priorityClassName) await makePriority(spec.priorityClassName);
    for (const object of objects) {
      // A pod is refused whose account is not there.
      if (object.kind === "ServiceAccount") await plane.api.apply(object, RELEASE.namespace);
      else await plane.api.validate(object, RELEASE.namespace);
    }
  }
  const [account] = (await manifestsOf("cluster")).filter(({ kind }) => kind === "Deployment");
  if (!account) throw new Error("the chart renders no Deployment");
  const odd = { ...account, spec: { ...account.spec, unknown: 1 } };
  await expect(plane.api.validate(odd, RELEASE.namespace)).rejects.toThrow(/unknown/);
});

test("HPA on the ledger's depths: workers and coordinators come with a burst of scans and go with it", async () => {
  const text = await scaleWithBurst(folder, plane, {
    least: { worker: 1, coordinator: 1 },
    start: async (prometheus, after) => {
      await startAdapter(folder, plane, prometheus, after);
      return [];
    },
  });
  process.stdout.write(`\nHorizontalPodAutoscaler and prometheus-adapter\n${text}\n`);
});
