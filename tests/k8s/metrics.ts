/** prometheus-adapter, which hands Prometheus' answers to the API server with the chart's own rules. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { CHART } from "../chart/render.ts";
import { freePort } from "../servers/port.ts";
import { startProcess } from "../servers/process.ts";
import type { Prometheus } from "../servers/prometheus-server.ts";
import { locateTool } from "../servers/tools.ts";
import type { ControlPlane } from "./control-plane.ts";

const START_MS = 60_000;
const MONITORING = "monitoring";

/** Ready once the API server answers for external metrics. */
export async function startAdapter(
  folder: string,
  plane: ControlPlane,
  prometheus: Prometheus,
  started: AsyncDisposableStack,
): Promise<void> {
  const port = await freePort();
  const config = join(folder, "adapter.yaml");
  const values: unknown = parse(await readFile(`${CHART}/files/prometheus-adapter.yaml`, "utf8"));
  const { rules } = values as { readonly rules: { readonly external: unknown } };
  // As the adapter's own chart writes these values into its configuration.
  await writeFile(config, stringify({ externalRules: rules.external }));
  await registerExternalMetrics(plane, port);
  const { certFile, keyFile } = plane.certificate;
  const flags = {
    config,
    "prometheus-url": prometheus.url,
    "metrics-relist-interval": "2s",
    // Series of this age count as there: the adapter looks for them anew all the time.
    "metrics-max-age": "10m",
    "bind-address": "127.0.0.1",
    "secure-port": port,
    "tls-cert-file": certFile,
    "tls-private-key-file": keyFile,
    "lister-kubeconfig": plane.kubeconfig,
    "authentication-kubeconfig": plane.kubeconfig,
    "authorization-kubeconfig": plane.kubeconfig,
  };
  const adapter = await startProcess({
    name: "prometheus-adapter",
    command: await locateTool("prometheus-adapter"),
    args: Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
    startTimeoutMs: START_MS,
    ready: () =>
      plane.api.get("/apis/external.metrics.k8s.io/v1beta1").then(
        () => true,
        () => false,
      ),
  });
  started.defer(() => adapter.stop());
}

/** The aggregation layer reaches the port on this machine through a name, since an address of loopback is refused in a Service. */
export async function registerExternalMetrics({ api }: Pick<ControlPlane, "api">, port: number): Promise<void> {
  const name = "external-metrics";
  const head = (apiVersion: string, kind: string, own = name) => ({ apiVersion, kind, metadata: { name: own } });
  await api.apply(head("v1", "Namespace", MONITORING), MONITORING);
  await api.apply({ ...head("v1", "Service"), spec: { type: "ExternalName", externalName: "localhost" } }, MONITORING);
  await api.apply(
    {
      ...head("apiregistration.k8s.io/v1", "APIService", "v1beta1.external.metrics.k8s.io"),
      spec: {
        group: "external.metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        // The certificate is for localhost, not for the Service.
        insecureSkipTLSVerify: true,
        service: { name, namespace: MONITORING, port },
      },
    },
    MONITORING,
  );
}
