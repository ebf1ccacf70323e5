/** Contents that stay at the server until they are wanted, and servers that cannot do that or do not want to. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveGit, TestRepository, type TestServer } from "./git.fixture.ts";
import { type GitOptions, openGit } from "./git.ts";
import { headOfGit } from "./git-head.ts";
import type { Source, SourceEntry } from "./source.ts";

let repository: TestRepository;
let temporary: string;
let told: string[];
const sources: Source[] = [];
const servers: TestServer[] = [];

beforeEach(() => {
  repository = new TestRepository();
  temporary = mkdtempSync(join(tmpdir(), "pqc-audit-test-"));
  told = [];
});
afterEach(async () => {
  await Promise.all([...sources.splice(0), ...servers.splice(0)].map((each) => each.close()));
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(temporary, { recursive: true });
  repository.remove();
});

const events = {
  asked: (request: string) => void told.push(request),
  fetched: (blobs: number) => void told.push(`${blobs} fetched`),
  fellBack: () => void told.push("fell back"),
};

async function open(options: GitOptions = {}, url = repository.url): Promise<Source> {
  const source = await openGit(url, {
    allowFileRoots: [repository.folder],
    allowHttp: true,
    allowPrivateAddresses: true,
    temporaryFolder: temporary,
    onDemand: true,
    events,
    ...options,
  });
  sources.push(source);
  return source;
}

async function serve(answer?: (request: IncomingMessage, response: ServerResponse) => boolean): Promise<string> {
  const server = await serveGit(repository.folder, answer);
  servers.push(server);
  return `${server.url}/repo.git`;
}

const listed = (source: Source) => Array.fromAsync(source.entries());
const fetched = (source: Source, entries: readonly SourceEntry[]) => {
  if (!source.fetch) throw new Error("everything was fetched");
  return source.fetch(entries);
};
const texts = async (source: Source, entries: readonly SourceEntry[]) =>
  (await Array.fromAsync(source.read(entries))).map(({ bytes }) => Buffer.from(bytes).toString());

function manyFiles(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`d${n % 10}/f${n}`, `content ${n}`]));
}

/** Of 3,000 bytes and a few more, no two alike. */
function bigFiles(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`big${String(n).padStart(2, "0")}`, "x".repeat(3000 + n)]),
  );
}

test.each(["file", "http"])(
  "over %s: trees first, then what is wanted in one request, and nothing else",
  async (protocol) => {
    const contents: Record<string, string> = { ...manyFiles(300), big: "x".repeat(3000), "z/empty": "" };
    const commit = repository.commit(repository.files(contents));
    const source = await open({}, protocol === "file" ? repository.url : await serve());
    expect(source.commit).toBe(commit);
    expect(told).toEqual(["refs", "trees"]);
    const entries = await listed(source);
    expect(entries.map(({ path }) => path).toSorted()).toEqual(Object.keys(contents).toSorted());
    expect(new Set(entries.map(({ absent, size }) => `${absent} ${size}`))).toEqual(new Set(["true 0"]));
    const some = entries.filter(({ path }) => /f7|big|empty/.test(path));
    const here = await fetched(source, some);
    expect(here.map(({ path, size, absent }) => [path, size, absent])).toEqual(
      some.map(({ path }) => [path, contents[path]?.length, undefined]),
    );
    expect(await texts(source, here)).toEqual(some.map(({ path }) => contents[path]));
    expect(told.slice(2)).toEqual(["contents", `${some.length} fetched`]);
  },
);

test("a request for contents is two of HTTP, however many they are; what is read unasked comes in one as well", async () => {
  const contents = manyFiles(500);
  repository.commit(repository.files(contents));
  const server = await serveGit(repository.folder);
  servers.push(server);
  const source = await open({}, `${server.url}/repo.git`);
  const entries = await listed(source);
  const before = server.requests.length;
  await fetched(source, entries.slice(0, 200));
  expect(server.requests.length - before).toBe(2);
  expect(await texts(source, entries.slice(200))).toEqual(entries.slice(200).map(({ path }) => contents[path]));
  expect(server.requests.length - before).toBe(4);
  // What is here is not asked for again.
  expect(await texts(source, entries)).toHaveLength(500);
  expect(server.requests.length - before).toBe(4);
});

test("a server without partial clone sends everything: this is said, and nobody asks again", async () => {
  repository.git("config", "uploadpack.allowFilter", "false");
  repository.commit(repository.files({ a: "one", b: "two" }));
  const source = await open();
  const entries = await listed(source);
  expect(entries.map(({ size, absent }) => [size, absent])).toEqual([
    [3, undefined],
    [3, undefined],
  ]);
  expect(source.fetch).toBeUndefined();
  expect(await texts(source, entries)).toEqual(["one", "two"]);
  expect(told).toEqual(["refs", "trees", "fell back"]);
});

