/**
 * One cluster for one case: a nats-server, a database and a prefix in the bucket of its own, services started by the case
 * as real processes. PostgreSQL and the S3 server are shared by the cases of a file; a case that damages one of them
 * starts its own.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { connectNats, type NatsOptions } from "@pqc-audit/platform/adapters/nats/connection.ts";
import { openNatsWorkQueue } from "@pqc-audit/platform/adapters/nats/work-queue.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import type { JetStreamManager } from "nats";
import pg from "pg";
import { stringify } from "yaml";
import { loopback, startService } from "../integration/command.ts";
import { type NatsServer, startNats } from "../servers/nats.ts";
import { type PostgresServer, startPostgres } from "../servers/postgres.ts";
import type { ServerProcess } from "../servers/process.ts";
import { type S3Server, startS3 } from "../servers/s3.ts";
import { type Question, until } from "./until.ts";

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface StartOptions {
  /** See services/platform/failpoint.ts. */
  readonly failpoint?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Laid over the configuration of the rig. */
  readonly config?: Sections;
  /** The command of another release; see old-release.ts. */
  readonly release?: string;
}

export type ClusterTarget = "aggregator" | "coordinator" | "worker";

export interface Service extends ServerProcess {
  readonly name: string;
  readonly target: ClusterTarget | "all";
  /** Where its health and metrics are. */
  readonly address: string;
  /** A sum over the samples of a metric that have these labels; 0 where there are none. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
}

export interface Servers {
  readonly s3: S3Server;
  /** A case that killed it puts the one in its place here. */
  postgres: PostgresServer;
  stop(): Promise<void>;
}

export async function startServers(
  start: { readonly s3?: () => Promise<S3Server>; readonly postgres?: () => Promise<PostgresServer> } = {},
): Promise<Servers> {
  const [s3, postgres] = await Promise.all([(start.s3 ?? startS3)(), (start.postgres ?? startPostgres)()]);
  const servers = {
    s3,
    postgres,
    async stop() {
      await Promise.all([servers.s3.stop(), servers.postgres.stop()]);
      await rm(postgres.dataDir, { recursive: true, force: true });
    },
  };
  return servers;
}

/** Short times, so that a case need not wait a minute for a redelivery. */
const DISTRIBUTION = {
  page_entries: 60,
  publish_window: 16,
  ack_wait_seconds: 4,
  claim_seconds: 4,
  unused_pack_seconds: 8,
  reconcile_seconds: 2,
  stale_seconds: 4,
};
const STREAM = "PQC_UNITS";
const OUTPUT = 8 * 1024 * 1024;
let databases = 0;

export class Rig {
  readonly servers: Servers;
  readonly folder: string;
  readonly natsFolder: string;
  readonly database: string;
  readonly db: pg.Pool;
  readonly services: Service[] = [];
  readonly scans: string[] = [];
  nats: NatsServer;
  /** How the checker shows itself to the nats-server of a case that asks for it. */
  natsTrust: Omit<NatsOptions, "servers"> = {};
  readonly #after: (() => Promise<unknown>)[] = [];
  #http = "";
  #base: Sections = {};

  private constructor(servers: Servers, folder: string, natsFolder: string, nats: NatsServer, database: string) {
    this.servers = servers;
    this.folder = folder;
    this.natsFolder = natsFolder;
    this.nats = nats;
    this.database = database;
    this.db = new pg.Pool({ connectionString: database, max: 2 });
    // A database that a case kills is no failure of the checker.
    this.db.on("error", () => {});
  }

