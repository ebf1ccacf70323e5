import { expect, test } from "vitest";
import { type Manifest, manifestsOf } from "./render.ts";

/**
 * The edges of the picture in ARCHITECTURE.md, and no others. The canary, schedules and discovery are users; the canary is a git server
 * too; the Job that migrates is an aggregator before the aggregators.
 */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  user: ["aggregator:8080"],
  coordinator: ["aggregator:9090", "nats:4222", "s3:443", "git:443", "git:22", "canary:8090", "canary-test:8090"],
  worker: ["nats:4222", "s3:443", "aggregator:9090"],
  aggregator: ["postgres:5432", "nats:4222", "s3:443", "identityProvider:443", "webhooks:443"],
  migration: ["postgres:5432"],
  schedule: ["aggregator:8080"],
  discovery: ["aggregator:8080", "git:443", "git:22"],
  canary: ["aggregator:8080"],
  "canary-test": ["aggregator:8080"],
  prometheus: ["aggregator:8080", "coordinator:8081", "worker:8081", "canary:8081"],
};
/** Who sends traces, where they go somewhere. */
const TRACED = ["coordinator", "worker", "aggregator"];
const NAMES = ["coordinator", "worker", "aggregator", "migration", "schedule", "discovery", "canary", "canary-test"];

const EXPECTED = [
  ...Object.entries(EDGES).flatMap(([from, to]) => to.map((each) => `${from} -> ${each}`)),
  ...TRACED.map((from) => `${from} -> otlp:4318`),
  ...NAMES.map((from) => `${from} -> dns:53`),
].sort();

/** What an address stands for in ci/cluster-hpa.yaml. */
const ADDRESSES: Readonly<Record<string, string>> = {
  "10.0.0.1/32": "user",
  "10.0.0.2/32": "prometheus",
  "10.0.0.3/32": "dns",
  "10.0.0.4/32": "postgres",
  "10.0.0.5/32": "nats",
  "10.0.0.6/32": "s3",
  "10.0.0.7/32": "git",
  "10.0.0.8/32": "identityProvider",
  "0.0.0.0/0": "webhooks",
  "10.0.0.9/32": "otlp",
};

interface Peer {
  readonly podSelector?: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly ports: readonly { readonly port: number }[];
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
}

const COMPONENT = "app.kubernetes.io/component";

function nameOf({ podSelector, ipBlock }: Peer): string {
  return podSelector?.matchLabels[COMPONENT] ?? ADDRESSES[ipBlock?.cidr ?? ""] ?? "anybody";
}

/** Edges as a side of them allows them. */
function edgesOf(manifests: readonly Manifest[], side: "ingress" | "egress"): readonly string[] {
  const edges = new Set<string>();
  for (const { kind, spec } of manifests) {
    if (kind !== "NetworkPolicy") continue;
    const self: string = spec.podSelector.matchLabels[COMPONENT];
    for (const rule of spec[side] as readonly Rule[]) {
      const peers = (side === "ingress" ? rule.from : rule.to) ?? [{}];
      for (const { port } of rule.ports) {
        for (const peer of peers) {
          edges.add(side === "ingress" ? `${nameOf(peer)} -> ${self}:${port}` : `${self} -> ${nameOf(peer)}:${port}`);
        }
      }
    }
  }
  return [...edges].sort();
}

test("what may connect is what the picture shows, as both ends see it", async () => {
  const manifests = await manifestsOf("cluster-hpa");
  const ours = (edge: string, end: 0 | 1) => NAMES.includes((edge.split(" -> ")[end] ?? "").split(":")[0] ?? "");
  expect(edgesOf(manifests, "egress")).toEqual(EXPECTED.filter((edge) => ours(edge, 0)));
  expect(edgesOf(manifests, "ingress")).toEqual(EXPECTED.filter((edge) => ours(edge, 1)));
});

test("every pod has a policy, for both directions", async () => {
  const manifests = await manifestsOf("cluster-hpa");
  const policies = manifests.filter(({ kind }) => kind === "NetworkPolicy");
  for (const { spec } of policies) expect(spec.policyTypes).toEqual(["Ingress", "Egress"]);
  expect(policies.map(({ spec }) => spec.podSelector.matchLabels[COMPONENT]).sort()).toEqual([...NAMES].sort());
});

test("the embedded pod is reached by users and Prometheus, and reaches git, webhooks and the collector", async () => {
  const manifests = await manifestsOf("embedded-full");
  const egress = edgesOf(manifests, "egress").filter((edge) => edge.startsWith("embedded "));
  const to = ["anybody:22", "anybody:4318", "anybody:443", "anybody:53", "canary-test:8090", "canary:8090"];
  expect(egress).toEqual(to.map((each) => `embedded -> ${each}`));
  expect(edgesOf(manifests, "ingress").filter((edge) => edge.endsWith(" embedded:8080"))).toEqual(
    ["anybody", "canary", "canary-test", "schedule"].map((each) => `${each} -> embedded:8080`),
  );
});

test("Services lead to ports that pods have, and nobody but the aggregators is in front", async () => {
  const manifests = await manifestsOf("cluster-hpa");
  for (const { kind, metadata, spec } of manifests) {
    if (kind !== "Service") continue;
    const component: string = spec.selector[COMPONENT];
    const owner = manifests.find(
      (each) => each.metadata.labels?.[COMPONENT] === component && each.spec?.template?.spec,
    );
    const pod = owner?.spec.template.spec ?? manifests.find((each) => each.kind === "Pod")?.spec;
    const names = pod.containers[0].ports.map((port: { name: string }) => port.name);
    for (const port of spec.ports) expect(names, metadata.name).toContain(port.targetPort);
    if (spec.type === "LoadBalancer") expect(metadata.name).toBe("rel-pqc-audit-aggregator");
  }
});
