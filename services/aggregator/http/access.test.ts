import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import fastify from "fastify";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { submitScan } from "../ledger/scans.ts";
import { type Aggregator, type AggregatorOptions, createAggregator } from "../service.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";
import { type DeclaredRoute, requireDeclaredAccess } from "./access.ts";
import { isPlainTarget, ROLES } from "./identity.ts";
import { openTokens } from "./tokens.ts";

const OURS = "https://git.example/team/service";
const THEIRS = "https://git.example/other/secret";
const DAY = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const newToken = () => randomBytes(24).toString("base64url");
const tokens = { viewer: newToken(), operator: newToken(), admin: newToken(), limited: newToken(), team: newToken() };

const optionsFor = (http: Partial<AggregatorOptions["config"]["http"]>): AggregatorOptions => ({
  config: {
    store: { kind: "sqlite", file: ":memory:" },
    http: { host: "127.0.0.1", port: 0, ...http },
    scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
    finisherPollMs: 50,
    retention: { scansPerTarget: 0, days: 0, resultHours: 1, everyMs: 3_600_000 },
  },
  engineDigest: ENGINE,
  version: "1.2.3",
  logger: silentLogger,
  checkTarget: (target) => target,
  pageFolders: [],
});

let folder: string;
let aggregator: Aggregator;
let url: string;
let theirScan: string;
let theirException: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-access-"));
  const tokensFile = join(folder, "tokens");
  const line = (role: keyof typeof tokens, rest: string) => `sha256:${sha256(tokens[role])} ${rest}\n`;
  await writeFile(
    tokensFile,
    line("viewer", "role=viewer") +
      line("operator", "role=operator name=ci") +
      line("admin", "role=admin") +
      line("limited", "role=admin repositories=https://git.example/{team,shared}/*,ssh://git.example/team/**") +
      line("team", "role=admin teams=payments,web name=lead"),
  );
  aggregator = await createAggregator(optionsFor({ tokensFile }));
  url = await aggregator.start();
  for (const [target, team] of [
    [OURS, "payments"],
    [THEIRS, "others"],
  ]) {
    const answer = await ask("PUT", "/api/v1/repositories/facts", tokens.admin, { target, team, owner: "their owner" });
    expect(answer.statusCode).toBe(200);
  }
  theirScan = await scanOf(THEIRS);
  await commitScan(aggregator, { "src/key.py": [makeFact({ line: 1, snippet: "their snippet" })] });
  await vi.waitFor(async () => {
    const { state } = (await ask("GET", `/api/v1/scans/${theirScan}`, tokens.admin)).json();
    if (state !== "completed") throw new Error(`the scan is ${state}`);
  }, 20_000);
  await scanOf(OURS);
  const body = { target: THEIRS, family: "RSA", reason: "their reason", until: DAY };
  theirException = (await ask("POST", "/api/v1/exceptions", tokens.operator, body)).json().id;
});
afterAll(async () => {
  await aggregator?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function scanOf(target: string): Promise<string> {
  const options = { include: [], exclude: [], maxFileSizeBytes: 1_000, chunkSize: 10 };
  return (
    await submitScan(aggregator.context, {
      target,
      options,
      engineDigest: ENGINE,
      priority: "on-demand",
      requester: "x",
    })
  ).scanId;
}

function ask(method: string, path: string, token?: string, body?: unknown) {
  return aggregator.http.inject({
    method: method as "GET",
    url: path,
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { payload: JSON.stringify(body) }),
  });
}

/** Of an answer that lasts: what comes at once. */
async function beginningOf(path: string, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await aggregator.http.inject({ method: "GET", url: path, headers, payloadAsStream: true });
  const stream = answer.stream();
  let body = "";
  stream.on("data", (chunk: Buffer) => {
    body += chunk.toString();
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  stream.destroy();
  return { statusCode: answer.statusCode, body };
}

const reads = (method: string) => ["GET", "HEAD"].includes(method);
const bodyOf = ({ access: { repository }, method }: DeclaredRoute, target: string) => {
  if (repository === "targets") return { repositories: [{ target: OURS }, { target }] };
  if (repository === "stored-or-all") return { target, reason: "their reason", until: DAY };
  if (repository === "exception") return {};
  return ["target", "stored"].includes(repository) && !reads(method) ? { target } : undefined;
};
const guarded = () => aggregator.http.declaredRoutes.filter(({ access }) => access.role !== "anyone");
/** A repository that is asked about stands in the query. */
const at = ({ url, method, access }: DeclaredRoute, id: string, target = THEIRS) =>
  url
    .replace(":sha256", "0".repeat(64))
    .replace(":id", access.repository === "exception" && id === theirScan ? theirException : id) +
  ((access.repository === "stored" && reads(method)) || access.repository === "upload"
    ? `?target=${encodeURIComponent(target)}`
    : "");

describe("every route", () => {
  test("says who may use it, and one that does not cannot be registered", () => {
    const app = fastify();
    requireDeclaredAccess(app);
    expect(() => app.get("/api/v1/forgotten", () => "")).toThrow("does not say who may use it");
    expect(() =>
      app.get("/api/v1/wrong", { config: { access: { role: "viewer", repository: "scan" } } }, () => ""),
    ).toThrow("names no scan");
  });

  test("that is served is among those declared, and only health, metrics, the way in and the page without data are open", () => {
    const served = [...aggregator.http.printRoutes({ commonPrefix: false }).matchAll(/(\/\S+) \(([A-Z, ]+)\)/g)];
    expect(served.length).toBeGreaterThanOrEqual(7);
    expect(guarded().length).toBeGreaterThanOrEqual(11);
    const open = aggregator.http.declaredRoutes.filter(({ access }) => access.role === "anyone");
    expect([...new Set(open.map(({ url }) => url))].toSorted()).toEqual([
      "/",
      "/api/v1/docs",
      "/api/v1/docs/style.css",
      "/api/v1/sign-in",
      "/api/v1/sign-in/token",
      "/favicon.ico",
      "/healthz",
      "/metrics",
      "/readyz",
    ]);
    for (const { access, method } of guarded()) {
      if (!reads(method)) expect(access.role).not.toBe("viewer");
    }
  });

  test("refuses no token, a foreign one, its hash, and other kinds of authorization", async () => {
    const wrong = [undefined, newToken(), sha256(tokens.admin), `${tokens.admin} ${tokens.admin}`, ""];
    for (const route of guarded()) {
      for (const token of wrong) {
        const answer = await ask(route.method, at(route, theirScan), token, bodyOf(route, THEIRS));
        expect([route.method, route.url, answer.statusCode]).toEqual([route.method, route.url, 401]);
        expect(answer.headers["www-authenticate"]).toBe("Bearer");
        expect(answer.body).not.toContain("snippet");
      }
    }
  });

  test("refuses roles below its own", async () => {
    let refused = 0;
    for (const route of guarded()) {
      const { role } = route.access;
      if (role === "anyone") continue;
      for (const lower of ROLES.slice(0, ROLES.indexOf(role))) {
        const answer = await ask(route.method, at(route, theirScan), tokens[lower], bodyOf(route, THEIRS));
        expect([route.url, lower, answer.statusCode]).toEqual([route.url, lower, 403]);
        refused++;
      }
    }
    expect(refused).toBeGreaterThanOrEqual(2);
    expect((await ask("GET", `/api/v1/scans/${theirScan}`, tokens.admin)).json().state).toBe("completed");
  });

  test.each([
    ["globs", "limited"],
    ["teams", "team"],
  ] as const)(
    "hides repositories that are not the caller's by %s, findings and snippets included",
    async (_by, token) => {
      expect((await ask("GET", `/api/v1/scans/${theirScan}/findings`, tokens.viewer)).body).toContain("their snippet");
      let hidden = 0;
      for (const route of guarded().filter(({ access }) => access.repository !== "none")) {
        const answer = await (route.lasting && route.access.repository === "list"
          ? beginningOf(route.url, tokens[token])
          : ask(route.method, at(route, theirScan), tokens[token], bodyOf(route, THEIRS)));
        const expected = {
          scan: 404,
          target: 403,
          targets: 403,
          upload: 403,
          stored: 404,
          "stored-or-all": 404,
          exception: 404,
          list: 200,
          none: 0,
        }[route.access.repository];
        expect([route.url, answer.statusCode]).toEqual([route.url, expected]);
        expect(answer.body).not.toMatch(/their snippet|their owner|their reason|other\/secret|"others"/);
        const theirs = { scan: theirScan, exception: theirException }[String(route.access.repository)];
        if (theirs !== undefined && route.method !== "HEAD") {
          const absent = await ask(route.method, at(route, "0".repeat(20)), tokens[token], bodyOf(route, THEIRS));
          expect(answer.body.replace(theirs, "")).toBe(absent.body.replace("0".repeat(20), ""));
        }
        hidden++;
      }
      expect(hidden).toBeGreaterThanOrEqual(9);
    },
  );
});

test("everybody is told who they are to this server", async () => {
  const told = async (token: string) => (await ask("GET", "/api/v1/identity", token)).json();
  expect(await told(tokens.operator)).toEqual({ name: "ci", role: "operator" });
  expect(await told(tokens.limited)).toEqual({
    name: expect.any(String),
    role: "admin",
    repositories: ["https://git.example/{team,shared}/*", "ssh://git.example/team/**"],
  });
});

test("a limited token does all its role may within its repositories", async () => {
  const { results, total } = (await ask("GET", "/api/v1/scans", tokens.limited)).json();
  expect({ total, targets: results.map((scan: { target: string }) => scan.target) }).toEqual({
    total: 1,
    targets: [OURS],
  });
  expect((await ask("GET", "/api/v1/scans", tokens.viewer)).json().total).toBe(2);
  const submitted = await ask("POST", "/api/v1/scans", tokens.limited, { target: "https://git.example/shared/lib" });
  expect(submitted.statusCode).toBe(202);
  expect((await ask("POST", `/api/v1/scans/${submitted.json().id}/cancel`, tokens.limited)).statusCode).toBe(200);
});

test("a team's token follows what is said of repositories at once, and nobody gives a repository of the team away", async () => {
  const [mine, moving] = ["https://git.example/any/mine", "https://git.example/any/moving"];
  const say = (token: string, target: string, facts: object) =>
    ask("PUT", "/api/v1/repositories/facts", token, { target, ...facts });
  const seen = async () => {
    const { results, total } = (await ask("GET", "/api/v1/scans", tokens.team)).json();
    expect(total).toBe(results.length);
    return results.map(({ target }: { target: string }) => target).toSorted();
  };
  for (const target of [mine, moving]) await ask("POST", "/api/v1/scans", tokens.admin, { target });
  expect(await seen()).toEqual([OURS]);
  expect((await say(tokens.team, mine, { team: "web" })).statusCode).toBe(403);
  expect((await ask("POST", "/api/v1/scans", tokens.team, { target: mine })).statusCode).toBe(403);
  await say(tokens.operator, mine, { team: "web" });
  await say(tokens.operator, moving, { team: "web" });
  expect(await seen()).toEqual([mine, moving, OURS]);
  expect((await ask("POST", "/api/v1/scans", tokens.team, { target: mine })).statusCode).toBe(202);
  const teams = (await ask("GET", "/api/v1/teams", tokens.team)).json();
  expect(teams.results.map(({ team, repositories }: Record<string, unknown>) => [team, repositories])).toEqual([
    ["payments", 1],
    ["web", 2],
  ]);
  for (const facts of [{ team: "others" }, {}]) expect((await say(tokens.team, mine, facts)).statusCode).toBe(403);
  expect((await say(tokens.team, mine, { team: "payments" })).statusCode).toBe(200);
  await say(tokens.admin, moving, { team: "others" });
  expect(await seen()).toEqual([mine, OURS]);
  expect((await ask("GET", "/api/v1/identity", tokens.team)).json()).toEqual({
    name: "lead",
    role: "admin",
    teams: ["payments", "web"],
  });
});

test("an admin removes a repository; nobody sees whether others have one, and nothing else goes", async () => {
  const target = "https://git.example/shared/leaving";
  const remove = (token: string, which: string) => ask("POST", "/api/v1/repositories/remove", token, { target: which });
  const { id } = (await ask("POST", "/api/v1/scans", tokens.admin, { target })).json();
  const hidden = await remove(tokens.limited, THEIRS);
  expect(hidden.statusCode).toBe(404);
  expect((await remove(tokens.limited, "https://git.example/team/never")).body).toBe(hidden.body);
  const answer = await remove(tokens.limited, target);
  expect([answer.statusCode, answer.json()]).toEqual([202, { target, scans: 1 }]);
  await vi.waitFor(async () => {
    const { statusCode } = await ask("GET", `/api/v1/scans/${id}`, tokens.admin);
    if (statusCode !== 404) throw new Error(`the scan is still answered: ${statusCode}`);
  });
  expect((await remove(tokens.admin, target)).statusCode).toBe(404);
  expect((await ask("GET", `/api/v1/scans/${theirScan}`, tokens.admin)).json().state).toBe("completed");
});

test("an operator takes back no request but its own, an admin all of them", async () => {
  const target = "https://git.example/shared/wanted";
  const { id } = (await ask("POST", "/api/v1/scans", tokens.admin, { target })).json();
  const cancel = (token: string) => ask("POST", `/api/v1/scans/${id}/cancel`, token);
  const refused = await cancel(tokens.operator);
  expect([refused.statusCode, refused.json().error.code]).toEqual([403, "forbidden"]);
  expect(refused.json().error.message).toContain("ci has not asked for scan");
  expect((await ask("POST", "/api/v1/scans", tokens.operator, { target })).json()).toMatchObject({ id, joined: true });
  expect((await cancel(tokens.operator)).json()).toEqual({ id, state: "queued", requesters: 1 });
  expect((await cancel(tokens.operator)).statusCode).toBe(403);
  expect((await ask("GET", `/api/v1/scans/${id}`, tokens.viewer)).json()).toMatchObject({
    state: "queued",
    requesters: 1,
  });
  await ask("POST", "/api/v1/scans", tokens.operator, { target });
  expect((await cancel(tokens.admin)).json()).toEqual({ id, state: "cancelled", requesters: 0 });
  // What is over is said to whoever asks.
  expect((await cancel(tokens.operator)).json()).toEqual({ id, state: "cancelled", requesters: 0 });
});

test.each([
  "https://git.example/team/../other/secret",
  "https://git.example/team/%2e%2e/other",
  "https://git.example/team/x%2F..%2F..%2Fother",
  "https://git.example/team//x",
  "https://git.example/team/x\\..\\y",
  "git@git.example:../other/secret",
  "ssh://git.example/team/./secret",
])("%s has more than one spelling", async (target) => {
  expect(isPlainTarget(target)).toBe(false);
  for (const token of [tokens.limited, tokens.admin]) {
    expect((await ask("POST", "/api/v1/scans", token, { target })).statusCode).toBe(400);
  }
});

test.each([
  "https://dev.example/org/My%20Project/_git/r.git",
  "git@git.example:team/a..b.git",
  "file:///srv/a",
  "s3://bucket/team",
])("%s is plain", (target) => expect(isPlainTarget(target)).toBe(true));

describe("the tokens file", () => {
  const hash = `sha256:${"a".repeat(64)}`;
  test.each([
    [`${hash} role=root`, "token 1: role=root is none of viewer, operator, admin"],
    [`${hash} team=a`, "token 1: team is none of role=, repositories=, teams=, name="],
    [`${hash} teams=a,,b`, "token 1: teams=a,,b holds an empty name"],
    [`${hash} repositories=*`, "token 1: repositories=* names no repository"],
    [`${hash} repositories=https://a/[`, "token 1: repositories=https://a/[ is no glob"],
    [`${hash}\n${hash} role=viewer`, "token 2 is token 1 again"],
    ["sha256:ABC", "token 1: sha256: is followed by 64 hex digits"],
    ["# nothing", "holds no token"],
  ])("%s", async (text, message) => {
    const file = join(folder, "wrong");
    await writeFile(file, text);
    const refused = await openTokens(file, silentLogger).catch((error: Error) => error.message);
    expect(refused).toContain(message);
  });

  test("a token is withdrawn without a restart, a broken file changes nothing, plain tokens are warned of", async () => {
    const file = join(folder, "changing");
    const [first, second] = [newToken(), newToken()];
    const said: string[] = [];
    const note = (message: string) => void said.push(message);
    const logger = { ...silentLogger, warn: note, error: note };
    let now = 0;
    await writeFile(file, `${first} role=viewer\n`);
    const find = await openTokens(file, logger, () => now);
    expect((await find(first))?.role).toBe("viewer");
    expect(said).toEqual([expect.stringContaining("plain text")]);
    await writeFile(file, `sha256:${sha256(second)} role=operator\n`);
    now += 3_000;
    expect(await find(first)).toBeUndefined();
    expect((await find(second))?.role).toBe("operator");
    await writeFile(file, "short");
    await utimes(file, 1, 1);
    now += 3_000;
    expect((await find(second))?.role).toBe("operator");
    expect(said.at(-1)).toContain("tokens read before stay");
    expect(said.join()).not.toContain(first);
  });
});

describe("without a tokens file", () => {
  let open: Aggregator;
  beforeAll(async () => {
    open = await createAggregator(optionsFor({}));
  });
  afterAll(() => open?.stop());
  const status = async (headers: Record<string, string>) =>
    (await open.http.inject({ url: "/api/v1/scans", headers })).statusCode;

  test("programs of this machine pass", async () => {
    for (const host of ["127.0.0.1:8080", "localhost", "[::1]:1"]) expect(await status({ host })).toBe(200);
    expect(await status({ host: "localhost", origin: "http://localhost:3000" })).toBe(200);
  });

  test.each([
    ["a page whose name was made to point here", { host: "evil.example" }],
    ["a page of another site", { host: "127.0.0.1", origin: "https://evil.example" }],
    ["a page without an origin of its own", { host: "127.0.0.1", origin: "null" }],
    ["what comes through a proxy", { host: "127.0.0.1", "x-forwarded-for": "203.0.113.9" }],
    ["a name that only begins right", { host: "127.0.0.1.evil.example" }],
  ])("%s does not", async (_who, headers) => {
    expect(await status(headers)).toBe(401);
  });
});

test("with sign-on nobody passes without a token, this machine included, and tokens of the file go on working", async () => {
  const tokensFile = join(folder, "tokens");
  const roles = { viewer: ["v"], operator: ["o"], admin: ["a"] };
  const oidc = { issuer: "https://id.example", audience: "us", jwksUrl: "http://127.0.0.1:1/", roleClaim: "r", roles };
  const status = async (http: Parameters<typeof optionsFor>[0], token?: string) => {
    const guardedBy = await createAggregator(optionsFor(http));
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const { statusCode } = await guardedBy.http.inject({ url: "/api/v1/scans", headers });
    await guardedBy.stop();
    return statusCode;
  };
  expect(await status({ oidc })).toBe(401);
  expect(await status({ oidc }, tokens.viewer)).toBe(401);
  expect(await status({ oidc, tokensFile }, tokens.viewer)).toBe(200);
  // The provider is away: nobody can say whether this is somebody's.
  const [header, claims] = [{ alg: "ES256", kid: "k" }, {}].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  expect(await status({ oidc, tokensFile }, `${header}.${claims}.c2ln`)).toBe(503);
});

describe("limits", () => {
  test("a flood is answered 429 with the time to wait, health is not", async () => {
    const limited = await createAggregator(optionsFor({ rateLimitPerMinute: 3 }));
    const inject = (url: string) => limited.http.inject({ url, remoteAddress: "203.0.113.9" });
    for (let times = 0; times < 3; times++) expect((await inject("/api/v1/scans")).statusCode).toBe(401);
    const refused = await inject("/api/v1/scans");
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
    expect(refused.json().error.code).toBe("too_many_requests");
    expect((await inject("/api/v1/nothing")).statusCode).toBe(429);
    for (let times = 0; times < 5; times++) expect((await inject("/healthz")).statusCode).toBe(200);
    await limited.stop();
  });

  test("beyond the most at once 503 is answered, health is answered, and places come back, from torn requests too", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const busy = await createAggregator({
      ...optionsFor({ maxConcurrentRequests: 2 }),
      checkTarget: async (target) => {
        if (target.includes("slow")) await held;
        return target;
      },
    });
    const busyUrl = await busy.start();
    const submit = (target: string) =>
      fetch(`${busyUrl}/api/v1/scans`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ target }),
      });
    const slow = submit("https://git.example/slow/a");
    // This one holds the second place without ever sending its body.
    const torn = connect(Number(new URL(busyUrl).port), "127.0.0.1");
    torn.write(
      "POST /api/v1/scans HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n",
    );
    await expect.poll(async () => (await fetch(`${busyUrl}/api/v1/scans`)).status).toBe(503);
    const refused = await fetch(`${busyUrl}/api/v1/scans`);
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await refused.json()).toMatchObject({ error: { code: "unavailable" } });
    expect((await fetch(`${busyUrl}/healthz`)).status).toBe(200);
    expect((await fetch(`${busyUrl}/metrics`)).status).toBe(200);
    torn.destroy();
    await expect.poll(async () => (await fetch(`${busyUrl}/api/v1/scans`)).status).toBe(200);
    release();
    expect((await slow).status).toBe(202);
    for (let times = 0; times < 5; times++) expect((await fetch(`${busyUrl}/api/v1/scans`)).status).toBe(200);
    await busy.stop();
  });

  test("a body or headers beyond the limit are refused", async () => {
    const target = `https://git.example/${"a".repeat(300_000)}`;
    expect((await ask("POST", "/api/v1/scans", tokens.admin, { target })).statusCode).toBe(413);
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(`${url}/healthz`, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on("error", reject);
      request.setHeader("x-large", "a".repeat(20_000));
      request.end();
    });
    expect(status).toBe(431);
  });
});