test.each(["main", "commit"])(
  "a server that gives out what refs name only: everything is fetched (%s)",
  async (ref) => {
    repository.git("config", "uploadpack.allowAnySHA1InWant", "false");
    const commit = repository.commit(repository.files({ a: "one", b: "two" }));
    // Without its header a request is of protocol 0, where a server checks what is asked for.
    const url = await serve((request) => {
      delete request.headers["git-protocol"];
      return false;
    });
    const source = await open({ ref: ref === "main" ? ref : commit }, url);
    const entries = await listed(source);
    const here = await fetched(source, entries.slice(0, 1));
    expect(here.map(({ size, absent }) => [size, absent])).toEqual([[3, undefined]]);
    expect(await texts(source, entries)).toEqual(["one", "two"]);
    expect(told.filter((each) => each === "fell back")).toHaveLength(1);
    expect(told.filter((each) => each === "contents")).toHaveLength(1);
  },
);

test("such a server whose branch moves on meanwhile is tried again later", async () => {
  repository.git("config", "uploadpack.allowAnySHA1InWant", "false");
  repository.commit(repository.files({ a: "one" }));
  const url = await serve((request) => {
    delete request.headers["git-protocol"];
    return false;
  });
  const source = await open({ ref: "main" }, url);
  repository.commit(repository.files({ a: "another" }));
  const refused = await fetched(source, await listed(source)).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RetryableError);
  expect(String(refused)).toContain("moved on");
});

test("where most is wanted everything comes at once, of the commit that was listed", async () => {
  const contents: Record<string, string> = { ...manyFiles(2050), ...bigFiles(17) };
  const commit = repository.commit(repository.files(contents));
  const source = await open({ maxFileSizeBytes: 2000 });
  const entries = await listed(source);
  repository.commit(repository.files({ a: "the branch moves on" }));
  const here = await fetched(source, entries);
  expect(told).toEqual(["refs", "trees", "everything"]);
  expect(source.commit).toBe(commit);
  expect(here.filter(({ path }) => path.startsWith("big")).map(({ size, withheld }) => [size, withheld])).toEqual(
    Array.from({ length: 17 }, () => [2001, true]),
  );
  const small = here.filter(({ withheld }) => !withheld);
  expect(await texts(source, small)).toEqual(small.map(({ path }) => contents[path]));
  await fetched(source, entries);
  expect(told).toHaveLength(3);
});

test("a few that it kept back for their size are asked for by their ids, and measured; more than a few never", async () => {
  repository.commit(repository.files({ ...manyFiles(2050), ...bigFiles(17) }));
  const source = await open({ maxFileSizeBytes: 2000 });
  const entries = await listed(source);
  const isBig = ({ path }: SourceEntry) => path.startsWith("big");
  const [bigs, rest] = [entries.filter(isBig), entries.filter((entry) => !isBig(entry))];
  const sizesOf = async (some: readonly SourceEntry[]) =>
    (await fetched(source, some)).filter(isBig).map(({ size, withheld }) => [size, withheld]);
  expect(await sizesOf([...rest, ...bigs.slice(0, 2)])).toEqual([
    [3000, undefined],
    [3001, undefined],
  ]);
  expect(told).toEqual(["refs", "trees", "everything", "contents"]);
  expect(await sizesOf(bigs.slice(2))).toEqual(bigs.slice(2).map(() => [2001, true]));
  expect(told).toHaveLength(4);
});

test("a content above the limit comes once, with its size, and is not read", async () => {
  repository.commit(repository.files({ big: "x".repeat(3000), small: "s" }));
  const source = await open({ maxFileSizeBytes: 2000 });
  const here = await fetched(source, await listed(source));
  expect(here.map(({ size, withheld }) => [size, withheld])).toEqual([
    [3000, undefined],
    [1, undefined],
  ]);
  await expect(texts(source, here.slice(0, 1))).rejects.toThrow("has 3000 bytes, more than 2000");
  expect(await texts(source, here.slice(1))).toEqual(["s"]);
});

test("limits hold for what is wanted: disk, and time over all requests", async () => {
  const noise = (n: number) => Buffer.from(crypto.getRandomValues(new Uint8Array(n)));
  repository.commit(repository.files({ a: noise(60_000), b: "x" }));
  const small = await open({ limits: { maxBytes: 20_000 } });
  const [a] = await listed(small);
  await expect(fetched(small, a ? [a] : [])).rejects.toThrow("20000 bytes of disk");
  const held: ServerResponse[] = [];
  let hang = false;
  const url = await serve((_, response) => {
    if (hang) held.push(response);
    return hang;
  });
  const slow = await open({ timeoutMs: 4_000 }, url);
  const entries = await listed(slow);
  hang = true;
  await expect(fetched(slow, entries)).rejects.toThrow(RetryableError);
  expect(held.length).toBeGreaterThan(0);
  for (const each of held) each.destroy();
});

