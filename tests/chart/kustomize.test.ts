import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kustomizeFiles, ROOT } from "../../deploy/kustomize.ts";
import { locateTool } from "../servers/tools.ts";
import { configOf } from "./configuration.ts";
import { kubeconform } from "./kubeconform.ts";
import { type Manifest, manifestsIn, podsIn } from "./render.ts";

async function build(folder: string): Promise<string> {
  return execFileSync(await locateTool("kustomize"), ["build", join(ROOT, folder)], { encoding: "utf8" });
}

test("the manifests are what the chart makes of their values", async () => {
  for (const [path, text] of await kustomizeFiles()) expect(readFileSync(join(ROOT, path), "utf8"), path).toBe(text);
});

test.each(["base/embedded", "base/cluster", "overlays/production"])(
  "%s builds into objects that Kubernetes knows, and processes that start",
  async (folder) => {
    const text = await build(folder);
    expect(await kubeconform(text)).toEqual([]);
    const manifests = manifestsIn(text);
    const pods = [...podsIn(manifests)];
    expect(pods.length).toBeGreaterThan(0);
    for (const pod of pods) expect(configOf(pod, manifests).health.grace_seconds).toBeGreaterThan(0);
    for (const { metadata } of manifests) expect(metadata).toMatchObject({ namespace: "pqc-audit" });
    expect(text).not.toMatch(/helm\.sh|managed-by/);
  },
);

test("an overlay says image and addresses; whoever scales says how many", async () => {
  const manifests = manifestsIn(await build("overlays/production"));
  const pod = (component: string) => {
    const found = [...podsIn(manifests)].find((each) => each.component === component);
    if (found === undefined) throw new Error(`no ${component}`);
    return found;
  };
  for (const { spec } of podsIn(manifests)) expect(spec.containers[0].image).toBe("registry.example/pqc-audit:0.1.0");
  expect(configOf(pod("aggregator"), manifests).database.url).toBe("postgres://pqc@db.example:5432/audit");
  expect(configOf(pod("worker"), manifests).s3).toMatchObject({
    endpoint: "https://objects.example",
    bucket: "pqc-audit",
  });
  expect(configOf(pod("coordinator"), manifests).distribution.publish_window).toBe(400);
  // Nobody else is told where the database is.
  expect(configOf(pod("worker"), manifests).database.url).toBe("");

  const named = (kind: string, name: string) =>
    manifests.find((each: Manifest) => each.kind === kind && each.metadata.name === name);
  for (const component of ["worker", "coordinator"]) {
    expect(named("Deployment", `pqc-audit-${component}`)?.spec.replicas).toBeUndefined();
    const { scaleTargetRef, metrics } = named("HorizontalPodAutoscaler", `pqc-audit-${component}`)?.spec ?? {};
    expect(scaleTargetRef.name).toBe(`pqc-audit-${component}`);
    expect(metrics[0].external.metric.selector.matchLabels).toEqual({ namespace: "pqc-audit" });
  }
  expect(named("Deployment", "pqc-audit-aggregator")?.spec.replicas).toBe(2);
});
