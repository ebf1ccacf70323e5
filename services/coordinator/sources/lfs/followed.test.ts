/** Contents behind pointers of Git LFS, from a server that speaks the batch API beside git's own HTTP server. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFilter } from "../../filter.ts";
import { openClaimed } from "../claimed.ts";
import { blobOf } from "../file-blob.ts";
import { serveGit, type TestCertificate, TestRepository, type TestServer, testCertificate } from "../git.fixture.ts";
import type { GitOptions } from "../git.ts";
import type { HostList } from "../host-list.ts";
import type { Source, SourceEntry } from "../source.ts";
import { openFollowed } from "./followed.ts";

type Json = Record<string, unknown>;
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

const TOKEN = "lfs-t0ken-of-the-test";
const BASIC = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString("base64")}`;
const oidOf = (content: string) => createHash("sha256").update(content).digest("hex");
const pointerTo = (content: string, size = content.length) =>
  `version https://git-lfs.github.com/spec/v1\noid sha256:${oidOf(content)}\nsize ${size}\n`;

const PYTHON = "import hashlib\nhashlib.md5(b'')\n";
const OTHER = "x".repeat(2_000);

let repository: TestRepository;
let temporary: string;
let tls: TestCertificate;
let server: TestServer;
let batches: { authorization: string | undefined; body: Json }[];
let downloads: { path: string; headers: IncomingMessage["headers"] }[];
let missing: [number, string][];
/** What the batch API says of one object. */
let object: (oid: string, size: number) => Json;
let download: Answer;
let batch: Answer;
const open: { close(): Promise<void> }[] = [];
const CONTENTS = new Map([PYTHON, OTHER].map((content) => [oidOf(content), content]));

beforeEach(async () => {
  repository = new TestRepository();
  temporary = mkdtempSync(join(tmpdir(), "pqc-audit-lfs-"));
  tls = await testCertificate(temporary);
  writeFileSync(join(temporary, "localhost.token"), TOKEN);
  [batches, downloads, missing] = [[], [], []];
  batch = () => false;
  download = (request, response) => {
    response.end(CONTENTS.get((request.url ?? "").split("/").at(-1) ?? "") ?? "nothing");
    return true;
  };
  server = await serve();
  object = (oid, size) => ({ oid, size, actions: { download: { href: `${server.url}/objects/${oid}` } } });
});
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  repository.remove();
  rmSync(temporary, { recursive: true, force: true });
});

async function serve(certificate: TestCertificate | undefined = tls): Promise<TestServer> {
  const made = await serveGit(
    repository.folder,
    (request, response) => {
      const path = request.url ?? "";
      if (path.endsWith("/info/lfs/objects/batch")) {
        void answerBatch(request, response);
        return true;
      }
      if (!path.startsWith("/objects/")) return false;
      downloads.push({ path, headers: request.headers });
      return download(request, response);
    },
    certificate,
  );
  open.push(made);
  return made;
}

async function answerBatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse((await Array.fromAsync(request as AsyncIterable<Buffer>)).join("")) as Json;
  batches.push({ authorization: request.headers.authorization, body });
  if (batch(request, response)) return;
  const objects = (body.objects as { oid: string; size: number }[]).map(({ oid, size }) => object(oid, size));
  response.writeHead(200, { "content-type": "application/vnd.git-lfs+json" }).end(JSON.stringify({ objects }));
}

const options = (): GitOptions => ({
  allowPrivateAddresses: true,
  caFile: tls.certFile,
  temporaryFolder: temporary,
  credentials: { folder: temporary, hosts: [] },
});

async function follow(more: { options?: GitOptions; lfsHosts?: HostList; exclude?: string[] } = {}): Promise<Source> {
  const source = await openFollowed(
    `${server.url}/repo.git`,
    { ...options(), ...more.options },
    {
      filter: createFilter({ maxFileSizeBytes: 10_000, exclude: more.exclude ?? [] }),
      lfsHosts: more.lfsHosts,
      missing: (count, reason) => void missing.push([count, reason]),
    },
  );
  open.unshift(source);
  return source;
}

const listed = (source: Source) => Array.fromAsync(source.entries());
async function textsOf(source: Source, entries: readonly SourceEntry[]): Promise<string[]> {
  return (await Array.fromAsync(source.read(entries))).map(({ bytes }) => Buffer.from(bytes).toString());
}

