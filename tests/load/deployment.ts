/** What is put under load: the cluster's real processes with a token for the API, or the embedded service alone. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StoreConfig } from "@pqc-audit/aggregator/store/store.ts";
import { stringify } from "yaml";
import { loopback, startService } from "../integration/command.ts";
import { startNats } from "../servers/nats.ts";
import { startPostgres } from "../servers/postgres.ts";
import type { ServerProcess } from "../servers/process.ts";
import { startS3 } from "../servers/s3.ts";

export interface Part {
  readonly name: string;
  readonly pid: number;
}

export interface Deployment {
  readonly name: string;
  readonly url: string;
  readonly token: string;
  /** Ours, whose memory has to stay flat. */
  readonly services: readonly (Part & Pick<ServerProcess, "output" | "ended">)[];
  /** What they stand on. */
  readonly servers: readonly Part[];
  readonly database: StoreConfig;
  stop(): Promise<void>;
}

/**
 * What differs from the defaults. 100 clients without think time and the ten who wait for scans are more than the 100
 * requests that one aggregator answers at once unless it is told otherwise.
 */
const PERFORMANCE = { max_workers: 1, max_concurrent_requests: 200 };
const OUTPUT = 16 * 1024 * 1024;
/** As the chart starts them: _pod.tpl. */
const MEMORY = { MALLOC_ARENA_MAX: "1", MALLOC_MMAP_THRESHOLD_: "262144", MALLOC_TRIM_THRESHOLD_: "524288" };

export type DeploymentName = "cluster" | "embedded";

export interface DeploymentOptions {
  /** Folder for CPU profiles of the services. */
  readonly profile?: string | undefined;
  /** Of a cluster. Default 2. */
  readonly workers?: number;
  /** Of a cluster. Default 1. */
  readonly coordinators?: number;
  /** What is started; the checkout's sources where absent. */
  readonly command?: string | undefined;
  /** Of git servers that may be reached though they are no strangers. */
  readonly internalHosts?: readonly string[];
}

/** Targets below `root` may be scanned. */
export async function startDeployment(
  name: DeploymentName,
  root: string,
  { profile, workers = 2, coordinators = 1, internalHosts = [], command }: DeploymentOptions = {},
): Promise<Deployment> {
  // What was started is ended again where something after it does not start.
  await using started = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-load-"));
  started.defer(() => rm(folder, { recursive: true, force: true }));
  const ending = <T extends { stop(): Promise<void> }>(each: T): T => {
    // Of those that start side by side one may come up after another has failed.
    if (started.disposed) void each.stop();
    else started.defer(() => each.stop());
    return each;
  };
  const token = randomBytes(24).toString("hex");
  const tokens = join(folder, "tokens");
  await writeFile(tokens, `sha256:${createHash("sha256").update(token).digest("hex")} role=operator name=load\n`);
  const http = await loopback();
  const shared = {
    http: { listen: http, tokens_file: tokens },
    sources: { file_roots: [root], internal_hosts: internalHosts },
    performance: PERFORMANCE,
    log: { level: "warn" },
  };
  const start = async (service: string, target: string, config: object) => {
    const health = await loopback();
    const file = join(folder, `${service}.yaml`);
    await writeFile(file, stringify({ ...config, health: { listen: health } }));
    const address = target === "aggregator" || target === "all" ? http : health;
    const env = profile === undefined ? {} : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${join(profile, service)}` };
    const process = await startService(service, target, file, `http://${address}/readyz`, {
      outputLimit: OUTPUT,
      env: { ...MEMORY, ...env },
      ...(command !== undefined && { command }),
    });
    return { ...ending(process), name: service };
  };

  if (name === "embedded") {
    const data = join(folder, "data");
    const all = await start("all", "all", { ...shared, embedded: { data_dir: data } });
    const database: StoreConfig = { kind: "sqlite", file: join(data, "pqc-audit.db") };
    return { name, url: `http://${http}`, token, services: [all], servers: [], database, stop: stopAll(started) };
  }

  const [nats, s3, postgres] = await Promise.all([
    startNats().then(ending),
    startS3().then(ending),
    startPostgres().then(ending),
  ]);
  const secret = join(folder, "s3-secret");
  await writeFile(secret, s3.secretAccessKey, { mode: 0o600 });
  const grpc = await loopback();
  const config = {
    ...shared,
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
  };
  const aggregator = await start("aggregator", "aggregator", config);
  const others = await Promise.all([
    ...Array.from({ length: coordinators }, (_, at) =>
      start(at === 0 ? "coordinator" : `coordinator-${at + 1}`, "coordinator", config),
    ),
    ...Array.from({ length: workers }, (_, at) => start(`worker-${at + 1}`, "worker", config)),
  ]);
  return {
    name,
    url: `http://${http}`,
    token,
    services: [aggregator, ...others],
    servers: [
      { name: "PostgreSQL", pid: postgres.pid },
      { name: "nats-server", pid: nats.pid },
      { name: "S3 server", pid: s3.pid },
    ],
    database: { kind: "postgres", url: postgres.url },
    stop: stopAll(started),
  };
}

/** From now on they end when they are told to, last started first. */
function stopAll(started: AsyncDisposableStack): () => Promise<void> {
  const all = started.move();
  return () => all.disposeAsync();
}
