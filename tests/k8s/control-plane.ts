/**
 * etcd, kube-apiserver and kube-controller-manager on loopback: Kubernetes without nodes. What it schedules, nobody runs unless
 * the test does (pods.ts). Everyone who has the token may do everything.
 */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createAuthority } from "../servers/certificates.ts";
import { freePort } from "../servers/port.ts";
import { startProcess } from "../servers/process.ts";
import { locateTool } from "../servers/tools.ts";
import { KubernetesApi } from "./api.ts";

export interface ControlPlane {
  readonly api: KubernetesApi;
  /** For programs that speak to the API themselves. */
  readonly kubeconfig: string;
  /** A certificate for loopback. */
  readonly certificate: { readonly certFile: string; readonly keyFile: string };
}

/** The controllers between an autoscaler and a pod, and those that keep house. */
const CONTROLLERS = [
  "horizontal-pod-autoscaler-controller",
  "deployment-controller",
  "replicaset-controller",
  "disruption-controller",
  "garbage-collector-controller",
  "namespace-controller",
  "endpointslice-controller",
  "root-ca-certificate-publisher-controller",
];
/** Fifteen where nobody says otherwise. */
const AUTOSCALER_PERIOD_SECONDS = 2;
const START_MS = 120_000;
const OUTPUT = 1 << 20;

/** In `folder`; what is started is ended by `started`. */
export async function startControlPlane(folder: string, started: AsyncDisposableStack): Promise<ControlPlane> {
  const authority = await createAuthority(folder, "kubernetes");
  const server = await authority.issue("kube-apiserver");
  const proxy = await authority.issue("front-proxy");
  const key = join(folder, "service-accounts.key");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  const token = randomBytes(24).toString("hex");
  const tokens = join(folder, "api-tokens.csv");
  await writeFile(tokens, `${token},test,test,system:masters\n`, { mode: 0o600 });

  const run = async (name: Parameters<typeof locateTool>[0], flags: Flags, ready: () => Promise<boolean>) => {
    const command = await locateTool(name);
    const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`);
    const outputLimit = OUTPUT;
    const running = await startProcess({ name, command, args, ready, startTimeoutMs: START_MS, outputLimit });
    started.defer(() => running.stop());
    return running;
  };

  const [etcdPort, peerPort, port, managerPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const etcd = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  await mkdir(join(folder, "etcd"), { mode: 0o700 });
  await run(
    "etcd",
    {
      "data-dir": join(folder, "etcd"),
      "listen-client-urls": etcd,
      "advertise-client-urls": etcd,
      "listen-peer-urls": peer,
      "initial-advertise-peer-urls": peer,
      "initial-cluster": `default=${peer}`,
      "unsafe-no-fsync": true,
    },
    async () => (await fetch(`${etcd}/health`).catch(() => undefined))?.ok === true,
  );

  const ca = await readFile(server.caFile, "utf8");
  const api = new KubernetesApi(port, ca, token);
  await run(
    "kube-apiserver",
    {
      "etcd-servers": etcd,
      "bind-address": "127.0.0.1",
      "advertise-address": "127.0.0.1",
      // Its own address may not be loopback, were it put into a Service.
      "endpoint-reconciler-type": "none",
      "secure-port": port,
      "tls-cert-file": server.certFile,
      "tls-private-key-file": server.keyFile,
      "client-ca-file": server.caFile,
      "token-auth-file": tokens,
      "authorization-mode": "RBAC",
      "service-account-issuer": "https://kubernetes.default.svc",
      "service-account-key-file": key,
      "service-account-signing-key-file": key,
      "service-cluster-ip-range": "10.96.0.0/16",
      // The aggregation layer: how it shows itself to prometheus-adapter.
      "proxy-client-cert-file": proxy.certFile,
      "proxy-client-key-file": proxy.keyFile,
      "requestheader-client-ca-file": proxy.caFile,
      "requestheader-allowed-names": "front-proxy",
      "requestheader-username-headers": "X-Remote-User",
      "requestheader-group-headers": "X-Remote-Group",
      "requestheader-extra-headers-prefix": "X-Remote-Extra-",
    },
    () => api.ready(),
  );

  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, JSON.stringify(configuration(port, ca, token)), { mode: 0o600 });
  await run(
    "kube-controller-manager",
    {
      kubeconfig,
      "authentication-kubeconfig": kubeconfig,
      "authorization-kubeconfig": kubeconfig,
      "bind-address": "127.0.0.1",
      "secure-port": managerPort,
      "cert-dir": join(folder, "controller-manager"),
      controllers: CONTROLLERS.join(","),
      "leader-elect": false,
      "service-account-private-key-file": key,
      "root-ca-file": server.caFile,
      "horizontal-pod-autoscaler-sync-period": `${AUTOSCALER_PERIOD_SECONDS}s`,
    },
    // It works once it publishes the authority into each namespace.
    () => api.get("/api/v1/namespaces/default/configmaps/kube-root-ca.crt").then(yes, no),
  );
  return { api, kubeconfig, certificate: server };
}

type Flags = Readonly<Record<string, string | number | boolean>>;
const yes = () => true;
const no = () => false;

/** JSON is YAML. */
function configuration(port: number, ca: string, token: string): object {
  const cluster = {
    server: `https://127.0.0.1:${port}`,
    "certificate-authority-data": Buffer.from(ca).toString("base64"),
  };
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    clusters: [{ name: "test", cluster }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
  };
}
