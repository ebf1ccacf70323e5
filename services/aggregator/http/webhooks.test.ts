import { type ChildProcess, spawn } from "node:child_process";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { Registry } from "prom-client";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Aggregator, type AggregatorOptions, createAggregator } from "../service.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const newToken = () => randomBytes(24).toString("base64url");
const OURS = "https://git.example/team/a";
const THEIRS = "https://git.example/other/b";
const critical = (line: number) =>
  makeFact({ line, algorithm: "RSA-1024", family: "RSA", quantum: "broken", purpose: "key-establishment" });

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: { type: string; data: Record<string, unknown>; text?: string };
}

/** A receiver that answers as it is told to. */
interface Receiver {
  readonly url: string;
  readonly received: Received[];
  answer: (response: ServerResponse, path: string) => void;
  close(): Promise<void>;
}

async function receiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    received.push({ headers: request.headers, text, body: text === "" ? {} : JSON.parse(text) });
    made.answer(response, request.url ?? "");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const made: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: (response) => response.writeHead(204).end(),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return made;
}

let folder: string;
let options: AggregatorOptions;
let aggregator: Aggregator;
let there: Receiver;
let registry: Registry;
/** What the clock of the ledger is ahead. */
let ahead = 0;
const tokens = { admin: newToken(), limited: newToken(), operator: newToken() };

beforeEach(async () => {
  ahead = 0;
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-webhooks-"));
  there = await receiver();
  const line = (role: string, token: string, rest = "") => `sha256:${sha256(token)} role=${role}${rest}\n`;
  await writeFile(
    join(folder, "tokens"),
    line("admin", tokens.admin) +
      line("admin", tokens.limited, " repositories=https://git.example/team/*") +
      line("operator", tokens.operator),
  );
  await writeFile(join(folder, "key"), randomBytes(32).toString("base64"));
  registry = new Registry();
  options = {
    config: {
      store: { kind: "sqlite", file: join(folder, "ledger.db") },
      http: { host: "127.0.0.1", port: 0, tokensFile: join(folder, "tokens") },
      scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
      finisherPollMs: 50,
      webhooks: {
        keyFile: join(folder, "key"),
        allowHttp: true,
        allowPrivateAddresses: true,
        pollMs: 50,
        timeoutMs: 4_000,
      },
    },
    engineDigest: ENGINE,
    version: "1.2.3",
    logger: silentLogger,
    registry,
    clock: () => Date.now() + ahead,
    checkTarget: (target) => target,
    pageFolders: [],
  };
  aggregator = await createAggregator(options);
  await aggregator.start();
});
afterEach(async () => {
  await aggregator?.stop();
  await there?.close();
  await rm(folder, { recursive: true, force: true });
});

function ask(method: "GET" | "POST" | "DELETE", path: string, body?: object, token = tokens.admin) {
  return aggregator.http.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization: `Bearer ${token}` },
    ...(body && { payload: body }),
  });
}

async function made(over: object = {}, token = tokens.admin): Promise<{ id: string; secret: string }> {
  const answer = await ask(
    "POST",
    "/webhooks",
    { name: "ours", url: `${there.url}/in`, events: ["scan.finished"], ...over },
    token,
  );
  expect([answer.statusCode, answer.body]).toEqual([201, expect.stringContaining("whsec_")]);
  return answer.json();
}

async function scanned(target: string, facts = [critical(1)], services = aggregator): Promise<string> {
  await ask("POST", "/scans", { target });
  return commitScan(services, { "src/a.py": facts });
}

const deliveries = async (id: string, token = tokens.admin) =>
  (await ask("GET", `/webhooks/${id}/deliveries`, undefined, token)).json().results;
const metric = async (name: string) =>
  new RegExp(`^${name.replaceAll(/[{}"]/g, "\\$&")} (\\d+)$`, "m").exec(await registry.metrics())?.[1];

