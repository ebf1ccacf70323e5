import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveGit, TestRepository, type TestServer, testCertificate } from "./git.fixture.ts";
import { type GitOptions, openGit } from "./git.ts";
import { gitContext } from "./git-environment.ts";
import { clean } from "./git-process.ts";
import { parseGitUrl } from "./git-url.ts";
import { openLocal } from "./local.ts";
import type { Source, SourceEntry } from "./source.ts";

let repository: TestRepository;
let temporary: string;
const sources: Source[] = [];
const servers: TestServer[] = [];

beforeEach(() => {
  repository = new TestRepository();
  temporary = mkdtempSync(join(tmpdir(), "pqc-audit-test-"));
});
afterEach(async () => {
  await Promise.all([...sources.splice(0), ...servers.splice(0)].map((each) => each.close()));
  expect(readdirSync(temporary)).toEqual([]); // Whatever happened, nothing is left on disk.
  rmSync(temporary, { recursive: true });
  repository.remove();
});

async function open(options: GitOptions = {}, url = repository.url): Promise<Source> {
  const source = await openGit(url, { allowFileRoots: [repository.folder], temporaryFolder: temporary, ...options });
  sources.push(source);
  return source;
}

const listed = (source: Source, after?: string) => Array.fromAsync(source.entries(after));
const texts = async (source: Source, entries: readonly SourceEntry[]) =>
  (await Array.fromAsync(source.read(entries))).map((each) => Buffer.from(each.bytes).toString());
const gitId = (text: string) =>
  createHash("sha1")
    .update(`blob ${Buffer.byteLength(text)}\0${text}`)
    .digest("hex");

test("contents that are moved on come as streams where git has them, in the order asked", async () => {
  const long = Array.from({ length: 400 }, (_, line) => `line ${line * line}`).join("\n");
  const files = { "a.c": long, "b.c": "int b;", "c.c": `${long}\nmore`, "d.c": "", "e.c": `${long}\nmore and more` };
  repository.commit(repository.files(files));
  const source = await open();
  const entries = await listed(source);
  const wanted = [...entries, ...entries.toReversed()];
  for (let turn = 0; turn < 2; turn++) {
    const moved = await Array.fromAsync(source.readStreams?.(wanted) ?? []);
    const contents = moved.map(({ bytes, inflated }) => (inflated === undefined ? bytes : inflateSync(bytes)));
    expect(contents.map(String)).toEqual(await texts(source, wanted));
    expect(moved.map(({ entry }) => entry)).toEqual(wanted);
    // Of the three that are alike git keeps one whole.
    expect(moved.filter(({ inflated }) => inflated !== undefined).map(({ entry: { path } }) => path)).toEqual([
      "b.c",
      "d.c",
      "e.c",
      "e.c",
      "d.c",
      "b.c",
    ]);
  }
});

test("a repository is listed in tree order with sizes and ids, and its contents can be read in any order", async () => {
  const commit = repository.commit(
    repository.files({ "b.c": "int b;", "a/x.py": "import x", "a.txt": "", "a-b/z": "zz" }),
  );
  const source = await open();
  expect(source.commit).toBe(commit);
  const entries = await listed(source);
  expect(entries).toEqual([
    { path: "a-b/z", size: 2, type: "file", blob: gitId("zz") },
    { path: "a.txt", size: 0, type: "file", blob: gitId("") },
    { path: "a/x.py", size: 8, type: "file", blob: gitId("import x") },
    { path: "b.c", size: 6, type: "file", blob: gitId("int b;") },
  ]);
  expect(await texts(source, entries.toReversed())).toEqual(["int b;", "import x", "", "zz"]);
  expect(await texts(source, entries)).toEqual(["zz", "", "import x", "int b;"]);
});

test("a listing goes on behind any path", async () => {
  repository.commit(repository.files({ a: "1", "b/c": "2", "b/d": "3", e: "4" }));
  const source = await open();
  const all = (await listed(source)).map((each) => each.path);
  for (const [at, path] of all.entries()) {
    expect((await listed(source, path)).map((each) => each.path)).toEqual(all.slice(at + 1));
  }
  await expect(listed(source, "nowhere")).rejects.toThrow(TerminalError);
});

