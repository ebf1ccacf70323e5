/** Prometheus that scrapes what runs, once a second, and answers as it would answer Grafana and autoscalers. */
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePort } from "./port.ts";
import { startProcess } from "./process.ts";
import { locateTool } from "./tools.ts";

const START_MS = 60_000;

export interface Prometheus {
  readonly url: string;
  /** Addresses of the pods from now on, by the pod's name. */
  scrape(targets: ReadonlyMap<string, string>): Promise<void>;
  stop(): Promise<void>;
}

/** Finds pods by a file that stands for the API, whose labels are those that a PodMonitor gives. Exemplars are kept. */
export async function startPrometheus(folder: string, namespace: string): Promise<Prometheus> {
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
      "--enable-feature=exemplar-storage",
    ],
    startTimeoutMs: START_MS,
    ready: async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true,
  });
  let written = 0;
  return {
    url,
    async scrape(pods) {
      const list = Array.from(pods, ([pod, target]) => ({ targets: [target], labels: { namespace, pod } }));
      // In one step, since Prometheus may read it meanwhile.
      const file = `${targets}.${written++}`;
      await writeFile(file, JSON.stringify(list));
      await rename(file, targets);
    },
    stop: prometheus.stop,
  };
}
