/** The same scan in three deployments: the direct road, the embedded service, and the cluster's real parts. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { stringify } from "yaml";
import { startNats } from "../servers/nats.ts";
import { startPostgres } from "../servers/postgres.ts";
import type { ServerProcess } from "../servers/process.ts";
import { startS3 } from "../servers/s3.ts";
import { loopback, runCommand, startService } from "./command.ts";

export interface Deployment {
  /** Scans a repository to its end and answers the whole result. */
  scan(url: string): Promise<AuditResult>;
  stop(): Promise<void>;
}

export const DEPLOYMENTS = { embedded, cluster } as const;

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

async function embedded(roots: readonly string[]): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-embedded-"));
  const http = await loopback();
  const config = await configFile(folder, "all", {
    http: { listen: http },
    health: { listen: await loopback() },
    embedded: { data_dir: join(folder, "data") },
    sources: { file_roots: roots },
  });
  const service = await startService("pqc-audit", "all", config, `http://${http}/readyz`);
  return deployment(`http://${http}`, [service], async () => rm(folder, { recursive: true, force: true }));
}

/** nats-server, S3 server, PostgreSQL, aggregator, coordinator and two workers: seven processes. */
async function cluster(roots: readonly string[]): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-cluster-"));
  const [nats, s3, postgres] = await Promise.all([startNats(), startS3(), startPostgres()]);
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
    sources: { file_roots: roots },
    performance: { chunk_size: 300, max_workers: 1 },
  };
  const start = async (name: string, target: string): Promise<ServerProcess> => {
    const health = await loopback();
    const config = await configFile(folder, name, { ...shared, health: { listen: health } });
    const ready = target === "aggregator" ? http : health;
    return startService(name, target, config, `http://${ready}/readyz`);
  };
  const aggregator = await start("aggregator", "aggregator");
  const others = await Promise.all([
    start("coordinator", "coordinator"),
    start("worker-1", "worker"),
    start("worker-2", "worker"),
  ]);
  return deployment(`http://${http}`, [...others, aggregator], async () => {
    await Promise.all([nats.stop(), s3.stop(), postgres.stop()]);
    await rm(folder, { recursive: true, force: true });
  });
}

async function configFile(folder: string, name: string, config: object): Promise<string> {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, stringify(config));
  return file;
}

function deployment(server: string, services: readonly ServerProcess[], cleanUp: () => Promise<void>): Deployment {
  return {
    scan: (url) => scanThrough(server, url, services),
    async stop() {
      for (const service of services) await service.stop();
      await cleanUp();
    },
  };
}

async function scanThrough(server: string, target: string, services: readonly ServerProcess[]): Promise<AuditResult> {
  const { id } = await ask<{ id: string }>(`${server}/api/v1/scans`, { target });
  const deadline = Date.now() + 240_000;
  for (;;) {
    const { state, error } = await ask<{ state: string; error?: string }>(`${server}/api/v1/scans/${id}`);
    if (state === "completed") return ask<AuditResult>(`${server}/api/v1/scans/${id}/result`);
    if (state === "failed" || state === "cancelled" || Date.now() > deadline) {
      const said = services.map((service) => service.output().slice(-2000)).join("\n---\n");
      throw new Error(`scan of ${target} is ${state}: ${error ?? "no error"}\n${said}`);
    }
    await sleep(100);
  }
}

async function ask<T>(url: string, body?: object): Promise<T> {
  const answer = await fetch(
    url,
    body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
  );
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
