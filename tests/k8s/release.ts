/** The chart as a release in the cluster: applied as rendered, and what Kubernetes says of it afterwards. */
import { fileURLToPath } from "node:url";
import { type Manifest, manifestsIn, RELEASE, templateText } from "../chart/render.ts";
import type { KubernetesApi } from "./api.ts";

export const VALUES = fileURLToPath(new URL("values.yaml", import.meta.url));
export const SCALED = ["worker", "coordinator"] as const;
export type Scaled = (typeof SCALED)[number];

const namespaced = (api: string, plural: string) => `/apis/${api}/namespaces/${RELEASE.namespace}/${plural}`;
/** Kinds that come with operators, of which the test runs none but KEDA. */
const FOREIGN = /^(monitoring\.coreos\.com|keda\.sh)\//;

interface Autoscaler {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly maxReplicas: number;
    readonly minReplicas: number;
    readonly scaleTargetRef: { readonly name: string };
  };
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[];
  };
}

export const isBuiltIn = ({ apiVersion }: Manifest) => !FOREIGN.test(apiVersion);

/** Makes the namespace, in which pods that want more rights than the strictest standard allows are refused. */
export async function makeNamespace(api: KubernetesApi): Promise<void> {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const metadata = { name: RELEASE.namespace, labels };
  await api.apply({ apiVersion: "v1", kind: "Namespace", metadata }, RELEASE.namespace);
}

/** Objects of hooks are left out: Helm makes them when it is asked for `helm test`. */
export async function install(api: KubernetesApi, args: readonly string[]): Promise<void> {
  const objects = manifestsIn(await templateText(args));
  for (const object of objects.filter(({ metadata }) => !metadata.annotations?.["helm.sh/hook"]))
    await api.apply(object, RELEASE.namespace);
}

/** Whom the autoscaler leaves when nothing waits. */
export type Least = Readonly<Record<Scaled, number>>;

/** Replicas that the Deployment is to have. */
export async function replicas(api: KubernetesApi, component: Scaled): Promise<number> {
  const path = `${namespaced("apps/v1", "deployments")}/${RELEASE.name}-pqc-audit-${component}`;
  return (await api.get<{ spec: { replicas: number } }>(path)).spec.replicas;
}

export async function autoscaler(api: KubernetesApi, component: Scaled): Promise<Autoscaler> {
  const { items } = await api.get<{ items: readonly Autoscaler[] }>(
    namespaced("autoscaling/v2", "horizontalpodautoscalers"),
  );
  const found = items.find(({ spec }) => spec.scaleTargetRef.name === `${RELEASE.name}-pqc-audit-${component}`);
  if (!found) throw new Error(`there is no HorizontalPodAutoscaler for the ${component}`);
  return found;
}

/** Whether it reads its metric; throws what it says where it does not. */
export async function readsItsMetric(api: KubernetesApi, component: Scaled): Promise<boolean> {
  const { status } = await autoscaler(api, component);
  const active = status?.conditions?.find(({ type }) => type === "ScalingActive");
  if (active?.status !== "True")
    throw new Error(`${component}: ${active?.message ?? "the autoscaler has not looked yet"}`);
  return true;
}
