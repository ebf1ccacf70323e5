/** Prometheus that scrapes what runs, and prometheus-adapter that hands its answers to the API server with the chart's own rules. */
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { CHART, RELEASE } from "../chart/render.ts";
import { freePort } from "../servers/port.ts";
import { startProcess } from "../servers/process.ts";
import { locateTool } from "../servers/tools.ts";
import type { ControlPlane } from "./control-plane.ts";

const START_MS = 60_000;
const MONITORING = "monitoring";

export interface Prometheus {
  readonly url: string;
  /** Addresses of the pods from now on, by the pod's name. */
  scrape(targets: ReadonlyMap<string, string>): Promise<void>;
}

/** Finds pods by a file that stands for the API, whose labels are those that a PodMonitor gives. */
export async function startPrometheus(folder: string, started: AsyncDisposableStack): Promise<Prometheus> {
  const address = `127.0.0.1:${await freePort()}`;
  const targets = join(folder, "pods.json");
  await writeFile(targets, "[]");
  const config = join(folder, "prometheus.yaml");
  const found = [{ files: [targets], refresh_interval: "1s" }];
  await writeFile(
    config,
    stringify({
      global: { scrape_interval: "1s", scrape_timeout: "1s" },
      scrape_configs: [{ job_name: "pods", file_sd_configs: found }],
    }),
  );
  const url = `http://${address}`;
  const prometheus = await startProcess({
    name: "prometheus",
    command: await locateTool("prometheus"),
    args: [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, "prometheus")}`,
      `--web.listen-address=${address}`,
    ],
    startTimeoutMs: START_MS,
    ready: async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true,
  });
  started.defer(() => prometheus.stop());
  let written = 0;
  return {
    url,
    async scrape(pods) {
      const list = Array.from(pods, ([pod, target]) => ({
        targets: [target],
        labels: { namespace: RELEASE.namespace, pod },
      }));
      // In one step, since Prometheus may read it meanwhile.
      const file = `${targets}.${written++}`;
      await writeFile(file, JSON.stringify(list));
      await rename(file, targets);
    },
  };
}

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
async function registerExternalMetrics({ api }: Pick<ControlPlane, "api">, port: number): Promise<void> {
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
