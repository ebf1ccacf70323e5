import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";
import { commitScan, makeFact } from "../test-scan.ts";
import type { Document } from "./docs-document.ts";
import { docsPage } from "./docs-page.ts";
import { MAX_BODY } from "./errors.ts";

let aggregator: Aggregator;
beforeAll(async () => {
  aggregator = await createAggregator(testOptions());
  await aggregator.start();
});
afterAll(() => aggregator?.stop());

const get = (url: string, headers: Record<string, string> = {}) => aggregator.http.inject({ url, headers });
const submit = (target: string) =>
  aggregator.http.inject({ method: "POST", url: "/api/v1/scans", payload: { target } });

describe("an answer that is there already", () => {
  test("is not sent again, until it is another", async () => {
    const first = await get("/api/v1/scans");
    const tag = String(first.headers.etag);
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
    expect(first.headers["cache-control"]).toBe("private, no-cache");
    for (const named of [tag, tag.slice(2), `"other", ${tag}`, "*"]) {
      const again = await get("/api/v1/scans", { "if-none-match": named });
      expect([named, again.statusCode, again.body]).toEqual([named, 304, ""]);
      expect(again.headers.etag).toBe(tag);
    }
    await submit("https://git.example/a");
    const changed = await get("/api/v1/scans", { "if-none-match": tag });
    expect(changed.statusCode).toBe(200);
    expect(changed.headers.etag).not.toBe(tag);
  });

  test("has the same tag however it is compressed; errors and what was written have none", async () => {
    const tags = await Promise.all(
      ["br", "gzip", "identity"].map(
        async (encoding) => (await get("/api/v1/openapi.json", { "accept-encoding": encoding })).headers.etag,
      ),
    );
    expect(new Set(tags).size).toBe(1);
    expect((await get("/api/v1/scans/none", { "if-none-match": "*" })).statusCode).toBe(404);
    expect((await get("/api/v1/scans?page=0")).headers.etag).toBe(undefined);
    expect((await submit("https://git.example/b")).headers.etag).toBe(undefined);
  });
});

test("answers above 1,000 bytes are compressed, as the caller likes best, streams too", async () => {
  const plain = await get("/api/v1/openapi.json", { "accept-encoding": "identity" });
  expect(plain.headers["content-encoding"]).toBe(undefined);
  const brotli = await get("/api/v1/openapi.json", { "accept-encoding": "gzip, deflate, br" });
  expect(brotli.headers["content-encoding"]).toBe("br");
  expect(brotliDecompressSync(brotli.rawPayload).toString()).toBe(plain.body);
  const gzip = await get("/api/v1/openapi.json", { "accept-encoding": "gzip" });
  expect(gunzipSync(gzip.rawPayload).toString()).toBe(plain.body);
  const small = await get("/healthz", { "accept-encoding": "br" });
  expect(small.headers["content-encoding"]).toBe(undefined);
  await submit("https://git.example/c");
  let id = await commitScan(aggregator, { "a.py": Array.from({ length: 50 }, (_, at) => makeFact({ line: at + 1 })) });
  for (let other = 0; other < 2; other++) id = await commitScan(aggregator, { "a.py": [makeFact()] }).catch(() => id);
  await expect.poll(async () => (await get(`/api/v1/scans/${id}`)).json().state).toBe("completed");
  const whole = await get(`/api/v1/scans/${id}/result`, { "accept-encoding": "br" });
  expect(whole.headers["content-encoding"]).toBe("br");
  expect(JSON.parse(brotliDecompressSync(whole.rawPayload).toString()).digest).toMatch(/^[0-9a-f]{64}$/);
});

test("a body that is too large is refused with its limit", async () => {
  const payload = { target: "x".repeat(MAX_BODY) };
  const answer = await aggregator.http.inject({ method: "POST", url: "/api/v1/scans", payload });
  expect(answer.statusCode).toBe(413);
  expect(answer.json()).toEqual({
    error: { code: "too_large", message: `the body is larger than ${MAX_BODY} bytes` },
  });
});

describe("the OpenAPI document", () => {
  let document: Document;
  beforeAll(async () => {
    document = (await get("/api/v1/openapi.json")).json();
  });

  test("is valid OpenAPI 3.1, as somebody else's validator has it", async () => {
    const validator = new Validator();
    expect(await validator.validate({ ...structuredClone(document) })).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
    // The validator can say no.
    const broken = { ...structuredClone(document), paths: { "no-slash": { get: { responses: {} } } } };
    expect((await new Validator().validate(broken)).valid).toBe(false);
  });

  test("says of every route what it is for, what it answers, and how it fails, with examples", () => {
    let operations = 0;
    const anyone = aggregator.http.declaredRoutes.filter(({ access }) => access.role === "anyone");
    const open = new Set(anyone.map(({ url }) => url));
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { summary, tags, responses = {}, requestBody }] of Object.entries(methods)) {
        operations++;
        expect([path, method, summary, tags]).toEqual([
          path,
          method,
          expect.stringMatching(/\w{3}/),
          [expect.any(String)],
        ]);
        const statuses = Object.keys(responses);
        expect([path, statuses.filter((status) => status.startsWith("2")).length > 0]).toEqual([path, true]);
        if (!open.has(path)) expect([path, statuses]).toEqual([path, expect.arrayContaining(["401"])]);
        if (requestBody) expect([path, statuses]).toEqual([path, expect.arrayContaining(["413"])]);
        for (const status of statuses.filter((each) => each.startsWith("4") || each.startsWith("5"))) {
          const { description, content } = responses[status] ?? {};
          const [{ example } = {}] = Object.values(content ?? {});
          expect([path, status, description]).not.toContain("Default Response");
          expect([path, status, example]).toEqual([
            path,
            status,
            { error: { code: expect.any(String), message: expect.any(String) } },
          ]);
        }
      }
    }
    expect(operations).toBeGreaterThan(15);
  });
});

describe("the page about the API", () => {
  test("shows every route, runs nothing and loads its own style alone", async () => {
    const answer = await get("/api/v1/docs");
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(answer.headers["content-security-policy"]).toContain("script-src 'self'");
    const document = (await get("/api/v1/openapi.json")).json() as Document;
    for (const path of Object.keys(document.paths)) expect(answer.body).toContain(`<code>${path}</code>`);
    expect(answer.body).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:\/\//i);
    const [, style = ""] = /<link rel="stylesheet" href="([^"]+)"/.exec(answer.body) ?? [];
    expect((await get(style)).headers["content-type"]).toBe("text/css; charset=utf-8");
    // Nobody has to be known, and of this installation nothing is told.
    expect(answer.body).not.toContain("1.2.3");
  });

  test("escapes what stands in a document", () => {
    const bad = '<img src=x onerror="alert(1)">';
    const page = docsPage(
      {
        info: { title: bad, description: bad },
        paths: {
          [`/${bad}`]: {
            get: {
              summary: bad,
              tags: [bad],
              parameters: [
                { name: bad, in: "query", description: `\`${bad}\``, schema: { type: "string", pattern: bad } },
              ],
              responses: { 400: { content: { "application/json": { examples: { one: { value: { bad } } } } } } },
            },
          },
        },
      },
      "/style.css",
    );
    expect(page).not.toContain("<img");
  });
});
