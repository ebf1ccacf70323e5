import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finding, result } from "@pqc-audit/reports/model/fixture.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

/** An API that answers as an aggregator does, and remembers what it was asked. */
const asked: { readonly method: string; readonly url: string; readonly token: string; readonly body: unknown }[] = [];
let answers: Record<string, readonly [status: number, body: unknown][]> = {};
let server: Server;
let url = "";

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const key = `${request.method} ${request.url?.split("?")[0]}`;
    asked.push({
      method: request.method ?? "",
      url: request.url ?? "",
      token: request.headers.authorization ?? "",
      body: await bodyOf(request),
    });
    const list = answers[key] ?? [];
    const [status, body] = (list.length > 1 ? list.at(-answersLeft(key, list.length)) : list[0]) ?? [
      404,
      { error: { message: `no ${key}` } },
    ];
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** Each answer once, the last one for ever. */
const left = new Map<string, number>();
function answersLeft(key: string, length: number): number {
  const now = left.get(key) ?? length;
  left.set(key, Math.max(1, now - 1));
  return now;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString("utf8"));
}

async function command(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  asked.length = 0;
  left.clear();
  return await runHere([...argv, "--server", url], { environment });
}

const running = { id: "s1", state: "running", target: "https://git.example/r", createdAt: "2026-11-22T10:00:00.000Z" };

test("submit sends what was asked for and prints the id", async () => {
  answers = { "POST /api/v1/scans": [[202, { id: "s1", state: "queued", joined: true }]] };
  const ran = await command(["submit", "https://git.example/r", "--ref", "v1", "--exclude", "test/"], {
    PQC_AUDIT_TOKEN: "secret-token-of-mine",
  });
  expect(ran.stdout).toBe("s1\n");
  expect(ran.stderr).toContain("joined");
  expect(asked[0]).toMatchObject({
    body: { target: "https://git.example/r", ref: "v1", include: [], exclude: ["test/"] },
    token: "Bearer secret-token-of-mine",
  });
  expect(asked[0]?.body).toMatchObject({ priority: "on-demand" });
  expect(asked[0]?.body).not.toHaveProperty("lfs");
  await command(["submit", "https://git.example/r", "--lfs"]);
  expect(asked[0]?.body).toMatchObject({ lfs: true });
  await command(["submit", "https://git.example/r", "--priority", "scheduled"]);
  expect(asked[0]?.body).toMatchObject({ priority: "scheduled" });
});

test("a token file wins over the environment", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "pqc-token-")), "token");
  writeFileSync(file, "from-the-file\n");
  answers = { "GET /api/v1/scans": [[200, { results: [running], total: 1 }]] };
  const ran = await command(["status", "--token-file", file], { PQC_AUDIT_TOKEN: "other" });
  expect(asked[0]?.token).toBe("Bearer from-the-file");
  expect(ran.stdout).toBe("s1  running     2026-11-22T10:00:00.000Z  https://git.example/r\n");
});

test("status of one scan shows state and progress, as text and as JSON", async () => {
  const scan = { ...running, progress: { sealed: false, files: 1200, units: 3, unitsDone: 1 } };
  answers = { "GET /api/v1/scans/s1": [[200, scan]] };
  expect((await command(["status", "s1"])).stdout).toContain("running, 1200+ files, 1 of 3+ units done");
  expect(JSON.parse((await command(["status", "s1", "--json"])).stdout)).toEqual(scan);
});

test("status of an incomplete scan counts what was skipped and names every file that was not scanned", async () => {
  const coverage = { present: 1007, scanned: 4, skipped: { binary: 2 }, failed: 1000, quarantined: 1 };
  const errors = Array.from({ length: 1001 }, (_, at) => ({
    path: `f${at}`,
    status: "failed",
    message: "unread\u001b[2J",
  }));
  answers = {
    "GET /api/v1/scans/s1": [[200, { ...running, state: "incomplete", coverage }]],
    "GET /api/v1/scans/s1/errors": [
      [200, { results: errors.slice(0, 1000), total: 1001 }],
      [200, { results: errors.slice(1000), total: 1001 }],
    ],
  };
  const { stdout, code } = await command(["status", "s1"]);
  expect(code).toBeUndefined();
  expect(stdout).toContain("files     scanned 4 of 1007 files, skipped 2 (2 binary), 1000 failed, 1 quarantined\n");
  expect(stdout).toContain("incomplete: 1001 of 1007 files could not be scanned\n");
  for (const { path } of errors) expect(stdout).toContain(`          ${path}: failed: unread\\u{1b}[2J\n`);
  expect(asked.slice(1).map(({ url }) => url)).toEqual(
    [1, 2].map((page) => `/api/v1/scans/s1/errors?page=${page}&size=1000&status=failed&status=quarantined`),
  );
});