test("branches, tags and commits can be named; what is not there is said in one line", async () => {
  const first = repository.commit(repository.files({ a: "first" }));
  const second = repository.commit(repository.files({ a: "second" }), "feature/x");
  repository.git("tag", "-a", "v1", "-m", "annotated", first);
  expect((await open()).commit).toBe(first);
  expect((await open({ ref: "feature/x" })).commit).toBe(second);
  expect((await open({ ref: "refs/heads/feature/x" })).commit).toBe(second);
  expect((await open({ ref: "v1" })).commit).toBe(first);
  expect((await open({ ref: second })).commit).toBe(second);
  const { url } = repository;
  await expect(open({ ref: "gone" })).rejects.toThrow(new TerminalError(`${url} has no branch or tag "gone".`));
  await expect(open({ ref: second.slice(0, 8) })).rejects.toThrow("full 40 characters");
  await expect(open({ ref: "0".repeat(39).concat("1") })).rejects.toThrow(TerminalError);
  for (const odd of ["--upload-pack=touch x", "a:b", "a..b", "a b", "*", "@{1}", "-x", "", "a\nb", "+a"]) {
    await expect(open({ ref: odd })).rejects.toThrow(UsageError);
  }
});

test("a hostile tree is only text: no name, link, hook or setting of it reaches the disk", async () => {
  const blob = repository.blob("harmless");
  const link = repository.blob("/etc/passwd");
  const hook = repository.blob(`#!/bin/sh\ntouch ${join(temporary, "owned")}\n`);
  const hooks = repository.tree([{ mode: "100755", name: "post-checkout", id: hook }]);
  const git = repository.tree([
    { mode: "100644", name: "config", id: repository.blob("[core]\n\tfsmonitor = touch /tmp/owned\n") },
    { mode: "40000", name: "hooks", id: hooks },
  ]);
  const up = repository.tree([{ mode: "100644", name: "escape", id: blob }]);
  repository.commit(
    repository.tree([
      { mode: "40000", name: "..", id: up },
      { mode: "40000", name: ".git", id: git },
      { mode: "100644", name: ".gitmodules", id: repository.blob('[submodule "x"]\n\turl = --upload-pack=touch x\n') },
      { mode: "120000", name: "link", id: link },
      { mode: "160000", name: "module", id: "1".repeat(40) },
      { mode: "100644", name: 'new\nline "quoted"\ttab', id: blob },
      { mode: "100644", name: Buffer.from([0x6c, 0xe9]), id: blob },
      { mode: "100644", name: "-rf", id: blob },
    ]),
  );
  const source = await open();
  const entries = await listed(source);
  expect(entries.map((each) => [each.path, each.type])).toEqual([
    ["../escape", "file"],
    [".git/config", "file"],
    [".git/hooks/post-checkout", "file"],
    [".gitmodules", "file"],
    ["link", "symlink"],
    ["module", "submodule"],
    ['new\nline "quoted"\ttab', "file"],
    ["l\\xe9", "file"],
    ["-rf", "file"],
  ]);
  const files = entries.filter((each) => each.type === "file");
  expect(await texts(source, files)).toHaveLength(7);
  expect(existsSync(join(temporary, "owned"))).toBe(false);
  expect((await listed(source, 'new\nline "quoted"\ttab')).map((each) => each.path)).toEqual(["l\\xe9", "-rf"]);
});

test("a tree that holds itself many times over is stopped", async () => {
  let tree = repository.tree([{ mode: "100644", name: "f", id: repository.blob("x") }]);
  for (let level = 0; level < 9; level++) {
    tree = repository.tree(Array.from("0123456789", (name) => ({ mode: "40000", name, id: tree })));
  }
  repository.commit(tree);
  const source = await open({ limits: { maxEntries: 5000 } });
  await expect(listed(source)).rejects.toThrow(`${repository.url} has more than 5000 paths`);
});

test("files above the limit are left on the server and listed as too large", async () => {
  repository.commit(repository.files({ big: "x".repeat(2000), edge: "y".repeat(1000), small: "z" }));
  const source = await open({ maxFileSizeBytes: 1000 });
  const entries = await listed(source);
  expect(entries.map((each) => [each.path, each.size])).toEqual([
    ["big", 1001],
    ["edge", 1000],
    ["small", 1],
  ]);
  await expect(texts(source, entries.slice(0, 1))).rejects.toThrow(TerminalError);
  expect((await texts(source, entries.slice(1)))[1]).toBe("z");
});

test("a server without partial clone sends everything: sizes are exact, reading stays bounded", async () => {
  repository.git("config", "uploadpack.allowFilter", "false");
  repository.commit(repository.files({ big: "x".repeat(2000), small: "z" }));
  const source = await open({ maxFileSizeBytes: 1000 });
  const entries = await listed(source);
  expect(entries.map((each) => each.size)).toEqual([2000, 1]);
  await expect(texts(source, entries)).rejects.toThrow("has 2000 bytes, more than 1000");
});

test("a repository that takes too much disk or time is given up", async () => {
  repository.commit(repository.files({ a: Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))) }));
  await expect(open({ limits: { maxBytes: 20_000 } })).rejects.toThrow("20000 bytes of disk");
  await expect(open({ timeoutMs: 1 })).rejects.toThrow(RetryableError);
  await expect(open({ signal: AbortSignal.abort() })).rejects.toThrow(RetryableError);
});

