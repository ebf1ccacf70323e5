import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tarOf } from "@pqc-audit/coordinator/sources/archive/archive.fixture.ts";
import { formatOfHead, HEAD_BYTES } from "@pqc-audit/coordinator/sources/archive/format.ts";
import { checkUploadTarget, isUploadTarget, uploadKey } from "@pqc-audit/coordinator/sources/archive/upload-target.ts";
import { openFolderUploadStore } from "@pqc-audit/platform/adapters/fs/upload-store.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Aggregator, createAggregator } from "../service.ts";
import { testOptions } from "../test-options.ts";

const TOKENS = { operator: "o".repeat(32), viewer: "v".repeat(32), team: "t".repeat(32) };
const MAX_BYTES = 100_000;
const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");
const archive = tarOf([{ name: "a.py", content: "import hashlib\n" }]);
const TARGET = "archive://team/product";

const folder = mkdtempSync(join(tmpdir(), "pqc-sent-"));
const kept = join(folder, "uploads");
const store = openFolderUploadStore(kept);
let aggregator: Aggregator;
let url: string;
beforeAll(async () => {
  const tokensFile = join(folder, "tokens");
  const line = (token: string, rest: string) => `sha256:${sha256(token)} ${rest}\n`;
  writeFileSync(
    tokensFile,
    line(TOKENS.operator, "role=operator name=ci") +
      line(TOKENS.viewer, "role=viewer name=eye") +
      line(TOKENS.team, "role=operator repositories=archive://other/* name=others"),
  );
  const uploads = {
    store,
    maxBytes: MAX_BYTES,
    keepMs: 60_000,
    headBytes: HEAD_BYTES,
    isArchive: (head: Buffer) => formatOfHead(head) !== undefined,
    isTarget: isUploadTarget,
    keyOf: uploadKey,
  };
  const checkTarget = (target: string) => (isUploadTarget(target) ? checkUploadTarget(target) : target);
  aggregator = await createAggregator(testOptions({ http: { tokensFile } }, { uploads, checkTarget }));
  url = await aggregator.start();
});
afterAll(async () => {
  await aggregator?.stop();
  rmSync(folder, { recursive: true });
});

interface Sent {
  readonly token?: string;
  readonly target?: string;
  readonly said?: string;
  /** What is sent piece by piece. */
  readonly comes?: AsyncIterable<Buffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

async function send(bytes: Buffer, { token = TOKENS.operator, target = TARGET, ...rest }: Sent = {}) {
  const said = rest.said ?? sha256(bytes);
  const answer = await fetch(`${url}/api/v1/archives/${said}?target=${encodeURIComponent(target)}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream", ...rest.headers },
    body: rest.comes ? ReadableStream.from(rest.comes) : new Uint8Array(bytes),
    duplex: "half",
  });
  const body = (await answer.json()) as { error?: { code: string; message: string } };
  return { status: answer.status, body, code: body.error?.code };
}

test("an archive is kept under its name and SHA-256, and sending it again is harmless", async () => {
  for (const bytes of [archive, archive, gzipSync(archive)]) {
    const { status, body } = await send(bytes);
    expect([status, body]).toEqual([201, { target: TARGET, ref: sha256(bytes), bytes: bytes.length }]);
    expect(await store.exists(uploadKey(TARGET, sha256(bytes)))).toBe(true);
    expect(await store.exists(uploadKey("archive://other/product", sha256(bytes)))).toBe(false);
  }
});

test("what is too large, no archive, or not what was said is refused, and nothing of it is kept", async () => {
  const before = readdirSync(kept, { recursive: true }).length;
  const large = tarOf([{ name: "large", content: "x".repeat(MAX_BYTES) }]);
  async function* slowly() {
    for (let at = 0; at < large.length; at += 10_000) yield large.subarray(at, at + 10_000);
  }
  const refusals = {
    "said to be too large": [await send(large), 413, "too_large"],
    "too large as it comes": [await send(large, { comes: slowly() }), 413, "too_large"],
    "another SHA-256": [await send(archive, { said: sha256("other") }), 422, "not_as_said"],
    "no archive": [await send(Buffer.from("x".repeat(2000))), 415, "unsupported_type"],
    "too short for one": [await send(Buffer.from("PK")), 415, "unsupported_type"],
    "another type": [await send(archive, { headers: { "content-type": "text/plain" } }), 415, "unsupported_type"],
    json: [await send(archive, { headers: { "content-type": "application/json" } }), 415, "unsupported_type"],
    encoded: [await send(gzipSync(archive), { headers: { "content-encoding": "gzip" } }), 415, "unsupported_type"],
    "no name": [await send(archive, { target: "archive://" }), 400, "invalid_request"],
    "a name that leads out": [await send(archive, { target: "archive://a/../b" }), 400, "invalid_request"],
    "a repository": [await send(archive, { target: "https://git.example/a" }), 400, "invalid_request"],
    "no SHA-256": [await send(archive, { said: "abc" }), 400, "invalid_request"],
  } as const;
  for (const [what, [answer, status, code]] of Object.entries(refusals)) {
    expect([what, answer.status, answer.code]).toEqual([what, status, code]);
  }
  expect(readdirSync(kept, { recursive: true })).toHaveLength(before);
});

test("only operators send, and only under names of theirs", async () => {
  expect((await send(archive, { token: TOKENS.viewer })).status).toBe(403);
  expect((await send(archive, { token: TOKENS.team })).status).toBe(403);
  expect((await send(archive, { token: TOKENS.team, target: "archive://other/a" })).status).toBe(201);
});
