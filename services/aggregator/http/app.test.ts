import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parseGitUrl } from "@pqc-audit/coordinator/sources/git-url.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { summarise } from "@pqc-audit/reports/model/summary.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Aggregator, type AggregatorOptions, createAggregator } from "../service.ts";
import { blobOf, commitScan, ENGINE, makeFact } from "../test-scan.ts";

const base: AggregatorOptions = {
  config: {
    store: { kind: "sqlite", file: ":memory:" },
    http: { host: "127.0.0.1", port: 0 },
    scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
    finisherPollMs: 50,
  },
  engineDigest: ENGINE,
  version: "1.2.3",
  logger: silentLogger,
  checkTarget: (target) => {
    parseGitUrl(target);
    return target;
  },
};

let aggregator: Aggregator;
let url: string;
beforeAll(async () => {
  aggregator = await createAggregator(base);
  url = await aggregator.start();
});
afterAll(() => aggregator?.stop());

async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url + path);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function post(path: string, body?: unknown): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(url + path, {
    method: "POST",
    ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

const files = {
  "src/a.py": [makeFact({ line: 1 }), makeFact({ line: 2, algorithm: "RSA-1024", family: "RSA", quantum: "broken" })],
  "src/deep/b.py": [makeFact({ line: 7, ruleId: "python.ssl.x" })],
  "test/c.java": [makeFact({ line: 1, algorithm: "AES-256", family: "AES", quantum: "safe", classical: "ok" })],
  "README.md": [],
};

test("an answer that takes too long is a 503 that says when to come back", async () => {
  const http = { ...base.config.http, responseTimeoutMs: 50 };
  const slow = await createAggregator({
    ...base,
    config: { ...base.config, http },
    checkTarget: (target) => new Promise((resolve) => setTimeout(resolve, 400, target)),
  });
  try {
    const payload = { target: "https://git.example.org/slow" };
    const answer = await slow.http.inject({ method: "POST", url: "/api/v1/scans", payload });
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("2");
    expect(answer.json()).toMatchObject({
      error: { code: "unavailable", message: expect.stringContaining("response_timeout_seconds") },
    });
    expect((await slow.http.inject("/api/v1/scans")).statusCode).toBe(200);
  } finally {
    await slow.stop();
  }
});

describe("a scan's life", () => {
  let id: string;
  test("submitted, it is queued", async () => {
    const { status, body } = await post("/api/v1/scans", { target: "https://git.example.org/a/b", ref: "main" });
    expect(status).toBe(202);
    expect(body).toMatchObject({ state: "queued", joined: false });
    id = String(body.id);
    expect(await get(`/api/v1/scans/${id}`)).toMatchObject({
      status: 200,
      body: { id, state: "queued", target: "https://git.example.org/a/b", ref: "main", priority: "on-demand" },
    });
  });

  test("submitted again, it joins", async () => {
    const { body } = await post("/api/v1/scans", { target: "https://git.example.org/a/b", ref: "main" });
    expect(body).toMatchObject({ id, joined: true });
    expect((await get(`/api/v1/scans/${id}`)).body).toMatchObject({ requesters: 2 });
  });

  test("before its end it has no findings to show", async () => {
    expect(await get(`/api/v1/scans/${id}/findings`)).toMatchObject({
      status: 409,
      body: { error: { code: "not_finished" } },
    });
  });

  test("scanned, it completes by itself with coverage, summary and digest", async () => {
    await commitScan(aggregator, files, { skipped: { binary: 2, symlink: 1 } });
    await expect.poll(async () => (await get(`/api/v1/scans/${id}`)).body.state).toBe("completed");
    const { body } = await get(`/api/v1/scans/${id}`);
    expect(body).toMatchObject({
      coverage: { present: 7, scanned: 4, skipped: { binary: 2, symlink: 1 }, failed: 0, quarantined: 0 },
      summary: { findings: 4, byFamily: { MD5: 2, RSA: 1, AES: 1 } },
      progress: { sealed: true, files: 7, unitsDone: 1, units: 1 },
    });
    expect(body.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("its result adds up and has the digest of its own findings", async () => {
    const { status, body } = await get(`/api/v1/scans/${id}/result`);
    const result = body as unknown as AuditResult;
    expect(status).toBe(200);
    expect(result).toMatchObject({
      schemaVersion: "1",
      tool: { name: "pqc-audit", version: "1.2.3", engineDigest: ENGINE },
      target: { location: "https://git.example.org/a/b", commit: blobOf("commit").blob },
      errors: [],
    });
    expect(result.findings.map((finding) => `${finding.path}:${finding.line}`)).toEqual([
      "src/a.py:1",
      "src/a.py:2",
      "src/deep/b.py:7",
      "test/c.java:1",
    ]);
    expect(digestOfFindings(result.findings)).toBe(result.digest);
    expect(summarise(result.findings)).toEqual(result.summary);
    expect(result.findings[3]?.scope).toBe("test");
  });

  test.each([
    ["", 4, ["src/a.py", "src/a.py", "src/deep/b.py", "test/c.java"]],
    ["?page=2&size=3", 4, ["test/c.java"]],
    ["?page=9&size=3", 4, []],
    ["?severity=info", 1, ["test/c.java"]],
    ["?file_pattern=*.py", 3, ["src/a.py", "src/a.py", "src/deep/b.py"]],
    ["?file_pattern=src/*.py", 2, ["src/a.py", "src/a.py"]],
    ["?file_pattern=src/**&severity=info", 0, []],
  ])("findings%s", async (query, total, paths) => {
    const { status, body } = await get(`/api/v1/scans/${id}/findings${query}`);
    expect(status).toBe(200);
    expect(body.total).toBe(total);
    expect((body.results as Finding[]).map((finding) => finding.path)).toEqual(paths);
    expect(body.pages).toBe(Math.ceil(total / Number(body.size)));
  });

  test("mandates, lead time: findings and results are judged again as asked", async () => {
    const of = async (query: string) => {
      const page = (await get(`/api/v1/scans/${id}/findings${query}`)).body.results as Finding[];
      const whole = (await get(`/api/v1/scans/${id}/result${query}`)).body.findings as Finding[];
      expect(whole).toEqual(page);
      return page.filter((finding) => finding.quantum === "broken");
    };
    const stored = await of("");
    expect(stored.length).toBeGreaterThan(0);
    expect(new Set(stored.flatMap(({ deadlines }) => deadlines.map(({ mandate }) => mandate))).size).toBeGreaterThan(5);
    for (const finding of await of("?mandate=cnsa-2.0,eu-roadmap&mandate=uk-ncsc&lead_months=1200")) {
      expect(finding.replacement?.algorithm).toMatch(/ML-KEM-1024|SHA-384/);
      expect([...new Set(finding.deadlines.map(({ mandate }) => mandate))].sort()).toEqual([
        "cnsa-2.0",
        "eu-roadmap",
        "uk-ncsc",
      ]);
      expect(finding.overdue).toBe(finding.scope === "production");
    }
    expect((await of("?lead_months=0")).map(({ deadlines }) => deadlines)).toEqual(
      stored.map(({ deadlines }) => deadlines),
    );
    const wrong = await get(`/api/v1/scans/${id}/result?mandate=cnsa`);
    expect(wrong).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('"cnsa"') } } });
  });

  test("severities may be repeated", async () => {
    const all = await get(`/api/v1/scans/${id}/findings`);
    const severities = new Set((all.body.results as Finding[]).map((finding) => finding.severity));
    const query = [...severities].map((severity) => `severity=${severity}`).join("&");
    expect((await get(`/api/v1/scans/${id}/findings?${query}`)).body.total).toBe(4);
  });

  test("it is listed", async () => {
    const { body } = await get("/api/v1/scans?size=1");
    expect(body).toMatchObject({ total: 1, page: 1, size: 1, pages: 1, results: [{ id, state: "completed" }] });
  });

  test("metrics count it, and the depth is there though it is 0", async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toMatch(/^pqc_audit_queue_depth 0$/m);
    expect(text).toMatch(/^pqc_audit_range_queue_depth 0$/m);
    expect(text).toMatch(/^pqc_audit_scan_duration_seconds_count 1$/m);
    expect(text).toMatch(/^pqc_audit_findings\{severity="\w+",family="RSA"\} 1$/m);
    expect(text).toMatch(/^pqc_audit_scan_errors_total\{error_type="failed"\} 0$/m);
    expect(text).toMatch(/^pqc_audit_store_up 1$/m);
  });
});

