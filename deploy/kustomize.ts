/**
 * `npm run kustomize`: the manifests of deploy/kustomize, made from the Helm chart, for those without Helm. What a folder holds is
 * said by its values.yaml; a component holds what its values add to base/cluster. A test holds all of them against the chart.
 */
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { parseAllDocuments, stringify } from "yaml";
import { KUBERNETES_VERSION } from "../tests/servers/kubernetes-schemas.ts";
import { locateTool } from "../tests/servers/tools.ts";

const run = promisify(execFile);
const CHART = fileURLToPath(new URL("../helm/pqc-audit", import.meta.url));
export const ROOT = fileURLToPath(new URL("./kustomize", import.meta.url));
const NAMESPACE = "pqc-audit";
const HEAD = "# Written from helm/pqc-audit and values.yaml beside this file by `npm run kustomize`.\n";
/** Say that Helm has installed it, which it has not. */
const OF_HELM = ["helm.sh/chart", "app.kubernetes.io/managed-by"];

const CONFIG = "config.yaml";
const CHECKSUM = "checksum/config";

type Texts = Record<string, string>;

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Texts; readonly annotations?: Texts };
  readonly spec?: { readonly template?: Manifest };
  readonly data?: Texts;
}

/** Text of every file that is made, by its path below `ROOT`. */
export async function kustomizeFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const base of ["base/embedded", "base/cluster"]) {
    const manifests = await render(base);
    // Files of configuration are apart, for kustomize to make ConfigMaps of: a changed one has another name, and so makes new pods.
    const maps = manifests.filter(({ data }) => data?.[CONFIG] !== undefined);
    for (const { metadata, data } of maps) files.set(`${base}/config/${metadata.name}.yaml`, HEAD + data?.[CONFIG]);
    files.set(`${base}/manifests.yaml`, textOf(manifests.filter((manifest) => !maps.includes(manifest))));
  }
  const names = new Set((await render("base/cluster")).map(nameOf));
  for (const component of ["components/hpa", "components/keda", "components/monitoring"]) {
    const all = await render("base/cluster", component);
    files.set(`${component}/manifests.yaml`, textOf(all.filter((manifest) => !names.has(nameOf(manifest)))));
  }
  return files;
}

/** With the values of these folders, the later above the earlier. */
async function render(...folders: readonly string[]): Promise<readonly Manifest[]> {
  const values = folders.flatMap((folder) => ["--values", join(ROOT, folder, "values.yaml")]);
  const args = [
    "template",
    "pqc-audit",
    CHART,
    "--namespace",
    NAMESPACE,
    "--kube-version",
    KUBERNETES_VERSION,
    ...values,
  ];
  const { stdout } = await run(await locateTool("helm"), args, { maxBuffer: 1 << 24 });
  const manifests = parseAllDocuments(stdout).flatMap((each) =>
    each.contents === null ? [] : [each.toJS() as Manifest],
  );
  for (const manifest of manifests) {
    const { template } = manifest.spec ?? {};
    for (const each of [manifest, template]) for (const label of OF_HELM) delete each?.metadata.labels?.[label];
    delete template?.metadata.annotations?.[CHECKSUM];
  }
  return manifests;
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

function textOf(manifests: readonly Manifest[]): string {
  const sorted = manifests.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return (
    HEAD + sorted.map((manifest) => stringify(manifest, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n")
  );
}

if (import.meta.main) {
  for (const [path, text] of await kustomizeFiles()) {
    await mkdir(dirname(join(ROOT, path)), { recursive: true });
    await writeFile(join(ROOT, path), text);
  }
}
