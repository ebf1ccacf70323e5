/** The configuration of a pod, as its process would load it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { loadConfig } from "@pqc-audit/platform/config/load.ts";
import type { Manifest, Pod } from "./render.ts";

const OPTION = "--config=/etc/pqc-audit/config.yaml";

/** From its file, with its environment. Throws where the process would not start. */
export function configOf({ spec }: Pick<Pod, "spec">, manifests: readonly Manifest[]): Config {
  const [container] = spec.containers;
  const environment = environmentOf(container, manifests);
  const option = (container.args as string[]).find((arg) => arg.startsWith("--config="));
  if (option === undefined) return loadConfig(undefined, environment);
  if (option !== OPTION) throw new Error(`${option} is not where the configuration is mounted`);
  const volume = spec.volumes.find(({ name }: { name: string }) => name === "config");
  const text = dataOf(volume?.configMap.name, manifests)["config.yaml"];
  if (text === undefined) throw new Error(`no ${volume?.configMap.name} with a config.yaml`);
  const folder = mkdtempSync(join(tmpdir(), "chart-"));
  try {
    const file = join(folder, "config.yaml");
    writeFileSync(file, text);
    return loadConfig(file, environment);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a container, whose schema kubeconform holds it to
function environmentOf({ env = [], envFrom = [] }: any, manifests: readonly Manifest[]): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = {};
  for (const { configMapRef } of envFrom) {
    if (configMapRef && !configMapRef.optional) Object.assign(environment, dataOf(configMapRef.name, manifests));
  }
  for (const { name, value } of env) environment[name] = value;
  return environment;
}

function dataOf(name: string | undefined, manifests: readonly Manifest[]): Readonly<Record<string, string>> {
  const map = manifests.find(({ kind, metadata }) => kind === "ConfigMap" && metadata.name === name);
  if (map?.data === undefined) throw new Error(`no ConfigMap ${name}`);
  return map.data;
}