describe("wrong requests get one clear answer", () => {
  test.each([
    ["/etc/passwd", /URL/],
    ["file:///etc", /file/],
    ["https://user:secret@git.example.org/a", /credential|password|user/i],
    ["ext::sh -c id", /.+/],
  ])("target %s", async (target, message) => {
    const { status, body } = await post("/api/v1/scans", { target });
    expect(status).toBe(400);
    expect(body).toEqual({ error: { code: "invalid_request", message: expect.stringMatching(message) } });
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  test.each([
    ["/api/v1/scans?sise=3", /unknown key "sise"/],
    ["/api/v1/scans?size=0", /querystring\.size must be >= 1/],
    ["/api/v1/scans?size=1001", /querystring\.size must be <= 1000/],
    ["/api/v1/scans?size=1e309", /querystring\.size must be <= 1000/],
    ["/api/v1/scans/x/findings?file_pattern=%00", /file_pattern must match/],
    ["/api/v1/scans/%00", /params\.id must match/],
    ["/api/v1/scans/%", /not a valid url/],
    ["/api/v1/scans?page=x", /querystring\.page must be integer/],
    ["/api/v1/scans/x?verbose=1", /unknown key "verbose"/],
    ["/api/v1/scans/x/findings?severity=urgent", /must be one of critical,high/],
    ["/api/v1/scans/x/findings?file_pattern=", /file_pattern/],
  ])("%s", async (path, message) => {
    const { status, body } = await get(path);
    expect({ status, body }).toEqual({
      status: 400,
      body: { error: { code: "invalid_request", message: expect.stringMatching(message) } },
    });
  });

  test("an unknown key in a submission is named", async () => {
    const { status, body } = await post("/api/v1/scans", { target: "https://git.example.org/a", branch: "main" });
    expect(status).toBe(400);
    expect(body).toMatchObject({ error: { message: expect.stringContaining('unknown key "branch"') } });
  });

  test("a body that is no JSON", async () => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${url}/api/v1/scans`, { method: "POST", headers, body: "{" });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: "invalid_request" } });
  });

  test.each([
    ["/api/v1/scans/nothing"],
    ["/api/v1/scans/nothing/findings"],
    ["/api/v1/scans/nothing/result"],
    ["/api/v2/scans"],
  ])("%s is not there", async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, body: { error: { code: "not_found" } } });
  });

  test("a ref that git would read as an option", async () => {
    const { status } = await post("/api/v1/scans", { target: "https://git.example.org/a", ref: "--upload-pack=x" });
    expect(status).toBe(400);
  });
});

test("the OpenAPI document describes every route and is compressed", async () => {
  const answer = await aggregator.http.inject({
    url: "/api/v1/openapi.json",
    headers: { "accept-encoding": "gzip" },
  });
  expect(answer.headers["content-encoding"]).toBe("gzip");
  const document = JSON.parse(gunzipSync(answer.rawPayload).toString()) as { openapi: string; paths: object };
  expect(document.openapi).toBe("3.1.0");
  const routes = aggregator.http.declaredRoutes.map(({ url }) => url.replaceAll(/:(\w+)/g, "{$1}"));
  const api = new Set(routes.filter((route) => route.startsWith("/api/v1/")));
  // The document and the page about it are not parts of what they describe.
  for (const about of ["/api/v1/openapi.json", "/api/v1/docs", "/api/v1/docs/style.css"]) api.delete(about);
  expect(new Set(Object.keys(document.paths))).toEqual(api);
});

test("small answers are not compressed", async () => {
  const answer = await aggregator.http.inject({ url: "/healthz", headers: { "accept-encoding": "gzip" } });
  expect(answer.headers["content-encoding"]).toBeUndefined();
  expect(answer.json()).toEqual({ status: "ok" });
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
});

test("it is not ready while the database is away, and the depth stays in the metrics", async () => {
  const lost = await createAggregator(base);
  expect((await lost.http.inject("/readyz")).statusCode).toBe(200);
  await lost.http.inject("/metrics");
  await lost.store.close();
  expect((await lost.http.inject("/readyz")).statusCode).toBe(503);
  expect((await lost.http.inject("/metrics")).body).toMatch(/^pqc_audit_store_up 0$[\s\S]*/m);
  const { body } = await lost.http.inject("/metrics");
  expect(body).toMatch(/^pqc_audit_queue_depth 0$/m);
  expect(body).toMatch(/^pqc_audit_range_queue_depth 0$/m);
  await lost.http.close();
});

describe("tokens", () => {
  test("only their owners pass; health stays open", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pqc-audit-tokens-"));
    const [plain, hashed] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
    const digest = createHash("sha256").update(hashed).digest("hex");
    const tokensFile = join(folder, "tokens");
    await writeFile(tokensFile, `# ours\n${plain}\nsha256:${digest}\n`);
    const guarded = await createAggregator({
      ...base,
      config: { ...base.config, http: { ...base.config.http, tokensFile } },
    });
    const status = async (authorization?: string) =>
      (await guarded.http.inject({ url: "/api/v1/scans", headers: authorization ? { authorization } : {} })).statusCode;
    expect(await status()).toBe(401);
    expect(await status("Bearer wrong")).toBe(401);
    expect(await status(`Bearer ${digest}`)).toBe(401);
    expect(await status(`Bearer ${plain}`)).toBe(200);
    expect(await status(`Bearer ${hashed}`)).toBe(200);
    expect((await guarded.http.inject("/healthz")).statusCode).toBe(200);
    await guarded.stop();
    await rm(folder, { recursive: true });
  });

  test("without them only this machine passes", async () => {
    const answer = await aggregator.http.inject({ url: "/api/v1/scans", remoteAddress: "203.0.113.9" });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ error: { message: expect.stringContaining("http.tokens_file") } });
  });

  test("the limit counts strangers only", async () => {
    const limited = await createAggregator({
      ...base,
      config: { ...base.config, http: { ...base.config.http, rateLimitPerMinute: 2 } },
    });
    const ask = async (remoteAddress: string) =>
      (await limited.http.inject({ url: "/api/v1/scans", remoteAddress })).statusCode;
    expect([await ask("203.0.113.9"), await ask("203.0.113.9"), await ask("203.0.113.9")]).toEqual([401, 401, 429]);
    for (let times = 0; times < 5; times++) expect(await ask("127.0.0.1")).toBe(200);
    await limited.stop();
  });

  test("a short token is refused at start", async () => {
    const folder = await mkdtemp(join(tmpdir(), "pqc-audit-tokens-"));
    const tokensFile = join(folder, "tokens");
    await writeFile(tokensFile, "short\n");
    const http = { ...base.config.http, tokensFile };
    await expect(createAggregator({ ...base, config: { ...base.config, http } })).rejects.toThrow(/token 1 has fewer/);
    await rm(folder, { recursive: true });
  });
});
