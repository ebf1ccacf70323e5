/**
 * The cluster of the soak: two coordinators and two workers, every network between them a proxy, every server on a disk
 * of its own. Services that a fault has ended are started again as an orchestrator would.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { accepts, freePort } from "../../servers/port.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { startProxy, type Proxy as TcpProxy } from "../../servers/proxy.ts";
import { type S3Server, startS3 } from "../../servers/s3.ts";
import { type ClusterTarget, Rig, type Service, type StartOptions } from "../rig.ts";
import type { History } from "./history.ts";
import { LINKS, type LinkName, SERVICES, type ServerName } from "./schedule.ts";
import { SoakServer } from "./server.ts";

/** Long enough that faults strike in the middle of a scan. */
const FAILPOINT = "worker.during-scan:wait=250";
const startedWithinMs = 90_000;

export class SoakCluster {
  readonly rig: Rig;
  readonly servers: Readonly<Record<ServerName, SoakServer>>;
  readonly links: ReadonlyMap<LinkName, TcpProxy>;
  readonly #history: History;
  readonly #stop: AsyncDisposableStack;

  private constructor(
    rig: Rig,
    servers: Readonly<Record<ServerName, SoakServer>>,
    links: ReadonlyMap<LinkName, TcpProxy>,
    history: History,
    stop: AsyncDisposableStack,
  ) {
    this.rig = rig;
    this.servers = servers;
    this.links = links;
    this.#history = history;
    this.#stop = stop;
  }

  static async start(roots: readonly string[], history: History): Promise<SoakCluster> {
    await using opening = new AsyncDisposableStack();
    const postgres = await postgresOnDisk();
    opening.defer(() => postgres.stop());
    const s3 = await s3OnDisk();
    opening.defer(() => s3.stop());
    const rig = await Rig.start({ postgres: postgres.running, s3: s3.running, stop: async () => {} }, roots);
    const nats = await natsOnDisk(rig);
    opening.defer(() => nats.stop());
    const ports: Readonly<Record<string, number>> = {
      aggregator: rig.grpcPort,
      nats: rig.nats.port,
      s3: s3.running.port,
      postgres: postgres.running.port,
    };
    const links = new Map<LinkName, TcpProxy>();
    for (const link of LINKS) {
      const port = ports[link.split("-")[1] ?? ""];
      if (port === undefined) throw new Error(`${link} leads nowhere`);
      const proxy = await startProxy({ port });
      opening.defer(() => proxy.stop());
      links.set(link, proxy);
    }
    // Ended before what they need.
    opening.defer(() => rig.stop());
    opening.defer(async () => {
      for (const link of links.values()) link.fail({});
    });
    const stop = new AsyncDisposableStack();
    const cluster = new SoakCluster(rig, { postgres, s3, nats }, links, history, stop);
    await Promise.all(SERVICES.map((name) => cluster.startService(name, 0)));
    stop.use(opening.move());
    return cluster;
  }

  /** As often as it takes: what it needs to start may be away. Exit code 3 is a fault of the program. */
  async startService(name: string, withinMs = startedWithinMs): Promise<Service> {
    const target = targetOf(name);
    const options = this.#optionsOf(target);
    const deadline = performance.now() + withinMs;
    for (;;) {
      try {
        const service = await this.rig.start(target, name, options);
        this.#history.listenTo(service);
        this.#history.add(`  ${name} is ready, process ${service.pid}`);
        return service;
      } catch (thrown) {
        if (performance.now() > deadline || String(thrown).includes("(exit code 3)")) throw thrown;
        this.#history.add(`  ${name} did not start: ${thrown instanceof Error ? thrown.message.slice(-500) : thrown}`);
        await sleep(500);
      }
    }
  }

  /** Why no disk is filled, where the machine refuses to mount any. */
  get waived(): string | undefined {
    return Object.values(this.servers).find(({ refused }) => refused !== undefined)?.refused;
  }

  /** Those that ended though nothing was done to them. */
  async dead(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const name of SERVICES) {
      const how = await Promise.race([this.rig.service(name).ended, "runs"]);
      if (how !== "runs") found.push(`${name}: ${how}`);
    }
    return found;
  }

  async stop(): Promise<void> {
    await this.#stop.disposeAsync();
  }

  #optionsOf(target: ClusterTarget): StartOptions {
    const through = (link: LinkName) => `127.0.0.1:${this.links.get(link)?.port}`;
    if (target === "aggregator") {
      const url = new URL(this.rig.database);
      url.host = through("aggregator-postgres");
      return { config: { database: { url: url.href } } };
    }
    const who = `${target}s` as const;
    return {
      config: {
        grpc: { aggregator: through(`${who}-aggregator`) },
        nats: { servers: [`nats://${through(`${who}-nats`)}`] },
        s3: { endpoint: `http://${through(`${who}-s3`)}` },
      },
      ...(target === "worker" && { failpoint: FAILPOINT }),
    };
  }
}

function targetOf(name: string): ClusterTarget {
  const [target] = name.split("-");
  if (target === "aggregator" || target === "coordinator" || target === "worker") return target;
  throw new Error(`${name} is no service`);
}

async function postgresOnDisk(): Promise<SoakServer<PostgresServer>> {
  const port = await freePort();
  const server: SoakServer<PostgresServer> = await SoakServer.start({
    megabytes: 768,
    start: (dataDir) => startPostgres({ port, dataDir }),
    answers: () => ask(server.running.url),
  });
  return server;
}

async function s3OnDisk(): Promise<SoakServer<S3Server>> {
  const port = await freePort();
  return SoakServer.start({
    megabytes: 128,
    start: (dataDir) => startS3({ port, dataDir }),
    answers: async () => {
      if (!(await accepts(port))) throw new Error(`nothing accepts connections on port ${port}`);
    },
  });
}

/** In place of the one that the rig has started. */
async function natsOnDisk(rig: Rig): Promise<SoakServer> {
  await rig.nats.stop();
  return SoakServer.start({
    megabytes: 64,
    start: async (dataDir) => {
      await rig.restartNats({ dataDir });
      return rig.nats;
    },
    answers: () => rig.messagesInStream().catch(notOnlyMissing),
  });
}

async function ask(url: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("create temporary table answers ()");
  } finally {
    await client.end().catch(() => {});
  }
}

/** JetStream answers, though it holds no stream now. */
function notOnlyMissing(thrown: unknown): void {
  if (!(thrown instanceof Error) || !thrown.message.includes("stream not found")) throw thrown;
}
