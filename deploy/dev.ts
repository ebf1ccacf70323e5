/**
 * `make dev`: the whole cluster as processes of this machine, without containers: nats-server, an S3 server, PostgreSQL,
 * aggregator, coordinator and a worker. Data lies in `.tools/dev` and is there again the next time. Ctrl-C stops all.
 *
 * Ports: API 8080, gRPC 9090, health 8081 (coordinator) and 8082 (worker); DEV_PORT=18080 moves all of them by 10000.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stringify } from "yaml";
import { startNats } from "../tests/servers/nats.ts";
import { freePort } from "../tests/servers/port.ts";
import { startPostgres } from "../tests/servers/postgres.ts";
import { startS3 } from "../tests/servers/s3.ts";
import { CLUSTER_TARGETS, type ClusterTarget, type Places, settingsOf } from "./cluster.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, ".tools", "dev");
const command = join(root, "services", "app", "pqc-audit.js");
const offset = Number(process.env.DEV_PORT ?? 8080) - 8080;
const address = (port: number) => `127.0.0.1:${port + offset}`;

const stops: (() => Promise<unknown>)[] = [];
let stopping = false;

/** What was started last is stopped first: services before the servers they use. */
async function stopAll(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  say("stopping");
  for (const stop of stops.reverse()) await stop().catch((error: unknown) => say(String(error)));
  process.exit(code);
}

function say(text: string): void {
  process.stdout.write(`dev: ${text}\n`);
}

/** Nobody goes on without the others: the port of one that is gone may be given to a test's server, which takes the same password. */
function endsAll(name: string, ended: Promise<string>): void {
  void ended.then((how) => {
    if (stopping) return;
    say(`${name} ended: ${how}`);
    void stopAll(1);
  });
}

async function startServers(): Promise<Pick<Places, "nats" | "s3" | "database">> {
  const data = async (name: string) => {
    const path = join(folder, name);
    await mkdir(path, { recursive: true });
    return path;
  };
  // First, since it alone refuses a folder that another one works in: then nothing is touched by a second `make dev`.
  const postgres = await startPostgres({ port: await freePort(), dataDir: await data("postgres") });
  stops.push(() => postgres.stop());
  endsAll("PostgreSQL", postgres.ended);
  say(`PostgreSQL  ${postgres.url.replace(/:[^:@/]+@/, ":…@")}`);
  const nats = await startNats({ port: await freePort(), dataDir: await data("nats") });
  stops.push(() => nats.stop());
  endsAll("NATS", nats.ended);
  say(`NATS        ${nats.url}`);
  const s3 = await startS3({ port: await freePort(), dataDir: await data("s3") });
  stops.push(() => s3.stop());
  endsAll("S3", s3.ended);
  say(`S3          ${s3.endpoint} (bucket ${s3.bucket})`);
  const secret = join(folder, "s3-secret");
  await writeFile(secret, s3.secretAccessKey, { mode: 0o600 });
  return {
    nats: nats.url,
    s3: {
      endpoint: s3.endpoint,
      region: s3.region,
      bucket: s3.bucket,
      accessKeyId: s3.accessKeyId,
      secretFile: secret,
    },
    database: { url: postgres.url },
  };
}

async function startService(target: ClusterTarget, places: Places): Promise<void> {
  const config = join(folder, `${target}.yaml`);
  const settings = settingsOf(target, places);
  const health = { ...settings.health, grace_seconds: 10 };
  await writeFile(config, stringify({ ...settings, health }), { mode: 0o600 });
  // A group of its own, so that Ctrl-C in the terminal reaches it through `stopAll` and in the right order.
  const child = spawn(process.execPath, [command, "serve", `--target=${target}`, "--config", config], {
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  const ended = once(child, "exit");
  stops.push(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  endsAll(
    target,
    ended.then(([code]) => `exit code ${code}`),
  );
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void stopAll(0));

// Not closed to others: run by root, PostgreSQL runs as another user. Each file with a secret is.
await mkdir(folder, { recursive: true });
try {
  const places: Places = {
    ...(await startServers()),
    http: address(8080),
    grpc: { listen: address(9090), address: address(9090) },
    health: { coordinator: address(8081), worker: address(8082) },
    access: {},
    sources: { file_roots: ["/"], allow_private_addresses: true, allow_http: true },
  };
  for (const target of CLUSTER_TARGETS) await startService(target, places);
  say(`API         http://${address(8080)}/api/v1/openapi.json, metrics at /metrics`);
  const server = offset === 0 ? "" : ` --server http://${address(8080)}`;
  say(`try         npx pqc-audit watch $(npx pqc-audit submit file://${root}${server})${server}`);
  say("Ctrl-C stops everything");
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  await stopAll(1);
}
