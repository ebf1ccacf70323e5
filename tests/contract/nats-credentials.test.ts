/** The road through NATS for services that are known by a credentials file: a JWT of their account, and its key. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectNats } from "@pqc-audit/platform/adapters/nats/connection.ts";
import { openNatsWorkQueue } from "@pqc-audit/platform/adapters/nats/work-queue.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type AccountServer, type Permissions, prepareAccountServer } from "../servers/nats-accounts.ts";
import type { ServerProcess } from "../servers/process.ts";

const ENGINE = "e".repeat(64);
/** As deploy/nats/server.conf has it for users with passwords: each listens to its own answers, and to nobody else's. */
const ROLES: Readonly<Record<"coordinator" | "worker", Permissions>> = {
  coordinator: {
    publish: [
      "pqc.units.>",
      "$JS.API.INFO",
      "$JS.API.STREAM.CREATE.PQC_UNITS",
      "$JS.API.STREAM.INFO.PQC_UNITS",
      "$JS.API.STREAM.MSG.GET.PQC_UNITS",
      "$JS.API.STREAM.MSG.DELETE.PQC_UNITS",
      "$JS.API.CONSUMER.INFO.PQC_UNITS.*",
    ],
    subscribe: ["_INBOX.coordinator.>"],
  },
  worker: {
    publish: [
      "$JS.API.INFO",
      "$JS.API.STREAM.CREATE.PQC_UNITS",
      "$JS.API.STREAM.INFO.PQC_UNITS",
      "$JS.API.CONSUMER.INFO.PQC_UNITS.*",
      "$JS.API.CONSUMER.CREATE.PQC_UNITS.>",
      "$JS.API.CONSUMER.DURABLE.CREATE.PQC_UNITS.*",
      "$JS.API.CONSUMER.MSG.NEXT.PQC_UNITS.*",
      "$JS.ACK.PQC_UNITS.>",
    ],
    subscribe: ["_INBOX.worker.>"],
  },
};

let folder: string;
let accounts: AccountServer;
let server: ServerProcess;
const open: (() => Promise<void>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-nats-creds-"));
  accounts = await prepareAccountServer(folder);
  server = await accounts.start();
});
afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close();
});
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function fileWith(name: string, text: string): Promise<string> {
  const file = join(folder, `${name}.creds`);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

/** As `nats.inbox_prefix` has it. */
async function connectionOf(name: string, text: string, role: "coordinator" | "worker" = "coordinator") {
  const inboxPrefix = `_INBOX.${role}`;
  return { servers: [accounts.url], credsFile: await fileWith(name, text), inboxPrefix, connectWithinMs: 5_000 };
}

async function queueOf(role: "coordinator" | "worker", problems: Error[]): Promise<WorkQueue> {
  const connection = await connectionOf(role, accounts.issue(role, ROLES[role]), role);
  const queue = await openNatsWorkQueue({ connection, onProblem: (error) => problems.push(error) });
  open.push(() => queue.close());
  return queue;
}

test("units go from the coordinator to a worker and are settled, with nothing refused", async () => {
  const problems: Error[] = [];
  const worker = await queueOf("worker", problems);
  const coordinator = await queueOf("coordinator", problems);
  const stop = new AbortController();
  const common = { scanId: "s", attempt: 1, engineDigest: ENGINE, packDigest: "a".repeat(64), packSize: 1 };
  for (const unitId of ["u1", "u2"]) await coordinator.publish({ ...common, unitId, packKey: `packs/${unitId}` });
  const taken: string[] = [];
  for await (const delivery of worker.consume({ engineDigest: ENGINE, maxInFlight: 1, signal: stop.signal })) {
    expect(await delivery.complete()).toBe(true);
    taken.push(delivery.message.unitId);
    if (taken.length === 2) stop.abort();
  }
  expect(taken.toSorted()).toEqual(["u1", "u2"]);
  expect(await coordinator.depth(ENGINE)).toBe(0);
  expect(problems).toEqual([]);
  await expect(worker.publish({ ...common, unitId: "forged", packKey: "p" })).rejects.toThrow(UsageError);
});

test.each([
  ["coordinator", "worker"],
  ["worker", "coordinator"],
] as const)("a %s gets its own answers and may not listen to those of a %s", async (role, other) => {
  const connection = await connectNats(await connectionOf(role, accounts.issue(role, ROLES[role]), role));
  open.push(() => connection.close());
  expect((await connection.request("$JS.API.INFO", "", { timeout: 5_000 })).json()).toHaveProperty("limits");
  for (const subject of [`_INBOX.${other}.>`, "_INBOX.>", ">"]) {
    const refused = await new Promise((resolve) =>
      connection.subscribe(subject, { callback: (error) => resolve(error) }),
    );
    expect(refused).toMatchObject({ code: "PERMISSIONS_VIOLATION" });
  }
});

test("without a file, with one of another account, of nobody or out of date nobody gets in", async () => {
  await expect(connectNats({ servers: [accounts.url], connectWithinMs: 0 })).rejects.toThrow(UsageError);
  const stranger = await prepareAccountServer(await mkdtemp(join(folder, "stranger-")));
  for (const [name, text] of [
    ["stranger", stranger.issue("coordinator", ROLES.coordinator)],
    ["old", accounts.issue("coordinator", ROLES.coordinator, { expiresInSeconds: -10 })],
  ] as const) {
    await expect(connectNats(await connectionOf(name, text))).rejects.toThrow(/refuses this client/);
  }
  const [jwt, seed] = ["coordinator", "worker"].map((name) => accounts.issue(name, ROLES.worker));
  const mixed = `${jwt?.split("\n\n")[0]}\n\n${seed?.split("\n\n")[1]}`;
  await expect(connectNats(await connectionOf("mixed", mixed))).rejects.toThrow(/refuses this client/);
  const missing = { servers: [accounts.url], credsFile: join(folder, "none.creds") };
  await expect(connectNats(missing)).rejects.toThrow("cannot be read");
});

test("a file that was replaced is read at the next connection, without a restart of the client", async () => {
  const options = await connectionOf("changing", accounts.issue("worker", ROLES.worker), "worker");
  const connection = await connectNats(options);
  open.push(() => connection.close());
  const reconnected = (async () => {
    for await (const { type } of connection.status()) if (type === "reconnect") return true;
    return false;
  })();
  await expect(connection.request("pqc.units.x", "", { timeout: 2_000 })).rejects.toMatchObject({
    code: "PERMISSIONS_VIOLATION",
  });
  await server.stop();
  const { publish } = ROLES.coordinator;
  await writeFile(options.credsFile, accounts.issue("worker", { ...ROLES.worker, publish }));
  server = await accounts.start();
  expect(await reconnected).toBe(true);
  // What it may do now is what the new file says.
  const answer = await connection.request("pqc.units.x", "", { timeout: 5_000 });
  expect(answer.json()).toMatchObject({ stream: "PQC_UNITS" });
});
