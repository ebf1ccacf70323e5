/**
 * KEDA beside the control plane: its operator makes the HorizontalPodAutoscalers of ScaledObjects and takes the last worker away,
 * its server of metrics asks the operator for what they look at. Both speak as on a cluster (gRPC, with certificates of one
 * authority on either side); certificates, which KEDA else makes and a kubelet mounts, are the test's, and so are its rights.
 */
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { manifestsIn } from "../chart/render.ts";
import { createAuthority } from "../servers/certificates.ts";
import { kindsBeside } from "../servers/keda.ts";
import { freePort } from "../servers/port.ts";
import { startProcess } from "../servers/process.ts";
import { locateTool } from "../servers/tools.ts";
import type { ControlPlane } from "./control-plane.ts";
import { registerExternalMetrics } from "./metrics.ts";

const NAMESPACE = "keda";
const START_MS = 120_000;
const OUTPUT = 1 << 20;
const GROUPS = ["keda.sh", "eventing.keda.sh"];

/** Ready once the API server knows KEDA's kinds and answers for external metrics. */
export async function startKeda(folder: string, plane: ControlPlane, started: AsyncDisposableStack): Promise<void> {
  const { api, kubeconfig } = plane;
  const command = await locateTool("keda-operator");
  for (const kind of manifestsIn(await readFile(kindsBeside(command), "utf8"))) await api.apply(kind, NAMESPACE);
  await api.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } }, NAMESPACE);

  const certificates = await certificatesIn(folder);
  const env = { KUBECONFIG: kubeconfig, WATCH_NAMESPACE: "", POD_NAMESPACE: NAMESPACE };
  const [healthPort, metricsPort, adapterPort] = [await freePort(), await freePort(), await freePort()];
  const health = `127.0.0.1:${healthPort}`;
  const operator = await startProcess({
    name: "keda-operator",
    command,
    args: flags({
      "cert-dir": certificates,
      "enable-cert-rotation": false,
      "health-probe-bind-address": health,
      "metrics-bind-address": 0,
      "metrics-service-bind-address": `127.0.0.1:${metricsPort}`,
    }),
    env: { ...env, KEDA_CLUSTER_OBJECT_NAMESPACE: NAMESPACE },
    startTimeoutMs: START_MS,
    outputLimit: OUTPUT,
    ready: async () =>
      (await fetch(`http://${health}/readyz`).catch(() => undefined))?.ok === true && (await knowsKinds(plane)),
  });
  started.defer(() => operator.stop());

  await registerExternalMetrics(plane, adapterPort);
  const adapter = await startProcess({
    name: "keda-adapter",
    command: await locateTool("keda-adapter"),
    args: flags({
      "cert-dir": certificates,
      "tls-cert-file": join(certificates, "tls.crt"),
      "tls-private-key-file": join(certificates, "tls.key"),
      "metrics-service-address": `localhost:${metricsPort}`,
      "bind-address": "127.0.0.1",
      "secure-port": adapterPort,
      // Of its own metrics: any port that is free.
      port: 0,
      "lister-kubeconfig": kubeconfig,
      "authentication-kubeconfig": kubeconfig,
      "authorization-kubeconfig": kubeconfig,
    }),
    env,
    startTimeoutMs: START_MS,
    outputLimit: OUTPUT,
    ready: () => answers(plane, "external.metrics.k8s.io/v1beta1"),
  });
  started.defer(() => adapter.stop());
}

/** By the names under which KEDA looks for them. */
async function certificatesIn(folder: string): Promise<string> {
  const own = join(folder, NAMESPACE);
  await mkdir(own, { mode: 0o700 });
  const { caFile, certFile, keyFile } = await (await createAuthority(own, "keda")).issue(NAMESPACE);
  await copyFile(caFile, join(own, "ca.crt"));
  await copyFile(certFile, join(own, "tls.crt"));
  await copyFile(keyFile, join(own, "tls.key"));
  return own;
}

async function knowsKinds(plane: ControlPlane): Promise<boolean> {
  for (const group of GROUPS) if (!(await answers(plane, `${group}/v1alpha1`))) return false;
  return true;
}

function answers({ api }: ControlPlane, version: string): Promise<boolean> {
  return api.get(`/apis/${version}`).then(
    () => true,
    () => false,
  );
}

function flags(values: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