test("a reader that stops half-way does not disturb the next", async () => {
  const contents = Object.fromEntries(Array.from({ length: 700 }, (_, n) => [`f${n}`, `content ${n} `.repeat(500)]));
  repository.commit(repository.files(contents));
  const source = await open();
  const entries = await listed(source);
  for await (const { entry } of source.read(entries)) if (entry.path === entries[3]?.path) break;
  expect(await texts(source, entries)).toEqual(entries.map((each) => contents[each.path]));
  for await (const entry of source.entries()) if (entry.path === entries[3]?.path) break;
  expect(await listed(source)).toHaveLength(700);
});

test("what is no repository, empty or not allowed is said in one line", async () => {
  await expect(open()).rejects.toThrow(`${repository.url} is empty: it has no commit to scan.`);
  mkdirSync(join(repository.folder, "plain"));
  const plain = `file://${repository.folder}/plain`;
  await expect(open({}, plain)).rejects.toThrow(`${plain} is not a git repository that can be read`);
  await expect(open({}, `file://${repository.folder}/missing`)).rejects.toThrow(UsageError);
  await expect(open({ allowFileRoots: [temporary] })).rejects.toThrow("does not lie below a folder that is allowed");
});

test("the same tree on disk and in git gives the same paths", async () => {
  const folder = join(repository.folder, "work");
  for (const path of ["a/b", "a-b", "a.c", "a/b.c/d", "zé", "z\u{1f511}", "z\uffee"]) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/raw`), Buffer.from([0xff])]), "raw");
  repository.git("--work-tree", folder, "add", "-A", folder);
  repository.commit(repository.git("write-tree"));
  const [git, local] = [await listed(await open()), await listed(openLocal(folder))];
  expect(git.map((each) => [each.path, each.size])).toEqual(local.map((each) => [each.path, each.size]));
});

const loopback = { allowHttp: true, allowPrivateAddresses: true };

test("over HTTP: contents arrive, and only where private addresses are allowed", async () => {
  repository.commit(repository.files({ a: "over http" }));
  const server = await serveGit(repository.folder);
  servers.push(server);
  const source = await open(loopback, `${server.url}/repo.git`);
  expect(await texts(source, await listed(source))).toEqual(["over http"]);
  await expect(open({ allowHttp: true }, `${server.url}/repo.git`)).rejects.toThrow("127.0.0.1 is a private address");
  await expect(open({ allowPrivateAddresses: true }, `${server.url}/repo.git`)).rejects.toThrow(UsageError);
  await expect(open(loopback, `${server.url}/none.git`)).rejects.toThrow("is not a git repository that can be read");
  const internal = await open({ internalHosts: (host) => host === "127.0.0.1" }, `${server.url}/repo.git`);
  expect(await texts(internal, await listed(internal))).toEqual(["over http"]);
});

test("redirects, refusals and outages are told apart, in one line without the server's decoration", async () => {
  let status = 500;
  const server = await serveGit(repository.folder, (_, response) => {
    response.writeHead(status, { location: "http://169.254.169.254/latest" }).end("\u001b[31mred\n");
    return true;
  });
  servers.push(server);
  const url = `${server.url}/repo.git`;
  await expect(open(loopback, url)).rejects.toThrow(RetryableError);
  status = 403;
  await expect(open(loopback, url)).rejects.toThrow(`No access to ${url}`);
  status = 401;
  await expect(open(loopback, url)).rejects.toThrow(`No access to ${url}`);
  await server.close();
  const refused = await open(loopback, url).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(RetryableError);
  expect(String(refused)).toMatch(/^RetryableError: Cannot reach http:\/\/127\.0\.0\.1:\d+\/repo\.git: [^\n]*$/);
});

test("a token goes to its server only, and into no message and no command line", async () => {
  const token = "s3cret-token-of-the-test";
  const tokenFile = join(repository.folder, "token");
  writeFileSync(tokenFile, `${token}\n`);
  const server = await serveGit(repository.folder, (_, response) => {
    response.writeHead(401).end(`no such token: ${token}`);
    return true;
  });
  servers.push(server);
  const url = `${server.url}/repo.git`;
  // A token never travels over plain http, so the request must not even start.
  await expect(open({ ...loopback, credentials: { tokenFile } }, url)).rejects.toThrow(
    "not sent over unencrypted http",
  );
  expect(server.requests).toEqual([]);
  const context = await gitContext(
    temporary,
    parseGitUrl("https://git.example.org/a.git"),
    ["192.0.2.1"],
    { tokenFile },
    {},
  );
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const elsewhere = { tokenFile, hosts: ["other.example.org"] };
  const other = await gitContext(temporary, parseGitUrl("https://git.example.org/a.git"), ["192.0.2.1"], elsewhere, {});
  expect(JSON.stringify(other)).not.toContain(basic);
  expect(other.secrets).toEqual([]);
  const settings = new Map(
    Array.from({ length: Number(context.env.GIT_CONFIG_COUNT) }, (_, n) => [
      context.env[`GIT_CONFIG_KEY_${n}`],
      context.env[`GIT_CONFIG_VALUE_${n}`],
    ]),
  );
  expect(settings.get("http.https://git.example.org/.extraHeader")).toBe(`Authorization: Basic ${basic}`);
  expect(settings.get("http.followRedirects")).toBe("false");
  expect(settings.get("http.curloptResolve")).toBe("git.example.org:443:192.0.2.1");
  expect(clean(`fatal: unable to access: ${token} and ${basic}`, context.secrets)).toBe(
    "unable to access: *** and ***",
  );
});

test("over SSH: key, known hosts and address are given, nothing is read from the user's settings", async () => {
  repository.commit(repository.files({ a: "over ssh" }));
  const bin = join(repository.folder, "bin");
  const log = join(repository.folder, "ssh.log");
  mkdirSync(bin);
  // A stand-in for OpenSSH: notes what it was told, then runs the command as the server would.
  writeFileSync(
    join(bin, "ssh"),
    `#!/bin/sh\nprintf '%s\\n' "$@" >> '${log}'\nenv >> '${log}.env'\nfor last; do :; done\neval "exec $last"\n`,
    { mode: 0o755 },
  );
  const before = process.env.PATH;
  process.env.PATH = `${bin}:${before}`;
  process.env.PQC_AUDIT_TEST_SECRET = "not for git";
  try {
    const credentials = { sshKeyFile: "/keys/it's mine", knownHostsFile: "/keys/known_hosts" };
    const url = `git@localhost:${repository.path}`;
    const source = await open({ credentials, allowPrivateAddresses: true }, url);
    expect(await texts(source, await listed(source))).toEqual(["over ssh"]);
    await open({ credentials, allowPrivateAddresses: true }, `ssh://git@localhost:2222${repository.path}`);
  } finally {
    process.env.PATH = before;
    delete process.env.PQC_AUDIT_TEST_SECRET;
  }
  const told = readFileSync(log, "utf8").split("\n");
  expect(told).toEqual(
    expect.arrayContaining([
      "BatchMode=yes",
      "StrictHostKeyChecking=yes",
      "UserKnownHostsFile=/keys/known_hosts",
      "HostKeyAlias=localhost",
      // Under which ssh-keyscan writes a server at another port.
      "HostKeyAlias=[localhost]:2222",
      "/keys/it's mine",
      "git@localhost",
    ]),
  );
  expect(readFileSync(`${log}.env`, "utf8")).not.toContain("not for git");
});