/** A pack as git writes it, with these contents whole and no others. */
function packOf(...names: readonly string[]): Buffer {
  return repository.packed(names);
}

function packetLine(...parts: readonly (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, "0")), body]);
}

test.each(["nothing", "something else", "no pack"])(
  "a server that answers with %s is asked for everything",
  async (what) => {
    const other = repository.blob("something else");
    repository.commit(repository.files({ a: "wanted", b: "two" }));
    const packs: Record<string, Buffer> = {
      nothing: packOf(),
      "something else": packOf(other),
      "no pack": createHash("sha256").update("noise").digest(),
    };
    let lie = false;
    const url = await serve((request, response) => {
      if (!lie || !request.url?.endsWith("/git-upload-pack")) return false;
      lie = false;
      response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
      const pack = packs[what] ?? Buffer.alloc(0);
      response.end(Buffer.concat([packetLine("packfile\n"), packetLine("\u0001", pack), Buffer.from("0000")]));
      return true;
    });
    const source = await open({}, url);
    const entries = await listed(source);
    lie = true;
    const here = await fetched(source, entries.slice(0, 1));
    expect(await texts(source, here)).toEqual(["wanted"]);
    expect(told.slice(2)).toEqual(["contents", "fell back", "everything"]);
  },
);

test("a server that withholds a content for good is believed to find it too large, as ever", async () => {
  repository.commit(repository.files({ a: "wanted" }));
  const packs = [packOf()];
  let lie = false;
  const url = await serve((request, response) => {
    if (!lie || !request.url?.endsWith("/git-upload-pack")) return false;
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" });
    response.end(Buffer.concat([packetLine("packfile\n"), packetLine("\u0001", packs[0] ?? ""), Buffer.from("0000")]));
    return true;
  });
  const source = await open({}, url);
  const entries = await listed(source);
  lie = true;
  const [here] = await fetched(source, entries);
  expect(here).toMatchObject({ withheld: true });
  expect(told.slice(2)).toEqual(["contents", "fell back", "everything"]);
});

test("where a ref stands is asked without fetching anything", async () => {
  const first = repository.commit(repository.files({ a: "1" }));
  const second = repository.commit(repository.files({ a: "2" }), "next");
  repository.git("tag", "-a", "v1", "-m", "annotated", first);
  const server = await serveGit(repository.folder);
  servers.push(server);
  const head = (ref?: string) =>
    headOfGit(`${server.url}/repo.git`, {
      allowHttp: true,
      allowPrivateAddresses: true,
      temporaryFolder: temporary,
      events,
      ...(ref !== undefined && { ref }),
    });
  expect(await head()).toBe(first);
  expect(server.requests).toHaveLength(2);
  expect(await head("next")).toBe(second);
  expect(await head("v1")).toBe(first);
  await expect(head("gone")).rejects.toThrow('has no branch or tag "gone"');
  await expect(head("--upload-pack=x")).rejects.toThrow("is not the name of a branch");
  expect(told).toEqual(["refs", "refs", "refs", "refs"]);
});

test("beside an earlier commit: what differs from it, in one request for the trees of both", async () => {
  const folder = (contents: Record<string, string>, target: string) => {
    const items = [
      { mode: "120000", name: "link", id: repository.blob(target) },
      { mode: "160000", name: "module", id: "1".repeat(40) },
      { mode: "40000", name: "src", id: repository.files(contents) },
    ];
    return repository.commit(repository.tree(items));
  };
  const before = folder({ "a.c": "one", "b/c.c": "two", gone: "x", same: "y" }, "a");
  folder({ "a.c": "other", "b/c.c": "two", came: "x", same: "y" }, "b");
  const source = await open({ beside: { commit: before, present: 6 } }, await serve());
  expect(told).toEqual(["refs", "trees"]);
  const shown = (entries: readonly SourceEntry[] = []) =>
    entries.map(({ path, type, blob, absent }) => [path, type, blob, absent]);
  const file = (path: string, content: string) => [path, "file", repository.blob(content), true];
  const link = ["link", "symlink", undefined, undefined];
  const changes = await source.changes?.(4);
  expect(shown(changes?.gone)).toEqual([link, file("src/a.c", "one"), file("src/gone", "x")]);
  expect(shown(changes?.come)).toEqual([link, file("src/a.c", "other"), file("src/came", "x")]);
  expect(await source.changes?.(3)).toBeUndefined();
  const come = (changes?.come ?? []).slice(1);
  expect(await texts(source, await fetched(source, come))).toEqual(["other", "x"]);
  expect(await listed(source)).toHaveLength(6);
});

test("an earlier commit that the server no longer gives out is done without", async () => {
  repository.commit(repository.files({ a: "one" }));
  const source = await open({ beside: { commit: "1".repeat(40), present: 1 } }, await serve());
  expect(source.changes).toBeUndefined();
  expect(await listed(source)).toHaveLength(1);
  expect(told).toEqual(["refs", "trees", "trees"]);
});
