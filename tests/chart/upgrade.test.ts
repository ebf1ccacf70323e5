/** What `helm upgrade` may not change: Kubernetes refuses it, whatever values are switched. */
import { expect, test } from "vitest";
import { CHART, type Manifest, manifestsIn, templateText } from "./render.ts";

const EVERYWHERE: readonly string[] = [
  'image={"repository":"registry.example/other","tag":"2","pullSecrets":["registry"]}',
  'pods={"labels":{"team":"a"},"annotations":{"team":"a"},"topologySpread":[],"securityContext":{"runAsUser":2000}}',
  'pods.extraEnv=[{"name":"NODE_OPTIONS","value":"--trace-warnings"}]',
  'config={"retention":{"days":9},"telemetry":{"otlp_endpoint":"http://otlp:4318"}}',
  'canary={"enabled":true,"existingSecret":"a","interval":60}',
  'monitoring={"scrape":"ServiceMonitor","labels":{"release":"p"},"rules":{"enabled":true},"dashboards":{"enabled":true}}',
  "networkPolicy.enabled=false",
  'api.service={"type":"LoadBalancer","annotations":{"a":"b"}}',
  'git={"existingSecret":"git","knownHostsKey":"known_hosts"}',
];
const OF_MODE: Readonly<Record<string, readonly string[]>> = {
  cluster: [
    'autoscaling={"provider":"hpa"}',
    'autoscaling={"provider":"keda","keda":{"serverAddress":"http://p:9090"}}',
    'grpc.tls={"enabled":true,"aggregatorSecret":"a","coordinatorSecret":"b","workerSecret":"c"}',
    'nats={"servers":["nats://n:4222"],"replicas":1,"auth":{"method":"token","coordinator":{"existingSecret":"a"},"worker":{"existingSecret":"b"}}}',
    "migration.enabled=false",
    'coordinator={"replicas":3,"scratch":{"size":"9Gi","storageClass":"fast"}}',
    'worker={"replicas":9,"threads":1,"resources":{"requests":{"cpu":"2"}}}',
  ],
  // The volume of the database is another matter: docs/KUBERNETES.md says how it grows.
  embedded: ["embedded.threads=1", "embedded.graceSeconds=30", 'embedded.scratch={"size":"1Gi","storageClass":"fast"}'],
};

/** Fields that the API server does not let anybody change, by object. */
function fixedIn(manifests: readonly Manifest[]): ReadonlyMap<string, string> {
  const fixed = new Map<string, string>();
  for (const { kind, apiVersion, metadata, spec } of manifests) {
    const name = `${apiVersion} ${kind} ${metadata.name}`;
    if (kind === "Deployment") fixed.set(name, JSON.stringify(spec.selector));
    if (kind === "Service") fixed.set(name, JSON.stringify(spec.clusterIP ?? null));
    if (kind !== "StatefulSet") continue;
    const { selector, serviceName, volumeClaimTemplates, podManagementPolicy } = spec;
    fixed.set(name, JSON.stringify({ selector, serviceName, volumeClaimTemplates, podManagementPolicy }));
  }
  return fixed;
}

async function rendered(mode: string, ...values: string[]): Promise<readonly Manifest[]> {
  const set = values.flatMap((value) => ["--set-json", value]);
  return manifestsIn(await templateText(["--values", `${CHART}/ci/${mode}.yaml`, ...set]));
}

test.each(
  Object.entries(OF_MODE).flatMap(([mode, own]) => [...EVERYWHERE, ...own].map((value) => [mode, value] as const)),
)("%s: %s changes nothing that cannot be changed", async (mode, value) => {
  const [before, after] = [fixedIn(await rendered(mode)), fixedIn(await rendered(mode, value))];
  expect(before.size).toBeGreaterThan(1);
  for (const [name, fixed] of before) expect(after.get(name), name).toBe(fixed);
});

test("a claim of another size is seen to be a change", async () => {
  const [before, after] = [
    await rendered("embedded"),
    await rendered("embedded", 'embedded.persistence.size="1Gi"'),
  ].map(fixedIn);
  expect(after).not.toEqual(before);
});

test("a new version of the chart selects the same pods", async () => {
  for (const mode of Object.keys(OF_MODE))
    for (const { kind, spec } of await rendered(mode))
      if (kind === "Deployment" || kind === "StatefulSet")
        expect(Object.keys(spec.selector.matchLabels).sort()).toEqual([
          "app.kubernetes.io/component",
          "app.kubernetes.io/instance",
          "app.kubernetes.io/name",
        ]);
});

test("what nodes may empty at once, and how pods are spread, is said of the component's own pods", async () => {
  const manifests = await rendered("cluster");
  const labelled = new Map(
    manifests.filter(({ kind }) => kind === "Deployment").map(({ metadata, spec }) => [metadata.name, spec.template]),
  );
  const budgets = manifests.filter(({ kind }) => kind === "PodDisruptionBudget");
  expect(budgets.map(({ metadata }) => metadata.name).sort()).toEqual([...labelled.keys()].sort());
  for (const { metadata, spec } of budgets) {
    const template = labelled.get(metadata.name);
    expect(template.metadata.labels).toMatchObject(spec.selector.matchLabels);
    const spread = template.spec.topologySpreadConstraints;
    expect(spread.map(({ topologyKey }: { topologyKey: string }) => topologyKey)).toEqual([
      "kubernetes.io/hostname",
      "topology.kubernetes.io/zone",
    ]);
    for (const { labelSelector } of spread) expect(labelSelector).toEqual(spec.selector);
  }
});
