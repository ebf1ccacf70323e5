/** How services start, say whether they are ready, and end: real processes, real servers, signals, and cut connections. */
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { maxInFlight, WORKER_DEFAULTS } from "@pqc-audit/worker/config.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type ClusterTarget, Rig, type Servers, startServers } from "../faults/rig.ts";
import { type ServerProcess, startProcess } from "../servers/process.ts";
import { startProxy } from "../servers/proxy.ts";
import { COMMAND, loopback } from "./command.ts";
import { makeRealRepository, type RealRepository } from "./repository.ts";

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

async function readyz(address: string): Promise<string> {
  const answer = await fetch(`http://${address}/readyz`).catch(() => undefined);
  if (answer === undefined) return "refused";
  const text = (await answer.text()).trim();
  const body = text.startsWith("{")
    ? (JSON.parse(text) as { status?: string; error?: { message: string } })
    : undefined;
  return `${answer.status} ${body?.status ?? body?.error?.message ?? text}`;
}

const within = { timeout: 30_000, interval: 100 };

describe("told to end while it starts", () => {
  /** A port where connections are taken and nothing is ever said: NATS and PostgreSQL that hang. */
  async function silence(): Promise<string> {
    const server = createServer((socket) => socket.on("error", () => {})).listen(0, "127.0.0.1");
    await once(server, "listening");
    undo.push(async () => server.close());
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("it has no port");
    return `127.0.0.1:${address.port}`;
  }

  async function startHanging(target: ClusterTarget, server: string) {
    const folder = await mkdtemp(join(tmpdir(), "pqc-lifecycle-"));
    undo.push(() => rm(folder, { recursive: true, force: true }));
    const [health, http, grpc] = await Promise.all([loopback(), loopback(), loopback()]);
    const file = join(folder, "config.yaml");
    const config = {
      nats: { servers: [`nats://${server}`] },
      database: { url: `postgres://nobody@${server}/none` },
      s3: { endpoint: `http://${server}` },
      health: { listen: health },
      http: { listen: http },
      grpc: { listen: grpc, aggregator: grpc },
    };
    await writeFile(file, stringify(config));
    let starting = false;
    const process = await startProcess({
      name: target,
      command: globalThis.process.execPath,
      args: [COMMAND, "serve", `--target=${target}`, "--config", file],
      // The aggregator has nowhere to say so before it has its database.
      ready: async () => {
        starting = target === "aggregator" ? true : (await readyz(health)) === "503 starting";
        return starting;
      },
      startTimeoutMs: 60_000,
    });
    undo.push(() => process.kill());
    if (target === "aggregator") await sleep(2_500);
    return { process, health };
  }

  test.each([
    ["worker", "SIGTERM", "hangs"],
    ["worker", "SIGINT", "refuses"],
    ["coordinator", "SIGTERM", "refuses"],
    ["coordinator", "SIGINT", "hangs"],
    ["aggregator", "SIGTERM", "hangs"],
  ] as const)(
    "%s, by %s, while its server %s: not ready, alive, and gone at once with 0",
    async (target, signal, how) => {
      const { process, health } = await startHanging(target, how === "hangs" ? await silence() : await loopback());
      if (target !== "aggregator") expect((await fetch(`http://${health}/healthz`)).status).toBe(200);
      const asked = performance.now();
      process.signal(signal);
      expect(await process.ended).toBe("exit code 0");
      // Far below the time that connecting may take, on a busy machine too.
      expect(performance.now() - asked).toBeLessThan(6_000);
    },
  );
});