test("watch waits, prints the result in the wanted format and ends as scan would", async () => {
  const made = result([finding({ severity: "high" })]);
  answers = {
    "GET /api/v1/scans/s1": [
      [200, running],
      [200, { ...running, state: "completed" }],
    ],
    "GET /api/v1/scans/s1/result": [[200, made]],
  };
  const ran = await command(["watch", "s1", "--format", "json", "--fail-on", "high"]);
  expect(JSON.parse(ran.stdout)).toEqual(made);
  expect(ran.code).toBe(1);
  const file = join(mkdtempSync(join(tmpdir(), "pqc-out-")), "r.json");
  expect((await command(["watch", "s1", "--format", "json", "--output", file])).code).toBe(0);
  expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(made);
});

test("watch asks for the mandates and the lead time it was given, and holds the result to a baseline", async () => {
  const made = result([finding({ severity: "high", overdue: true })]);
  answers = {
    "GET /api/v1/scans/s1": [[200, { ...running, state: "completed" }]],
    "GET /api/v1/scans/s1/result": [[200, made]],
  };
  const baseline = join(mkdtempSync(join(tmpdir(), "pqc-out-")), "b.json");
  expect((await command(["watch", "s1", "--format", "baseline", "--output", baseline])).code).toBe(0);
  expect((await command(["watch", "s1", "--fail-on", "high", "--baseline", baseline])).code).toBe(0);
  const judged = ["--mandate", "cnsa-2.0,eu-roadmap", "--fail-on", "overdue", "--lead-months", "24"];
  expect((await command(["watch", "s1", "--baseline", baseline, ...judged])).code).toBe(1);
  expect(asked.at(-1)?.url).toBe("/api/v1/scans/s1/result?mandate=cnsa-2.0%2Ceu-roadmap&lead_months=24");
});

test("watch of an incomplete scan prints it and ends with 3", async () => {
  const coverage = { present: 2, scanned: 1, skipped: {}, failed: 1, quarantined: 0 };
  const made = result([finding({ severity: "high" })], {
    coverage,
    errors: [{ path: "a", status: "failed", message: "unreadable" }],
  });
  answers = {
    "GET /api/v1/scans/s1": [[200, { ...running, state: "incomplete" }]],
    "GET /api/v1/scans/s1/result": [[200, made]],
  };
  const ran = await command(["watch", "s1", "--fail-on", "high"]);
  expect(ran.code).toBe(3);
  expect(ran.stdout).toContain("RSA-2048");
  expect(ran.stderr).toContain("incomplete: 1 of 2 files could not be scanned, such as a: unreadable");
});

test.each(["failed", "cancelled"])("watch of a %s scan says so and ends with 3", async (state) => {
  answers = { "GET /api/v1/scans/s1": [[200, { ...running, state, error: "no such\nrepository" }]] };
  const ran = await command(["watch", "s1"]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toBe(`pqc-audit: scan s1 is ${state}: no such repository\n`);
});

test.each([
  ["running", 2, "s1 running, 2 others still want it"],
  ["running", 1, "s1 running, 1 other still wants it"],
  ["cancelled", 0, "s1 cancelled"],
  ["completed", 1, "s1 completed already"],
])("cancel tells how it stands: %s, %i", async (state, requesters, line) => {
  answers = { "POST /api/v1/scans/s1/cancel": [[200, { id: "s1", state, requesters }]] };
  expect((await command(["cancel", "s1"])).stdout).toBe(`${line}\n`);
});

test.each([
  [400, 2, "no local paths"],
  [401, 3, "refuses: no local paths (--token-file, or PQC_AUDIT_TOKEN)"],
  [403, 3, "refuses: no local paths\n"],
  [404, 3, "answered 404: no local paths"],
  [503, 3, "cannot answer now (503): no local paths"],
])("an answer of %i ends with %i", async (status, code, message) => {
  answers = { "POST /api/v1/scans": [[status, { error: { code: "x", message: "no local paths" } }]] };
  const ran = await command(["submit", "/etc"]);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(message);
});

test("a server that is not there is one clear line", async () => {
  const ran = await runHere(["status", "--server", "http://127.0.0.1:9"]);
  expect(ran.code).toBe(3);
  expect(ran.stderr).toMatch(/^pqc-audit: cannot reach http:\/\/127\.0\.0\.1:9: .*is --server right\?\n$/);
});

test("Ctrl-C while watching ends at once with 130", async () => {
  answers = { "GET /api/v1/scans/s1": [[200, running]] };
  const interrupt = new AbortController();
  setTimeout(() => interrupt.abort(), 50);
  const ran = await runHere(["watch", "s1", "--server", url], { signal: interrupt.signal });
  expect(ran).toMatchObject({ code: 130, stderr: "pqc-audit: interrupted\n" });
});