test("what pointers stand for is listed by its own ids in the order of the tree, and comes with the repository's login", async () => {
  const plain = "int a;";
  repository.commit(
    repository.files({
      "a.py": pointerTo(PYTHON),
      "b.c": plain,
      "c/d.txt": pointerTo(OTHER),
      "c/e.py": pointerTo(PYTHON),
    }),
  );
  const source = await follow();
  const entries = await listed(source);
  expect(entries).toEqual([
    { path: "a.py", type: "file", size: PYTHON.length, blob: blobOf(Buffer.from(PYTHON)) },
    { path: "b.c", type: "file", size: plain.length, blob: blobOf(Buffer.from(plain)) },
    { path: "c/d.txt", type: "file", size: OTHER.length, blob: blobOf(Buffer.from(OTHER)) },
    { path: "c/e.py", type: "file", size: PYTHON.length, blob: blobOf(Buffer.from(PYTHON)) },
  ]);
  expect(await textsOf(source, [...entries, ...entries.toReversed()])).toEqual([
    ...[PYTHON, plain, OTHER, PYTHON],
    ...[PYTHON, OTHER, plain, PYTHON],
  ]);
  expect(await source.find("a.py")).toEqual(entries[0]);
  expect(await Array.fromAsync(source.entries("b.c"))).toEqual(entries.slice(2));
  expect(await Array.fromAsync(source.fixed?.list({ paths: 0 }) ?? [])).toEqual(entries);
  // Equal contents are asked for once.
  expect(batches).toEqual([
    {
      authorization: BASIC,
      body: {
        operation: "download",
        transfers: ["basic"],
        objects: [PYTHON, OTHER].map((content) => ({ oid: oidOf(content), size: content.length })),
        hash_algo: "sha256",
      },
    },
  ]);
  expect(downloads.map(({ headers }) => headers.authorization)).toEqual([BASIC, BASIC]);
  expect(missing).toEqual([]);
});

test("what a scan leaves out is not asked for, and what is too large has no id that another repository knows", async () => {
  repository.commit(
    repository.files({
      "a.py": pointerTo(PYTHON),
      "large.bin": pointerTo("large", 10_001),
      "no/b.py": pointerTo(OTHER),
    }),
  );
  const source = await follow({ exclude: ["no/"] });
  const [, large, left] = await listed(source);
  expect(large).toEqual({ path: "large.bin", type: "file", size: 10_001 });
  expect(createFilter({ maxFileSizeBytes: 10_000 }).decide(large as SourceEntry)).toBe("too-large");
  expect(left?.blob).toBe(blobOf(Buffer.from(pointerTo(OTHER))));
  expect(downloads.map(({ path }) => path)).toEqual([`/objects/${oidOf(PYTHON)}`]);
});

test("a claimed scan follows pointers where it was asked to, and only there", async () => {
  repository.commit(repository.files({ "a.py": pointerTo(PYTHON) }));
  const common = { include: [], exclude: [], maxFileSizeBytes: 10_000, chunkSize: 1 };
  for (const lfs of [true, undefined]) {
    const claim = {
      scanId: "s",
      epoch: 1,
      target: `${server.url}/repo.git`,
      sizesKept: true,
      options: { ...common, ...(lfs && { lfs }) },
    } as unknown as ScanClaim;
    const { credentials: _, ...settings } = options();
    const given = { ...settings, credentials: { folder: temporary, hosts: [] } };
    const source = await openClaimed(claim, given, { signal: new AbortController().signal });
    open.unshift(source);
    expect(await textsOf(source, await listed(source))).toEqual([lfs ? PYTHON : pointerTo(PYTHON)]);
    expect(batches).toHaveLength(1);
  }
});

test.each<[string, (oid: string, size: number) => Json, RegExp]>([
  ["an object that the server has not", (oid) => ({ oid, error: { code: 404, message: "gone" } }), /has none \(404\)/],
  ["an object of which nothing is said", () => ({ oid: "0".repeat(64) }), /says nothing of it/],
  ["no address", (oid) => ({ oid }), /does not say where/],
  ["what is no URL", (oid) => ({ oid, actions: { download: { href: "here" } } }), /at no URL/],
  ["a file of this machine", (oid) => ({ oid, actions: { download: { href: "file:///etc/passwd" } } }), /at no URL/],
  [
    "an address of this network",
    (oid) => ({ oid, actions: { download: { href: "https://169.254.169.254/latest" } } }),
    /at 169\.254\.169\.254, which is not among the hosts/,
  ],
  [
    "a login of its own",
    (oid) => ({ oid, actions: { download: { href: `${server.url.replace("://", "://a:b@")}/objects/${oid}` } } }),
    /at no URL/,
  ],
  [
    "its own host over plain http",
    (oid) => ({ oid, actions: { download: { href: `${server.url.replace("https", "http")}/objects/${oid}` } } }),
    /not at https/,
  ],
])("%s is left out and said, and nobody is asked for it", async (_, said, reason) => {
  repository.commit(repository.files({ "a.py": pointerTo(PYTHON), "b.py": "plain" }));
  object = said;
  const source = await follow();
  expect((await listed(source))[0]).toEqual({ path: "a.py", type: "file", size: 0, skip: "lfs-missing" });
  expect(missing).toEqual([[1, expect.stringMatching(reason)]]);
  expect(downloads).toEqual([]);
});

