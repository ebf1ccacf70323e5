/**
 * The programs of a Kubernetes control plane, and prometheus-adapter, built from their modules. Of the release whose schemas the
 * chart is held to; etcd is the one that this release is built with.
 */
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goInstall } from "./go.ts";
import { KUBERNETES_VERSION } from "./kubernetes-schemas.ts";

/** Their own names, and the packages they are built from. */
const CONTROL_PLANE = {
  etcd: "go.etcd.io/etcd/server/v3",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
} as const;
const ADAPTER = "sigs.k8s.io/prometheus-adapter/cmd/adapter";
/** Its version and its sums. Asked for by name and version alone, Go wants the list of versions too, which not every proxy gives. */
const ADAPTER_MODULE = fileURLToPath(new URL("../k8s/modules/prometheus-adapter", import.meta.url));
const ETCD_VERSION = "v3.6.8";

/** Modules that Kubernetes replaces by folders of its own repository, which its module does not hold; they are published by these names. */
const STAGED = `
  api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap
  code-generator component-base component-helpers controller-manager cri-api cri-client cri-streaming
  csi-translation-lib dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator
  kube-controller-manager kube-proxy kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission
  sample-apiserver sample-cli-plugin sample-controller streaming
`;

const [, minor = ""] = KUBERNETES_VERSION.split(".");
const STAGED_VERSION = `v0.${KUBERNETES_VERSION.slice(2)}`;
const replaced = STAGED.trim()
  .split(/\s+/)
  .map((name) => `\tk8s.io/${name} => k8s.io/${name} ${STAGED_VERSION}`);

const GO_MOD = `module pqc-audit.example/kubernetes

go 1.26.0

godebug default=go1.26

require (
	go.etcd.io/etcd/server/v3 ${ETCD_VERSION}
	k8s.io/kubernetes v${KUBERNETES_VERSION}
)

replace (
${replaced.join("\n")}
)
`;

/** Without these it calls itself 0.0.0, which clients take at its word. */
const VERSION = [
  ["gitVersion", `v${KUBERNETES_VERSION}`],
  ["gitMajor", "1"],
  ["gitMinor", minor],
].map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);

const SMALL = "-s -w";
/** Nine minutes of a core for the three, when nothing of it is built yet; several times that where cores are shared. */
const BUILD_MS = 60 * 60_000;

export type ControlPlaneProgram = keyof typeof CONTROL_PLANE;

/** Writes the three programs into the folder. They share most of what is compiled, so none is built alone. */
export function buildControlPlane(folder: string): Promise<void> {
  return inFolder(folder, async (work) => {
    await writeFile(join(work, "go.mod"), GO_MOD);
    const link = [SMALL, ...VERSION].join(" ");
    await goInstall(Object.values(CONTROL_PLANE), work, { module: work, link, timeoutMs: BUILD_MS });
    // Go names a program after its folder, and leaves the version of a module out of that.
    await rename(join(work, "server"), join(folder, "etcd"));
    for (const name of ["kube-apiserver", "kube-controller-manager"])
      await rename(join(work, name), join(folder, name));
  });
}

/** Writes `prometheus-adapter` into the folder. */
export function buildPrometheusAdapter(folder: string): Promise<void> {
  return inFolder(folder, async (work) => {
    await goInstall(ADAPTER, work, { module: ADAPTER_MODULE, link: SMALL, timeoutMs: BUILD_MS });
    await rename(join(work, "adapter"), join(folder, "prometheus-adapter"));
  });
}

/** Beside the programs, so that they can be moved there. */
async function inFolder(folder: string, build: (work: string) => Promise<void>): Promise<void> {
  await mkdir(folder, { recursive: true });
  const work = await mkdtemp(join(folder, "build-"));
  try {
    await build(work);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
