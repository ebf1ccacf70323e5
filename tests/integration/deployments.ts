/** The same scan in three deployments: the direct road, the embedded service, and the cluster's real parts. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { stringify } from "yaml";
import { createAuthority } from "../servers/certificates.ts";
import { startNats } from "../servers/nats.ts";
import { startPostgres } from "../servers/postgres.ts";
import type { ServerProcess } from "../servers/process.ts";
import { startS3 } from "../servers/s3.ts";
import { startSecuredNats } from "../servers/secured-nats.ts";
import { loopback, runCommand, startService } from "./command.ts";

export interface Deployment {
  /** URL of the API, and the token it wants, if any. */
  readonly server: string;
  readonly token: string | undefined;
  /** Scans a repository, at its HEAD where no ref is given, to its end and answers the whole result. */
  scan(url: string, ref?: string): Promise<AuditResult>;
  stop(): Promise<void>;
}

/** Further keys of the section `sources`. */
type Sources = Readonly<Record<string, unknown>>;

/** Further variables of every process of ours. */
type Environment = Readonly<Record<string, string>>;

const cluster = (roots: readonly string[], sources: Sources = {}, env: Environment = {}) =>
  startCluster(roots, sources, env, false);
const securedCluster = (roots: readonly string[], sources: Sources = {}, env: Environment = {}) =>
  startCluster(roots, sources, env, true);
export const DEPLOYMENTS = { embedded, cluster, "cluster behind certificates": securedCluster } as const;

/** Two coordinators, for which the repositories of the tests are large. */
export function rangesCluster(roots: readonly string[]): Promise<Deployment> {
  const distribution = { range_entries: 300, page_entries: 70 };
  return startCluster(roots, {}, {}, false, { coordinators: 2, distribution });
}

/** What the command prints, the oracle of the services. */
export async function direct(
  location: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<AuditResult> {
  const { code, stdout, stderr } = await runCommand(["scan", location, "--format", "json", ...args], { env });
  if (code !== 0) throw new Error(`scan ${location} ended with code ${code}: ${stderr}`);
  return JSON.parse(stdout) as AuditResult;
}

async function embedded(roots: readonly string[], sources: Sources = {}, env: Environment = {}): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-embedded-"));
  const http = await loopback();
  const config = await configFile(folder, "all", {
    http: { listen: http },
    health: { listen: await loopback() },
    embedded: { data_dir: join(folder, "data") },
    sources: { ...sources, file_roots: roots },
  });
  const service = await startService("pqc-audit", "all", config, `http://${http}/readyz`, { env });
  return deployment(`http://${http}`, undefined, [service], async () => rm(folder, { recursive: true, force: true }));
}

/** What each process adds to the configuration they share. */
type Trust = (target: string) => Readonly<Record<string, object>>;

/** TLS and a user of its own in NATS for each service, certificates on both sides of gRPC, and a token for the API. */
async function secure(folder: string, token: string) {
  const authority = await createAuthority(folder);
  const nats = await startSecuredNats(folder, await authority.issue("nats"));
  const tokensFile = join(folder, "tokens");
  const hash = createHash("sha256").update(token).digest("hex");
  await writeFile(tokensFile, `sha256:${hash} role=operator repositories=file:///**,http://127.0.0.1:*/canary.git\n`);
  const issued = Object.fromEntries(
    await Promise.all(
      ["aggregator", "coordinator", "worker"].map(async (name) => [name, await authority.issue(name)] as const),
    ),
  );
  const trust: Trust = (target) => {
    const { caFile, certFile, keyFile } = issued[target] ?? {};
    const user = target === "coordinator" || target === "worker" ? target : undefined;
    return {
      grpc: { ca_file: caFile, certificate_file: certFile, key_file: keyFile },
      nats: user === undefined ? {} : { user, password_file: nats.passwordFiles[user], ca_file: caFile },
      http: target === "aggregator" ? { tokens_file: tokensFile } : {},
    };
  };
  return { nats, trust };
}