test("over HTTPS with a token: the right server gets it with every request, another one or a stranger's certificate nothing", async () => {
  repository.commit(repository.files({ a: "behind a token" }));
  const token = "another-t0ken-of-the-test";
  const tokenFile = join(repository.folder, "token");
  writeFileSync(tokenFile, `${token}\n`);
  const expected = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  const certificate = await testCertificate(repository.folder);
  const guard = (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.authorization === expected) return false;
    response.writeHead(401, { "www-authenticate": "Basic" }).end(`not ${request.headers.authorization}`);
    return true;
  };
  const server = await serveGit(repository.folder, guard, certificate);
  servers.push(server);
  const url = `${server.url}/repo.git`;
  const trusting = { allowPrivateAddresses: true, caFile: certificate.certFile };
  const source = await open({ ...trusting, credentials: { tokenFile, hosts: ["localhost"] } }, url);
  expect(await texts(source, await listed(source))).toEqual(["behind a token"]);
  expect(new Set(server.requests.map((each) => each.authorization))).toEqual(new Set([expected]));

  const refused = async (options: GitOptions) => String(await open(options, url).catch((error: unknown) => error));
  expect(await refused({ ...trusting, credentials: { tokenFile, hosts: ["other"] } })).toContain("No access to");
  expect(server.requests.at(-1)?.authorization).toBeUndefined();
  writeFileSync(tokenFile, "wr0ng-token");
  const wrong = await refused({ ...trusting, credentials: { tokenFile } });
  expect(wrong).toContain("No access to");
  expect(wrong).not.toContain("wr0ng-token");
  const before = server.requests.length;
  expect(await refused({ allowPrivateAddresses: true, credentials: { tokenFile } })).toMatch(
    /Cannot fetch .*certificate/,
  );
  expect(server.requests.length).toBe(before);
  writeFileSync(tokenFile, "two\nlines");
  expect(await refused({ ...trusting, credentials: { tokenFile } })).toContain("must hold one line");
});