test.each<[string, Answer, RegExp]>([
  ["other bytes", (_, response) => !!response.end("y".repeat(PYTHON.length)), /not what its pointer names/],
  ["fewer bytes", (_, response) => !!response.end("y"), /not what its pointer names/],
  ["more bytes than it says", (_, response) => !!response.end("y".repeat(1_000_000)), /is larger than/],
  [
    "a redirect",
    (_, response) => !!response.writeHead(302, { location: "/objects/x" }).end(),
    /does not give it out \(302\)/,
  ],
  ["a refusal", (_, response) => !!response.writeHead(403).end(), /does not give it out \(403\)/],
])("%s instead of a content is none", async (_, answer, reason) => {
  repository.commit(repository.files({ "a.py": pointerTo(PYTHON) }));
  download = answer;
  const [entry] = await listed(await follow());
  expect(entry?.skip).toBe("lfs-missing");
  expect(missing).toEqual([[1, expect.stringMatching(reason)]]);
  expect(missing[0]?.[1]).not.toContain(TOKEN);
});

test("another host is asked where it is allowed, without the repository's login and with what it is said to want", async () => {
  repository.commit(
    repository.files({
      "a.py": pointerTo(PYTHON),
      ".lfsconfig": `[lfs]\n\turl = ${server.url}/elsewhere\n`,
    }),
  );
  const store = await serve(undefined).then(async () =>
    serveGit(repository.folder, (request, response) => {
      downloads.push({ path: request.url ?? "", headers: request.headers });
      return download(request, response);
    }),
  );
  open.push(store);
  object = (oid) => ({
    oid,
    authenticated: true,
    actions: {
      download: {
        href: `${store.url}/objects/${oid}`,
        header: { "X-Store": "wanted", Host: "internal", "Content-Length": "9", "a b": "c", "X-Odd": "a\r\nb: c" },
      },
    },
  });
  expect((await listed(await follow())).at(-1)?.skip).toBe("lfs-missing");
  expect(downloads).toEqual([]);
  const source = await follow({ lfsHosts: (host) => host === "127.0.0.1", options: { allowHttp: true } });
  expect(await textsOf(source, (await listed(source)).slice(-1))).toEqual([PYTHON]);
  expect(downloads).toHaveLength(1);
  const headers = downloads[0]?.headers ?? {};
  expect(headers).toMatchObject({ "x-store": "wanted", host: new URL(store.url).host });
  expect(headers.authorization).toBeUndefined();
  expect(Object.keys(headers)).not.toContain("x-odd");
  // What the repository itself says of a server is nobody's choice.
  expect(server.requests.some(({ url }) => url.startsWith("/elsewhere"))).toBe(false);
});

test("a server without Git LFS leaves pointers out, one that is away is tried again by whoever can", async () => {
  repository.commit(repository.files({ "a.py": pointerTo(PYTHON), "b.py": pointerTo(OTHER) }));
  batch = (_, response) => !!response.writeHead(404).end();
  expect((await listed(await follow())).map(({ skip }) => skip)).toEqual(["lfs-missing", "lfs-missing"]);
  expect(missing).toEqual([[2, expect.stringMatching(/tells nothing of Git LFS \(404\)/)]]);
  batch = (_, response) => !!response.end("<html>");
  expect((await listed(await follow())).map(({ skip }) => skip)).toEqual(["lfs-missing", "lfs-missing"]);
  batch = (_, response) => !!response.writeHead(503, { "retry-after": "9" }).end();
  const away: unknown = await follow().catch((error: unknown) => error);
  expect(away).toBeInstanceOf(RetryableError);
  expect((away as RetryableError).retryAfterMs).toBe(9_000);
  batch = () => false;
  const most = { limits: { maxBytes: OTHER.length } };
  await expect(follow({ options: most })).rejects.toThrow(TerminalError);
});

test("a repository without pointers asks nobody", async () => {
  repository.commit(repository.files({ "a.py": PYTHON }));
  expect(await textsOf(await follow(), await listed(await follow()))).toEqual([PYTHON]);
  expect(batches).toEqual([]);
});

test("a pointer that gives another size of a content than what came is left out: no other bytes go by its id", async () => {
  const files = { "a.py": pointerTo(PYTHON, 5), "b.py": pointerTo(PYTHON), "c.py": pointerTo(OTHER) };
  repository.commit(repository.files(files));
  const source = await follow();
  const entries = await listed(source);
  expect(entries[0]).toEqual({ path: "a.py", type: "file", size: 0, skip: "lfs-missing" });
  expect(await textsOf(source, entries.slice(1))).toEqual([PYTHON, OTHER]);
  expect(missing).toEqual([[1, expect.stringMatching(/another size/)]]);
});