  static async start(servers: Servers, roots: readonly string[], config: Sections = {}): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), "pqc-audit-fault-"));
    const natsFolder = join(folder, "nats");
    const nats = await startNats({ dataDir: natsFolder });
    const { s3, postgres } = servers;
    const name = `fault_${process.pid}_${databases++}`;
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`create database ${name}`);
    await admin.end();
    const url = new URL(postgres.url);
    url.pathname = `/${name}`;
    const secret = join(folder, "s3-secret");
    await writeFile(secret, s3.secretAccessKey, { mode: 0o600 });
    const rig = new Rig(servers, folder, natsFolder, nats, url.href);
    const grpc = await loopback();
    rig.#http = await loopback();
    rig.#base = overlaid(
      {
        nats: { servers: [nats.url] },
        s3: {
          endpoint: s3.endpoint,
          region: s3.region,
          bucket: s3.bucket,
          prefix: `${name}/`,
          access_key_id: s3.accessKeyId,
          secret_access_key_file: secret,
        },
        database: { url: url.href },
        grpc: { listen: grpc, aggregator: grpc },
        http: { listen: rig.#http },
        sources: { file_roots: roots },
        performance: { chunk_size: 12, max_workers: 1 },
        distribution: DISTRIBUTION,
        log: { level: "debug" },
      },
      config,
    );
    return rig;
  }

  get grpcPort(): number {
    return Number(String(this.#base.grpc?.listen).split(":")[1]);
  }

  /** A name used again replaces the process of that name, which has ended. */
  async start(target: ClusterTarget, name: string, options: StartOptions = {}): Promise<Service> {
    const health = await loopback();
    const config = overlaid(overlaid(this.#base, { health: { listen: health } }), options.config ?? {});
    const file = join(this.folder, `${name}.yaml`);
    await writeFile(file, stringify(config));
    const address = target === "aggregator" ? String(config.http?.listen) : health;
    const process = await startService(name, target, file, `http://${address}/readyz`, {
      outputLimit: OUTPUT,
      ...(options.release !== undefined && { command: options.release }),
      env: { ...options.env, ...(options.failpoint !== undefined && { PQC_AUDIT_FAILPOINT: options.failpoint }) },
    });
    const service = {
      ...process,
      name,
      target,
      address,
      metric: (metric: string, labels: Readonly<Record<string, string>> = {}) =>
        sumOf(`http://${address}/metrics`, metric, labels),
    };
    const before = this.services.findIndex((each) => each.name === name);
    if (before >= 0) this.services.splice(before, 1, service);
    else this.services.push(service);
    return service;
  }

  /** Aggregator, coordinator and so many workers. */
  async startAll(workers = 2): Promise<void> {
    await this.start("aggregator", "aggregator");
    await Promise.all([
      this.start("coordinator", "coordinator"),
      ...Array.from({ length: workers }, (_, at) => this.start("worker", `worker-${at + 1}`)),
    ]);
  }

  service(name: string): Service {
    const found = this.services.find((each) => each.name === name);
    if (!found) throw new Error(`no service ${name} was started`);
    return found;
  }

  /** Waits until a service is dead by SIGKILL of its own failpoint: the proof that the fault took place. */
  async killed(name: string, withinMs = 60_000): Promise<void> {
    const service = this.service(name);
    const how = await Promise.race([service.ended, sleep(withinMs, "still running", { ref: false })]);
    if (how !== "signal SIGKILL")
      throw new Error(`${name} should have been killed, it is: ${how}\n${service.output()}`);
  }

  async restartNats(options: { readonly dataDir?: string } = {}): Promise<void> {
    this.nats = await startNats({ port: this.nats.port, dataDir: options.dataDir ?? this.natsFolder });
  }

  /** Done before the services are stopped, last first. */
  after(work: () => Promise<unknown>): void {
    this.#after.unshift(work);
  }

  async deleteStream(): Promise<void> {
    await this.#asOperator((manager) => manager.streams.delete(STREAM));
  }

  async deleteConsumers(): Promise<void> {
    await this.#asOperator(async (manager) => {
      const consumers = await manager.consumers.list(STREAM).next();
      for (const { name } of consumers) await manager.consumers.delete(STREAM, name);
    });
  }

  async messagesInStream(): Promise<number> {
    return this.#asOperator(async (manager) => (await manager.streams.info(STREAM)).state.messages);
  }

  /** Publishes the messages of committed units (of these scans) once more, as a publisher that lost its memory would; how many. */
  async republishFinished(scans: readonly string[] = this.scans): Promise<number> {
    const queue = await openNatsWorkQueue({ connection: { servers: [this.nats.url] } });
    try {
      const { rows } = await this.db.query<UnitMessage>(
        `select u.unit_id as "unitId", u.scan_id as "scanId", u.attempt, e.digest as "engineDigest",
           u.pack_key as "packKey", coalesce(p.digest, repeat('0', 64)) as "packDigest", coalesce(p.size, 1) as "packSize"
         from unit u join engine e on e.engine = u.engine left join pack p on p.pack_key = u.pack_key
         where u.state = 'committed' and u.scan_id = any($1)`,
        [scans],
      );
      for (const unit of rows)
        await queue.publish({ ...unit, attempt: Number(unit.attempt), packSize: Number(unit.packSize) });
      return rows.length;
    } finally {
      await queue.close();
    }
  }

  /** Keys of this rig's packs in the bucket. */
  async packsInStore(): Promise<readonly string[]> {
    const { endpoint, region, bucket, accessKeyId, secretAccessKey } = this.servers.s3;
    const client = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    try {
      const Prefix = `${String(this.#base.s3?.prefix)}packs/`;
      const { Contents } = await client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
      return (Contents ?? []).map(({ Key }) => Key ?? "");
    } finally {
      client.destroy();
    }
  }

  async #asOperator<T>(work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
    const connection = await connectNats({ servers: [this.nats.url], ...this.natsTrust });
    try {
      return await work(await connection.jetstreamManager());
    } finally {
      await connection.close();
    }
  }

  async submit(target: string, ref?: string): Promise<string> {
    const { id } = await this.ask<{ id: string }>("/api/v1/scans", { target, ...(ref !== undefined && { ref }) });
    if (!this.scans.includes(id)) this.scans.push(id);
    return id;
  }

  async cancel(id: string): Promise<{ readonly state: string; readonly requesters: number }> {
    return this.ask(`/api/v1/scans/${id}/cancel`, {});
  }

  /** The result of a scan that ends within the time; throws with what the services said where it does not. */
  async finished(id: string, withinMs: number): Promise<AuditResult> {
    const state = await this.until(
      `scan ${id} ends`,
      async () => {
        const { state } = await this.ask<{ state: string }>(`/api/v1/scans/${id}`);
        return ["completed", "incomplete", "failed", "cancelled"].includes(state) ? state : undefined;
      },
      withinMs,
    );
    if (state !== "completed" && state !== "incomplete")
      throw new Error(`scan ${id} is ${state}\n${await this.said()}`);
    return this.ask<AuditResult>(`/api/v1/scans/${id}/result`);
  }

  until<T>(what: string, question: Question<T>, withinMs = 60_000): Promise<T> {
    return until(what, question, withinMs, () => this.said());
  }

  /** One number from the ledger. */
  async count(sql: string, ...values: readonly unknown[]): Promise<number> {
    const { rows } = await this.db.query({ text: sql, values: [...values], rowMode: "array" });
    return Number((rows[0] as unknown[] | undefined)?.[0] ?? 0);
  }

  unitsIn(...states: readonly string[]): Promise<number> {
    return this.count("select count(*) from unit where state = any($1)", states);
  }

  async said(): Promise<string> {
    const { rows } = await this.db
      .query("select scan_id, state, count(*) from unit group by 1, 2 order by 1, 2")
      .catch(() => ({ rows: ["the database does not answer"] }));
    const tails = this.services.map(({ name, output }) => `--- ${name}\n${output().slice(-3_000)}`);
    return `${JSON.stringify(rows)}\n${tails.join("\n")}`;
  }

  async stop(): Promise<void> {
    for (const work of this.#after) await work();
    // A stopped process would not hear of its end.
    for (const service of this.services) service.signal("SIGCONT");
    await Promise.all(this.services.filter(({ target }) => target !== "aggregator").map((each) => each.stop()));
    await Promise.all(this.services.map((each) => each.stop()));
    await this.db.end();
    await this.nats.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  async ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`http://${this.#http}${path}`, {
      signal: AbortSignal.timeout(10_000),
      ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

function overlaid(base: Sections, over: Sections): Sections {
  const names = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...names].map((name) => [name, { ...base[name], ...over[name] }]));
}

/** See `Service.metric`. */
export async function sumOf(url: string, metric: string, labels: Readonly<Record<string, string>>): Promise<number> {
  const text = await (await fetch(url, { signal: AbortSignal.timeout(10_000) })).text();
  let sum = 0;
  for (const line of text.split("\n")) {
    const { groups } = /^(?<name>\w+)(?:\{(?<labels>.*)\})? (?<value>\S+)$/.exec(line) ?? {};
    if (groups?.name !== metric) continue;
    if (Object.entries(labels).every(([key, value]) => groups.labels?.includes(`${key}="${value}"`)))
      sum += Number(groups.value);
  }
  return sum;
}
