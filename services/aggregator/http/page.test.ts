import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Aggregator, type AggregatorOptions, createAggregator } from "../service.ts";
import { ENGINE } from "../test-scan.ts";

const HTML = `<!doctype html><html lang="en"><script type="module" src="/assets/main-1a2b.js"></script></html>`;
const SCRIPT = `document.title = "${"long ".repeat(400)}";`;
const browser = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

let folder: string;
let aggregator: Aggregator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-page-"));
  await mkdir(join(folder, "page", "assets"), { recursive: true });
  await writeFile(join(folder, "page", "index.html"), HTML);
  await writeFile(join(folder, "page", "assets", "main-1a2b.js"), SCRIPT);
  await writeFile(join(folder, "page", "notes.txt"), "no file of a page");
  await writeFile(join(folder, "secret.html"), "secret");
  await writeFile(join(folder, "tokens"), `${"t".repeat(32)} role=viewer\n`);
  aggregator = await open({ pageFolders: [join(folder, "absent"), join(folder, "page")] });
});
afterAll(async () => {
  await aggregator?.stop();
  await rm(folder, { recursive: true, force: true });
});

function open(over: Partial<AggregatorOptions>, http: object = {}): Promise<Aggregator> {
  return createAggregator({
    config: {
      store: { kind: "sqlite", file: ":memory:" },
      http: { host: "127.0.0.1", port: 0, ...http },
      scan: { maxFileSizeBytes: 1_000, chunkSize: 10 },
    },
    engineDigest: ENGINE,
    version: "1.2.3",
    logger: silentLogger,
    checkTarget: (target) => target,
    ...over,
  });
}

const get = (url: string, headers: Record<string, string> = {}) => aggregator.http.inject({ url, headers });

describe("the built page", () => {
  test("is answered to whoever opens the server, and always asked for anew", async () => {
    const answer = await get("/");
    expect([answer.statusCode, answer.headers["content-type"], answer.body]).toEqual([
      200,
      "text/html; charset=utf-8",
      HTML,
    ]);
    expect(answer.headers["cache-control"]).toBe("no-cache");
    const again = await get("/", { "if-none-match": String(answer.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, ""]);
  });

  test("may run no inline script, no text as code, and load nothing from elsewhere", async () => {
    const policy = String((await get("/")).headers["content-security-policy"]);
    expect(policy.split(";").toSorted()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "font-src 'self'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "img-src 'self'",
      "require-trusted-types-for 'script'",
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });

  test("has files whose names change with what they hold, kept for a year and sent compressed", async () => {
    const answer = await get("/assets/main-1a2b.js", { "accept-encoding": "gzip" });
    expect(answer.headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "content-encoding": "gzip",
      "x-content-type-options": "nosniff",
    });
    expect(gunzipSync(answer.rawPayload).toString()).toBe(SCRIPT);
    expect((await get("/assets/main-1a2b.js")).body).toBe(SCRIPT);
  });

  test.each(["/scans", "/scans/7?severity=high", "/repository?target=https://git.example/a", "/index.html"])(
    "is what a browser gets at %s",
    async (path) => {
      const answer = await get(path, browser);
      expect([answer.statusCode, answer.body]).toEqual([200, HTML]);
    },
  );

  test.each(["/api", "/api/v1/nothing", "/api/v2/scans", "/assets/gone-9f9f.js", "/assets"])(
    "is not what a browser gets at %s",
    async (path) => {
      const answer = await get(path, browser);
      expect([answer.statusCode, answer.json().error.code]).toEqual([404, "not_found"]);
    },
  );

  test.each([
    "/notes.txt",
    "/../secret.html",
    "/assets/../../secret.html",
    "/%2e%2e/secret.html",
    "/..%2fsecret.html",
    "/etc/passwd",
  ])("reaches no other file: %s", async (path) => {
    const answer = await get(path);
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "not_found"]);
  });

  test("is nothing that a program gets by mistake", async () => {
    expect((await get("/scans", { accept: "application/json" })).json().error.code).toBe("not_found");
    expect((await get("/scans")).statusCode).toBe(404);
  });

  test("is read, never written: other methods are not there", async () => {
    const answer = await aggregator.http.inject({ method: "POST", url: "/", headers: browser });
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "not_found"]);
  });

  test("is told where nobody passes without a token, and guards nothing itself", async () => {
    const guarded = await open({ pageFolders: [join(folder, "page")] }, { tokensFile: join(folder, "tokens") });
    try {
      const page = await guarded.http.inject({ url: "/scans", headers: browser });
      expect([page.statusCode, page.body]).toEqual([200, HTML.replace("<html", '<html data-sign-in="token"')]);
      expect((await guarded.http.inject({ url: "/api/v1/scans", headers: browser })).statusCode).toBe(401);
    } finally {
      await guarded.stop();
    }
  });
});

test("a server without a built page says so, and its API goes on", async () => {
  const bare = await open({ pageFolders: [join(folder, "absent")] });
  try {
    const answer = await bare.http.inject({ url: "/", headers: browser });
    expect([answer.statusCode, answer.json().error.message]).toEqual([
      404,
      expect.stringContaining("npm run build:page"),
    ]);
    expect((await bare.http.inject("/api/v1/scans")).statusCode).toBe(200);
  } finally {
    await bare.stop();
  }
});