describe("in a cluster", () => {
  let servers: Servers;
  let repository: RealRepository;
  beforeAll(async () => {
    repository = makeRealRepository(["pg"]);
    servers = await startServers();
  });
  afterAll(async () => {
    await servers?.stop();
    repository?.remove();
  });

  async function rigged(): Promise<Rig> {
    const rig = await Rig.start(servers, [repository.folder], { performance: { chunk_size: 1 } });
    undo.push(() => rig.stop());
    return rig;
  }

  test("ready, degraded while anything it needs is away, ready again", async () => {
    const rig = await rigged();
    const proxies = {
      NATS: await startProxy({ port: rig.nats.port }),
      S3: await startProxy({ port: Number(new URL(servers.s3.endpoint).port) }),
      aggregator: await startProxy({ port: rig.grpcPort }),
      database: await startProxy({ port: servers.postgres.port }),
    };
    for (const proxy of Object.values(proxies)) undo.push(() => proxy.stop());
    const address = ({ port }: { port: number }) => `127.0.0.1:${port}`;
    const database = new URL(rig.database);
    database.port = String(proxies.database.port);
    const config = {
      nats: { servers: [`nats://${address(proxies.NATS)}`] },
      s3: { endpoint: `http://${address(proxies.S3)}` },
      database: { url: database.href },
    };
    const others = { ...config, grpc: { aggregator: address(proxies.aggregator) } };
    const aggregator = await rig.start("aggregator", "aggregator", { config });
    const [coordinator, worker] = await Promise.all([
      rig.start("coordinator", "coordinator", { config: others }),
      rig.start("worker", "worker", { config: others }),
    ]);
    for (const name of ["NATS", "S3", "aggregator", "database"] as const) {
      const concerned = name === "database" ? [aggregator] : [coordinator, worker];
      const untouched = name === "database" ? [] : [aggregator];
      proxies[name].fail({ blackhole: "both" });
      for (const each of concerned)
        await expect.poll(() => readyz(each.address), within).toContain(`degraded: ${name}`);
      for (const each of concerned) {
        expect(await each.metric("pqc_audit_health_state", { state: "degraded" }), `${each.name} without ${name}`).toBe(
          1,
        );
        expect(await each.metric("pqc_audit_health_state")).toBe(1);
      }
      for (const each of untouched) expect(await readyz(each.address)).toBe("200 ready");
      proxies[name].fail({});
      proxies[name].cut();
      for (const each of concerned) await expect.poll(() => readyz(each.address), within).toBe("200 ready");
    }
  });

  async function busyWorker(rig: Rig) {
    await rig.start("aggregator", "aggregator");
    await rig.start("coordinator", "coordinator");
    const worker = await rig.start("worker", "worker", { failpoint: "worker.during-scan:wait=4000" });
    await rig.submit(repository.url);
    // As many as it takes: what is counted then stays so until it ends.
    await rig.until("it scans", async () => (await rig.unitsIn("started")) === WORKER_DEFAULTS.concurrentScans);
    await rig.until(
      "it holds units",
      async () => (await worker.metric("pqc_audit_units_in_flight")) === maxInFlight(WORKER_DEFAULTS),
    );
    return worker;
  }

  test("a worker told to end gives prefetched units back at once, says draining, finishes what it scans, exits 0", async () => {
    const rig = await rigged();
    const worker = await busyWorker(rig);
    const held = await worker.metric("pqc_audit_units_in_flight");
    const started = await rig.unitsIn("started");
    worker.signal("SIGTERM");
    await expect.poll(() => readyz(worker.address), within).toBe("503 draining");
    expect(await worker.metric("pqc_audit_drains_total")).toBe(1);
    // Long before the scans under way are done.
    await rig.until(
      "what was not begun is back",
      async () => (await worker.metric("pqc_audit_units_total", { outcome: "returned" })) === held - started,
      2_000,
    );
    expect(await worker.ended).toBe("exit code 0");
    expect(await rig.unitsIn("started"), "what was begun is finished").toBe(0);
    expect(await rig.unitsIn("committed")).toBe(started);
    expect(await rig.count("select count(*) from unit_start where ended_at is null")).toBe(0);
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("told a second time by %s it exits at once with %i", async (signal, code) => {
    const rig = await rigged();
    const worker = await busyWorker(rig);
    worker.signal("SIGTERM");
    await expect.poll(() => readyz(worker.address), within).toBe("503 draining");
    const asked = performance.now();
    worker.signal(signal);
    expect(await worker.ended).toBe(`exit code ${code}`);
    expect(performance.now() - asked).toBeLessThan(1_000);
  });

  test("aggregator and coordinator end within the grace while results stream and a scan is planned", async () => {
    const rig = await rigged();
    await rig.start("aggregator", "aggregator", { failpoint: "aggregator.before-commit:wait=1500" });
    const coordinator = await rig.start("coordinator", "coordinator");
    const worker = await rig.start("worker", "worker");
    await rig.submit(repository.url);
    await rig.until("a result is being committed", async () => (await rig.unitsIn("started")) > 0);
    const aggregator = rig.service("aggregator");
    for (const service of [coordinator, aggregator]) service.signal("SIGTERM");
    expect(await Promise.all([coordinator.ended, aggregator.ended])).toEqual(["exit code 0", "exit code 0"]);
    expect(await readyz(aggregator.address)).toBe("refused");
    await expect
      .poll(() => readyz(worker.address), within)
      .toBe(`503 degraded: aggregator: no aggregator answers at 127.0.0.1:${rig.grpcPort}`);
  });
});

test("serve --target=all says what it is: ready, then gone with 0", async () => {
  const folder = await mkdtemp(join(tmpdir(), "pqc-lifecycle-"));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  const http = await loopback();
  const file = join(folder, "config.yaml");
  await writeFile(file, stringify({ http: { listen: http }, embedded: { data_dir: join(folder, "data") } }));
  const all: ServerProcess = await startProcess({
    name: "all",
    command: process.execPath,
    args: [COMMAND, "serve", "--config", file],
    ready: async () => (await readyz(http)) === "200 ready",
    startTimeoutMs: 60_000,
  });
  const metrics = await (await fetch(`http://${http}/metrics`)).text();
  expect(metrics).toContain('pqc_audit_health_state{state="ready"} 1');
  all.signal("SIGINT");
  expect(await all.ended).toBe("exit code 0");
  expect(all.output()).toContain('"msg":"health: draining"');
  expect(all.output()).toContain('"msg":"health: stopped"');
});
