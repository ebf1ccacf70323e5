import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { CHART, type Manifest, manifestsOf } from "./render.ts";

const DEPTHS = { worker: "pqc_audit_queue_depth", coordinator: "pqc_audit_range_queue_depth" };

const deployments = (manifests: readonly Manifest[]) =>
  new Map(
    manifests
      .filter(({ kind }) => kind === "Deployment")
      .map((each) => [each.metadata.labels?.["app.kubernetes.io/component"], each]),
  );

test("HPA: workers by the units that wait, coordinators by the plans, each for each replica", async () => {
  const manifests = await manifestsOf("cluster-hpa");
  for (const [component, depth] of Object.entries(DEPTHS)) {
    const scaler = manifests.find(
      ({ kind, metadata }) => kind === "HorizontalPodAutoscaler" && metadata.name.endsWith(component),
    );
    const { scaleTargetRef, metrics, behavior } = scaler?.spec ?? {};
    expect(scaleTargetRef.name).toBe(deployments(manifests).get(component)?.metadata.name);
    expect(metrics).toEqual([
      {
        type: "External",
        external: {
          // Value would multiply replicas by a ratio; the labels keep to one installation.
          metric: { name: depth, selector: { matchLabels: { namespace: "audit" } } },
          target: { type: "AverageValue", averageValue: expect.stringMatching(/^\d+$/) },
        },
      },
    ]);
    expect(behavior.scaleUp.stabilizationWindowSeconds).toBe(0);
    expect(behavior.scaleDown.stabilizationWindowSeconds).toBe(300);
  }
});

test("KEDA: the same depths from Prometheus, one series each, and an empty answer is no empty queue", async () => {
  const manifests = await manifestsOf("cluster-keda");
  const scalers = manifests.filter(({ kind }) => kind === "ScaledObject");
  expect(scalers.map(({ spec }) => spec.triggers[0].metadata.query).sort()).toEqual(
    Object.values(DEPTHS)
      .map((depth) => `max(${depth}{namespace="audit"})`)
      .sort(),
  );
  for (const { spec } of scalers) {
    const [trigger] = spec.triggers;
    expect(trigger).toMatchObject({
      type: "prometheus",
      metricType: "AverageValue",
      authenticationRef: { name: "prometheus" },
    });
    expect(trigger.metadata).toMatchObject({ activationThreshold: "0", ignoreNullValues: "false" });
  }
  const least = Object.fromEntries(scalers.map(({ metadata, spec }) => [metadata.name, spec.minReplicaCount]));
  // Without a coordinator nothing is put into the queue, whatever waits.
  expect(least).toEqual({ "rel-pqc-audit-worker": 0, "rel-pqc-audit-coordinator": 1 });
});

test("whoever scales says how many, and nobody else", async () => {
  for (const [name, scaled] of [
    ["cluster", false],
    ["cluster-hpa", true],
    ["cluster-keda", true],
  ] as const) {
    const found = deployments(await manifestsOf(name));
    for (const component of Object.keys(DEPTHS)) expect(found.get(component)?.spec.replicas === undefined).toBe(scaled);
    expect(found.get("aggregator")?.spec.replicas).toBeGreaterThan(1);
    expect(
      (await manifestsOf(name)).some(({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject"),
    ).toBe(scaled);
  }
});

test("there is enough in the queue for every worker that may come", async () => {
  const window = async (name: string) => {
    const map = (await manifestsOf(name)).find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.endsWith("-coordinator"),
    );
    return parse(map?.data?.["config.yaml"] ?? "").distribution.publish_window;
  };
  expect(await window("cluster")).toBe(128);
  expect(await window("cluster-hpa")).toBe(8 * 200);
  expect(await window("cluster-keda")).toBe(1000);
});

test("the adapter's rules make one series of each depth that an HPA asks for", async () => {
  const { rules } = parse(readFileSync(`${CHART}/files/prometheus-adapter.yaml`, "utf8")) as {
    rules: { external: { seriesQuery: string; name: { as: string }; metricsQuery: string }[] };
  };
  expect(rules.external.map(({ name }) => name.as).sort()).toEqual(Object.values(DEPTHS).sort());
  for (const { seriesQuery, name, metricsQuery } of rules.external) {
    expect(seriesQuery).toBe(name.as);
    expect(metricsQuery).toMatch(/^max\(<<\.Series>>\{<<\.LabelMatchers>>\}\)$/);
  }
});
