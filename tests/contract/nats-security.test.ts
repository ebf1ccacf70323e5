/** The road through NATS with TLS, and users that may do what their service does: `deploy/nats/server.conf` as it is. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectNats, type NatsOptions } from "@pqc-audit/platform/adapters/nats/connection.ts";
import { openNatsWorkQueue } from "@pqc-audit/platform/adapters/nats/work-queue.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { UnitMessage } from "@pqc-audit/platform/ports/work-queue.ts";
import type { NatsConnection } from "nats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "../servers/certificates.ts";
import { freePort } from "../servers/port.ts";
import { type ServerProcess, startProcess } from "../servers/process.ts";
import { locateTool } from "../servers/tools.ts";

const ENGINE = "e".repeat(64);
const unit = (unitId: string): UnitMessage => ({
  unitId,
  scanId: "scan1",
  attempt: 1,
  engineDigest: ENGINE,
  packKey: `packs/${unitId}`,
  packDigest: "a".repeat(64),
  packSize: 10,
});

let folder: string;
let server: ServerProcess;
let start: () => Promise<ServerProcess>;
const newPassword = () => randomBytes(24).toString("hex");
const passwords = { coordinator: newPassword(), worker: newPassword() };
const users: Partial<Record<"coordinator" | "worker", NatsOptions>> = {};
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-nats-tls-"));
  const { caFile, certFile, keyFile } = await (await createAuthority(folder)).issue("nats");
  const port = await freePort();
  const command = await locateTool("nats-server");
  start = () =>
    startProcess({
      name: "nats-server",
      command,
      args: ["-c", fileURLToPath(new URL("../../deploy/nats/server.conf", import.meta.url))],
      env: {
        NATS_LISTEN: `127.0.0.1:${port}`,
        NATS_STORE_DIR: join(folder, "store"),
        NATS_CERTIFICATE_FILE: certFile,
        NATS_KEY_FILE: keyFile,
        NATS_CA_FILE: caFile,
        NATS_COORDINATOR_PASSWORD: passwords.coordinator,
        NATS_WORKER_PASSWORD: passwords.worker,
      },
      ready: (output) => output.includes("Server is ready"),
    });
  server = await start();
  for (const user of ["coordinator", "worker"] as const) {
    const passwordFile = join(folder, `${user}-password`);
    await writeFile(passwordFile, `${passwords[user]}\n`, { mode: 0o600 });
    users[user] = { servers: [`tls://127.0.0.1:${port}`], user, passwordFile, tls: { caFile }, connectWithinMs: 5_000 };
  }
});
afterAll(async () => {
  for (const close of open.reverse()) await close();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

function optionsOf(user: "coordinator" | "worker"): NatsOptions {
  const options = users[user];
  if (options === undefined) throw new Error("the server is not started");
  return options;
}

async function queueOf(user: "coordinator" | "worker", problems: Error[] = []) {
  const queue = await openNatsWorkQueue({ connection: optionsOf(user), onProblem: (error) => problems.push(error) });
  open.push(() => queue.close());
  return queue;
}

async function connectionOf(user: "coordinator" | "worker"): Promise<NatsConnection> {
  const connection = await connectNats(optionsOf(user));
  open.push(() => connection.close());
  return connection;
}

test("units go from the coordinator to a worker that started first, and are settled, with nothing refused", async () => {
  const problems: Error[] = [];
  const worker = await queueOf("worker", problems);
  const coordinator = await queueOf("coordinator", problems);
  const stop = new AbortController();
  const taken: string[] = [];
  const working = (async () => {
    for await (const delivery of worker.consume({ engineDigest: ENGINE, maxInFlight: 2, signal: stop.signal })) {
      delivery.extend();
      if (delivery.deliveryCount === 1 && delivery.message.unitId === "u2") await delivery.retry(10);
      else {
        expect(await delivery.complete()).toBe(true);
        taken.push(delivery.message.unitId);
      }
    }
  })();
  const receipts = await Promise.all(["u1", "u2", "u3"].map((id) => coordinator.publish(unit(id))));
  await expect.poll(() => taken.toSorted()).toEqual(["u1", "u2", "u3"]);
  expect(await coordinator.depth(ENGINE)).toBe(0);
  expect(await worker.depth(ENGINE)).toBe(0);
  expect(await coordinator.holds(receipts[0]?.sequence ?? 0)).toBe(false);
  expect(await coordinator.removeOrphans(ENGINE, 10)).toBe(0);
  stop.abort();
  await working;
  expect(problems).toEqual([]);
});

describe("each user is refused what is not its own", () => {
  const forbidden = {
    worker: [
      `pqc.units.${ENGINE}.scan1`,
      "$JS.API.STREAM.DELETE.PQC_UNITS",
      "$JS.API.STREAM.PURGE.PQC_UNITS",
      "$JS.API.STREAM.UPDATE.PQC_UNITS",
      "$JS.API.STREAM.MSG.GET.PQC_UNITS",
      "$JS.API.STREAM.MSG.DELETE.PQC_UNITS",
      "$JS.API.STREAM.CREATE.OTHER",
      "$JS.API.STREAM.LIST",
      `$JS.API.CONSUMER.DELETE.PQC_UNITS.workers-${ENGINE}`,
    ],
    coordinator: [
      `$JS.API.CONSUMER.MSG.NEXT.PQC_UNITS.workers-${ENGINE}`,
      `$JS.API.CONSUMER.CREATE.PQC_UNITS.thief.pqc.units.>`,
      "$JS.API.CONSUMER.DURABLE.CREATE.PQC_UNITS.thief",
      "$JS.ACK.PQC_UNITS.workers.1.1.1.1.1",
      "$JS.API.STREAM.DELETE.PQC_UNITS",
      "$JS.API.STREAM.PURGE.PQC_UNITS",
      "$JS.API.STREAM.UPDATE.PQC_UNITS",
      "other.subject",
    ],
  } as const;

  test.each(
    (["worker", "coordinator"] as const).flatMap((user) => forbidden[user].map((subject) => [user, subject] as const)),
  )("%s may not publish %s", async (user, subject) => {
    const connection = await connectionOf(user);
    await expect(connection.request(subject, "{}", { timeout: 2_000 })).rejects.toMatchObject({
      code: "PERMISSIONS_VIOLATION",
    });
  });

  test("the coordinator hears what JetStream says of the units' stream", async () => {
    const told: string[] = [];
    const problems: Error[] = [];
    const queue = await openNatsWorkQueue({
      connection: optionsOf("coordinator"),
      onAdvisory: ({ kind }) => told.push(kind),
      onProblem: (error) => problems.push(error),
    });
    open.push(() => queue.close());
    const worker = await queueOf("worker", problems);
    const engineDigest = "f".repeat(64);
    const stop = new AbortController();
    await queue.publish({ ...unit("u9"), engineDigest });
    for await (const delivery of worker.consume({ engineDigest, maxInFlight: 1, signal: stop.signal })) {
      if (delivery.deliveryCount > 1) {
        await delivery.complete();
        stop.abort();
      } else await delivery.retry(1);
    }
    await expect.poll(() => told).toContain("message_naked");
    expect(told).toContain("consumer_created");
    expect(problems).toEqual([]);
  });

  test.each([
    ["worker", "pqc.units.>"],
    ["worker", "_INBOX.coordinator.>"],
    ["worker", "_INBOX.>"],
    ["coordinator", "pqc.units.>"],
    ["coordinator", "_INBOX.worker.>"],
    ["coordinator", "$JS.EVENT.>"],
    ["coordinator", "$JS.EVENT.ADVISORY.>"],
    ["coordinator", "$JS.EVENT.ADVISORY.STREAM.*.OTHER"],
    ["coordinator", "$JS.EVENT.ADVISORY.CONSUMER.*.OTHER.*"],
    ["worker", "$JS.EVENT.ADVISORY.STREAM.*.PQC_UNITS"],
    ["worker", "$JS.EVENT.ADVISORY.CONSUMER.*.PQC_UNITS.*"],
    ["worker", ">"],
  ] as const)("%s may not listen to %s", async (user, subject) => {
    const connection = await connectionOf(user);
    const refused = await new Promise((resolve) =>
      connection.subscribe(subject, { callback: (error) => resolve(error) }),
    );
    expect(refused).toMatchObject({ code: "PERMISSIONS_VIOLATION" });
  });

  test("a worker that publishes a unit is told what is missing, and nothing is stored", async () => {
    const worker = await queueOf("worker");
    await expect(worker.publish(unit("forged"))).rejects.toThrow(UsageError);
    expect(await worker.depth(ENGINE)).toBe(0);
  });
});

describe("nobody else gets in", () => {
  test("with a wrong password, or as a user that is not there", async () => {
    const wrong = join(folder, "wrong");
    await writeFile(wrong, "wrong");
    const coordinator = optionsOf("coordinator");
    await expect(connectNats({ ...coordinator, passwordFile: wrong })).rejects.toThrow(UsageError);
    await expect(connectNats({ ...coordinator, user: "admin" })).rejects.toThrow(/refuses this client/);
  });

  test("without any credentials", async () => {
    const { servers, tls } = optionsOf("worker");
    await expect(connectNats({ servers, ...(tls && { tls }), connectWithinMs: 0 })).rejects.toThrow(UsageError);
  });

  test("a server with a certificate of another authority is not trusted", async () => {
    const stranger = await createAuthority(folder, "stranger");
    const { caFile } = await stranger.issue("nats-stranger");
    const options = { ...optionsOf("worker"), tls: { caFile }, connectWithinMs: 0 };
    await expect(connectNats(options)).rejects.toThrow(/certificate|self.signed|unable to verify/i);
  });

  test("a changed password is read at the next connection, without a restart of the client, also when it comes late", async () => {
    const connection = await connectionOf("worker");
    const events = connection.status()[Symbol.asyncIterator]();
    const until = async (wanted: string, data?: string) => {
      for (;;) {
        const { value, done } = await events.next();
        if (done === true) throw new Error(`the client gave up before ${wanted}`);
        if (value.type === wanted && (data === undefined || value.data === data)) return;
      }
    };
    await server.stop();
    passwords.worker = newPassword();
    const file = optionsOf("worker").passwordFile ?? "";
    await rm(file);
    server = await start();
    await until("error", "AUTHORIZATION_VIOLATION");
    await writeFile(file, passwords.worker);
    await until("reconnect");
    expect(connection.isClosed()).toBe(false);
  });
});