interface Planning {
  readonly coordinators: number;
  /** Keys of the section of that name. */
  readonly distribution: Readonly<Record<string, number>>;
}

/** nats-server, S3 server, PostgreSQL, aggregator, coordinator and two workers: seven processes. */
async function startCluster(
  roots: readonly string[],
  sources: Sources,
  env: Environment,
  secured: boolean,
  { coordinators, distribution }: Planning = { coordinators: 1, distribution: {} },
): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-cluster-"));
  const token = secured ? randomBytes(24).toString("hex") : undefined;
  const open = async () => ({ nats: await startNats(), trust: (() => ({})) as Trust });
  const [{ nats, trust }, s3, postgres] = await Promise.all([
    token === undefined ? open() : secure(folder, token),
    startS3(),
    startPostgres(),
  ]);
  const secret = join(folder, "s3-secret");
  await writeFile(secret, s3.secretAccessKey, { mode: 0o600 });
  const http = await loopback();
  const grpc = await loopback();
  const shared = {
    nats: { servers: [nats.url] },
    s3: {
      endpoint: s3.endpoint,
      region: s3.region,
      bucket: s3.bucket,
      access_key_id: s3.accessKeyId,
      secret_access_key_file: secret,
    },
    database: { url: postgres.url },
    grpc: { listen: grpc, aggregator: grpc },
    http: { listen: http },
    sources: { ...sources, file_roots: roots },
    performance: { chunk_size: 300, max_workers: 1 },
    distribution,
  };
  const start = async (name: string, target: string): Promise<ServerProcess> => {
    const health = await loopback();
    const added = trust(target);
    const config = await configFile(folder, name, {
      ...shared,
      grpc: { ...shared.grpc, ...added.grpc },
      nats: { ...shared.nats, ...added.nats },
      http: { ...shared.http, ...added.http },
      health: { listen: health },
    });
    const ready = target === "aggregator" ? http : health;
    return startService(name, target, config, `http://${ready}/readyz`, { env });
  };
  const aggregator = await start("aggregator", "aggregator");
  const others = await Promise.all([
    ...Array.from({ length: coordinators }, (_, at) => start(`coordinator-${at + 1}`, "coordinator")),
    start("worker-1", "worker"),
    start("worker-2", "worker"),
  ]);
  return deployment(`http://${http}`, token, [...others, aggregator], async () => {
    await Promise.all([nats.stop(), s3.stop(), postgres.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
}

async function configFile(folder: string, name: string, config: object): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, stringify(config));
  return file;
}

function deployment(
  server: string,
  token: string | undefined,
  services: readonly ServerProcess[],
  cleanUp: () => Promise<void>,
): Deployment {
  return {
    server,
    token,
    scan: (url, ref) => scanThrough(server, token, { target: url, ...(ref !== undefined && { ref }) }, services),
    async stop() {
      for (const service of services) await service.stop();
      await cleanUp();
    },
  };
}

async function scanThrough(
  server: string,
  token: string | undefined,
  wanted: { readonly target: string; readonly ref?: string },
  services: readonly ServerProcess[],
): Promise<AuditResult> {
  const ask = <T>(url: string, body?: object) => askServer<T>(url, token, body);
  const { id } = await ask<{ id: string }>(`${server}/api/v1/scans`, wanted);
  const deadline = Date.now() + 240_000;
  for (;;) {
    const { state, error } = await ask<{ state: string; error?: string }>(`${server}/api/v1/scans/${id}`);
    if (state === "completed") return ask<AuditResult>(`${server}/api/v1/scans/${id}/result`);
    if (state === "failed" || state === "cancelled" || Date.now() > deadline) {
      const said = services.map((service) => service.output().slice(-2000)).join("\n---\n");
      throw new Error(`scan of ${wanted.target} is ${state}: ${error ?? "no error"}\n${said}`);
    }
    await sleep(100);
  }
}

async function askServer<T>(url: string, token: string | undefined, body: object | undefined): Promise<T> {
  const answer = await fetch(url, {
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { method: "POST", body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