/** As its receiver checks it. */
function verified({ headers, text }: Received, secret: string): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`;
  return headers["webhook-signature"] === `v1,${createHmac("sha256", key).update(signed).digest("base64")}`;
}

describe("what is told", () => {
  test("a scan that is finished, once, signed", async () => {
    const { id, secret } = await made();
    const scan = await scanned(OURS);
    await expect.poll(() => there.received.length).toBe(1);
    const [message] = there.received;
    expect(message && verified(message, secret)).toBe(true);
    expect(message?.headers["content-type"]).toBe("application/json");
    expect(Math.abs(Number(message?.headers["webhook-timestamp"]) - Date.now() / 1_000)).toBeLessThan(60);
    expect(message?.body).toMatchObject({
      type: "scan.finished",
      timestamp: expect.stringMatching(/Z$/),
      data: { scan, target: OURS, state: "completed", findings: 1 },
    });
    await expect
      .poll(() => deliveries(id))
      .toMatchObject([
        { id: message?.headers["webhook-id"], event: "scan.finished", state: "delivered", attempts: 1, status: 204 },
      ]);
    expect(await metric('pqc_audit_webhook_tries_total{result="delivered"}')).toBe("1");
    expect(await metric("pqc_audit_webhook_deliveries_waiting")).toBe("0");
  });

  test("a scan that is cancelled", async () => {
    await made();
    const { id } = (await ask("POST", "/scans", { target: OURS })).json();
    await ask("POST", `/scans/${id}/cancel`);
    await expect
      .poll(() => there.received.map(({ body }) => body.data))
      .toEqual([{ scan: id, target: OURS, state: "cancelled" }]);
  });

  test("new critical findings of a scan in one event, without their code; none where there is none", async () => {
    await made({ events: ["findings.critical"] });
    const facts = Array.from({ length: 12 }, (_, at) => critical(at + 1));
    const scan = await scanned(OURS, facts);
    await expect.poll(() => there.received.length).toBe(1);
    const data = there.received[0]?.body.data ?? {};
    expect(data).toMatchObject({ scan, target: OURS, first: true, total: 12 });
    expect((data.findings as object[])[0]).toEqual({
      id: expect.any(String),
      ruleId: expect.any(String),
      algorithm: "RSA-1024",
      path: "src/a.py",
      line: 1,
    });
    expect(data.findings).toHaveLength(10);
    // The same again: nothing of it is new.
    const again = await scanned(OURS, facts);
    await expect.poll(async () => (await ask("GET", `/scans/${again}`)).json().state).toBe("completed");
    await ask("POST", "/scans", { target: THEIRS });
    await commitScan(aggregator, {
      "src/safe.py": [makeFact({ algorithm: "AES-256", family: "AES", quantum: "safe", classical: "ok" })],
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(there.received.map(({ headers, body }) => [headers["webhook-id"], body.data.scan])).toEqual([
      [there.received[0]?.headers["webhook-id"], scan],
    ]);
  });

  test("as a message where a Slack channel is told", async () => {
    await made({ kind: "slack" });
    await scanned(OURS);
    await expect.poll(() => there.received[0]?.body.text).toContain(`the scan of ${OURS} is completed`);
  });

  test("a test, when somebody asks for it", async () => {
    const { id } = await made();
    const answer = await ask("POST", `/webhooks/${id}/test`);
    expect(answer.statusCode).toBe(202);
    await expect.poll(() => there.received.map(({ body }) => body.type)).toEqual(["webhook.test"]);
    expect(there.received[0]?.headers["webhook-id"]).toBe(answer.json().delivery);
  });

  test("nothing of repositories that its creator does not reach, or that it was not made for", async () => {
    await made({}, tokens.limited);
    await made({ repositories: ["https://git.example/team/z*"] });
    await scanned(THEIRS);
    await scanned(OURS);
    await expect.poll(() => there.received.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(there.received.map(({ body }) => body.data.target)).toEqual([OURS]);
  });
});

describe("a receiver", () => {
  test("that fails is told again, later each time, until it takes it", async () => {
    const { id, secret } = await made();
    there.answer = (response) => response.writeHead(500).end("no");
    await scanned(OURS);
    await expect.poll(() => there.received.length).toBe(1);
    const waiting = () => deliveries(id);
    await expect
      .poll(waiting)
      .toMatchObject([{ state: "waiting", attempts: 1, status: 500, error: "the receiver answered 500" }]);
    // Not before its time.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(there.received).toHaveLength(1);
    ahead += 6_000;
    await expect.poll(waiting).toMatchObject([{ state: "waiting", attempts: 2 }]);
    there.answer = (response) => response.writeHead(200).end("ok");
    ahead += 61_000;
    await expect.poll(waiting).toMatchObject([{ state: "delivered", attempts: 3, status: 200 }]);
    expect(new Set(there.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(there.received.every((message) => verified(message, secret))).toBe(true);
    expect(await metric('pqc_audit_webhook_tries_total{result="retried"}')).toBe("2");
  });

  test("that never takes it is given up after the last try", async () => {
    const { id } = await made();
    there.answer = (response) => response.writeHead(503).end();
    await scanned(OURS);
    for (let attempts = 1; attempts <= 11; attempts++) {
      await expect.poll(async () => (await deliveries(id))[0]?.attempts, { timeout: 20_000 }).toBe(attempts);
      ahead += 25 * 3_600_000;
    }
    expect(await deliveries(id)).toMatchObject([{ state: "failed", attempts: 11 }]);
    expect(await metric('pqc_audit_webhook_tries_total{result="failed"}')).toBe("1");
  });

  test("that says it is gone is told no more", async () => {
    const { id } = await made();
    there.answer = (response) => response.writeHead(410).end();
    await scanned(OURS);
    await expect.poll(() => deliveries(id)).toMatchObject([{ state: "failed", attempts: 1, status: 410 }]);
  });

  test("that is slow is not waited for, and holds up no other", async () => {
    const slow = await receiver();
    slow.answer = () => {};
    try {
      const { id } = await made({ url: `${slow.url}/in` });
      const { id: quick } = await made();
      for (const target of [OURS, `${OURS}/2`, `${OURS}/3`]) await scanned(target);
      await expect
        .poll(async () => (await deliveries(quick)).map(({ state }: { state: string }) => state))
        .toEqual(["delivered", "delivered", "delivered"]);
      await expect
        .poll(async () => (await deliveries(id)).at(-1), { timeout: 5_000 })
        .toMatchObject({
          state: "waiting",
          error: "the receiver did not answer within 4 seconds",
        });
    } finally {
      await slow.close();
    }
  });

  test("that redirects is not followed", async () => {
    const inside = await receiver();
    try {
      const { id } = await made();
      there.answer = (response) => response.writeHead(302, { location: `${inside.url}/admin` }).end();
      await scanned(OURS);
      await expect
        .poll(() => deliveries(id))
        .toMatchObject([
          { state: "waiting", status: 302, error: "the receiver answered 302: redirects are not followed" },
        ]);
      expect(inside.received).toEqual([]);
    } finally {
      await inside.close();
    }
  });

  test("that sends an endless answer costs no more than its first bytes", async () => {
    const { id } = await made();
    there.answer = (response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write("x".repeat(65_536)), 1);
      response.on("close", () => clearInterval(more));
    };
    await scanned(OURS);
    await expect.poll(() => deliveries(id)).toMatchObject([{ state: "delivered" }]);
  });
});

describe("webhooks", () => {
  test("are listed without secrets, the limited's own alone, and go with what they were to tell", async () => {
    const { id, secret } = await made({ kind: "slack", url: `${there.url}/services/token` });
    const { id: limited } = await made({ name: "limited" }, tokens.limited);
    const list = async (token: string) => (await ask("GET", "/webhooks", undefined, token)).json();
    expect((await list(tokens.admin)).total).toBe(2);
    const own = await list(tokens.limited);
    expect(own.results.map((each: { id: string }) => each.id)).toEqual([limited]);
    const text = JSON.stringify(await list(tokens.admin));
    expect(text).not.toContain(secret);
    expect(text).not.toContain("services/token");
    for (const [method, path] of [
      ["DELETE", `/webhooks/${id}`],
      ["GET", `/webhooks/${id}/deliveries`],
      ["POST", `/webhooks/${id}/test`],
    ] as const) {
      expect((await ask(method, path, undefined, tokens.limited)).statusCode).toBe(404);
      expect((await ask(method, path, undefined, tokens.operator)).statusCode).toBe(403);
    }
    there.answer = (response) => response.writeHead(500).end();
    await scanned(OURS);
    await expect.poll(async () => (await deliveries(id)).length).toBe(1);
    expect((await ask("DELETE", `/webhooks/${id}`)).statusCode).toBe(204);
    expect((await ask("GET", `/webhooks/${id}/deliveries`)).statusCode).toBe(404);
    const left = await aggregator.store.ask((db) => db.selectFrom("webhook_delivery").select("webhook_id").execute());
    expect(left.every(({ webhook_id }) => webhook_id === limited)).toBe(true);
  });

  test("keep neither secret nor address in the database", async () => {
    const { secret } = await made({ url: `${there.url}/services/token`, kind: "slack" });
    const rows = await aggregator.store.ask((db) => db.selectFrom("webhook").selectAll().execute());
    const text = JSON.stringify(rows);
    expect(text).not.toContain("services/token");
    expect(text).not.toContain(secret.slice("whsec_".length));
    expect(text).not.toContain(Buffer.from(secret.slice("whsec_".length), "base64").toString("hex"));
  });

  test("are refused where something is wrong", async () => {
    const wrong: [object, string][] = [
      [{ url: "ftp://a.example/" }, "only https"],
      [{ url: "https://user:pw@a.example/" }, "credentials"],
      [{ url: "nowhere" }, "no URL"],
      [{ events: [] }, "events"],
      [{ events: ["scan.begun"] }, "must be one of"],
      [{ kind: "teams" }, "must be one of"],
      [{ repositories: ["no-slash"] }, "repositories"],
      [{ name: "" }, "name"],
      [{ more: 1 }, "unknown key"],
    ];
    for (const [over, message] of wrong) {
      const answer = await ask("POST", "/webhooks", { name: "x", url: there.url, events: ["scan.finished"], ...over });
      expect([over, answer.statusCode]).toEqual([over, 400]);
      expect(answer.json().error.message).toContain(message);
    }
  });

  test("cannot be made where no key is configured", async () => {
    const { webhooks: _, ...config } = options.config;
    const other = await createAggregator({ ...options, registry: new Registry(), config });
    try {
      const answer = await other.http.inject({
        method: "POST",
        url: "/api/v1/webhooks",
        headers: { authorization: `Bearer ${tokens.admin}` },
        payload: { name: "x", url: "https://a.example/", events: ["scan.finished"] },
      });
      expect(answer.statusCode).toBe(409);
      expect(answer.json().error.message).toContain("webhooks.key_file");
    } finally {
      await other.stop();
    }
  });
});

test("killed between the end of a scan and its delivery, another aggregator delivers it", async () => {
  await made();
  await ask("POST", "/scans", { target: OURS });
  await aggregator.stop();
  there.answer = () => {};
  const child: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL("../webhooks/killed.fixture.ts", import.meta.url)), folder],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const ended = once(child, "exit");
  // The end is committed, and its receiver has been told but has not answered: nobody has noted anything.
  await expect.poll(() => there.received.length, { timeout: 60_000 }).toBe(1);
  child.kill("SIGKILL");
  await ended;
  there.answer = (response) => response.writeHead(204).end();
  // The dead one's lease runs out.
  ahead += 120_000;
  aggregator = await createAggregator({ ...options, registry: new Registry() });
  await aggregator.start();
  await expect.poll(() => there.received.length, { timeout: 20_000 }).toBe(2);
  const [first, second] = there.received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toEqual(first?.body);
  await expect
    .poll(() => aggregator.store.ask((db) => db.selectFrom("webhook_delivery").select("state").execute()))
    .toEqual([{ state: "delivered" }]);
}, 120_000);
