/** Servers and repositories that try to make git go elsewhere, or run something. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveGit, TestRepository, type TestServer } from "./git.fixture.ts";
import { type GitOptions, openGit } from "./git.ts";
import { createHostList } from "./host-list.ts";
import type { Source } from "./source.ts";

let repository: TestRepository;
let temporary: string;
const sources: Source[] = [];
const servers: TestServer[] = [];

beforeEach(() => {
  repository = new TestRepository();
  repository.commit(repository.files({ a: "what was wanted" }));
  temporary = mkdtempSync(join(tmpdir(), "pqc-audit-test-"));
});
afterEach(async () => {
  await Promise.all([...sources.splice(0), ...servers.splice(0)].map((each) => each.close()));
  expect(readdirSync(temporary)).toEqual([]);
  rmSync(temporary, { recursive: true });
  repository.remove();
});

const loopback = { allowHttp: true, allowPrivateAddresses: true };

async function open(options: GitOptions, url: string): Promise<Source> {
  const source = await openGit(url, { allowFileRoots: [repository.folder], temporaryFolder: temporary, ...options });
  sources.push(source);
  return source;
}

async function contents(options: GitOptions, url = repository.url): Promise<readonly string[]> {
  const source = await open(options, url);
  const files = (await Array.fromAsync(source.entries())).filter(({ type }) => type === "file");
  return (await Array.fromAsync(source.read(files))).map(({ bytes }) => Buffer.from(bytes).toString());
}

async function serve(answer?: (path: string, response: ServerResponse) => boolean): Promise<TestServer> {
  const server = await serveGit(
    repository.folder,
    (request, response) => answer?.(request.url ?? "", response) ?? false,
  );
  servers.push(server);
  return server;
}

test("git connects to the address that was checked, whatever the name means a moment later", async () => {
  const server = await serve();
  const { port } = new URL(server.url);
  // No resolver but this one knows the name, and it would say something else the second time.
  const answers = [["127.0.0.1"], ["169.254.169.254"]];
  const resolve = async () => answers.shift() ?? [];
  expect(await contents({ ...loopback, resolve }, `http://rebinding.invalid:${port}/repo.git`)).toEqual([
    "what was wanted",
  ]);
  expect(answers).toHaveLength(1);
  expect(server.requests.length).toBeGreaterThanOrEqual(2);
});

test("a name that means an address inside is refused before anything is sent", async () => {
  const server = await serve();
  const { port } = new URL(server.url);
  const resolve = async () => ["93.184.216.34", "127.0.0.1"];
  const refused = open({ allowHttp: true, resolve }, `http://inside.invalid:${port}/repo.git`);
  await expect(refused).rejects.toThrow(TerminalError);
  await expect(open({ allowHttp: true, resolve }, "ssh://git@inside.invalid/repo.git")).rejects.toThrow(
    "The host inside.invalid has the private address 127.0.0.1",
  );
  expect(server.requests).toEqual([]);
});

test("a redirect leads to no host that was not checked", async () => {
  const elsewhere = await serve();
  const server = await serve((path, response) => {
    response.writeHead(302, { location: `${elsewhere.url}${path}` }).end();
    return true;
  });
  const url = `${server.url}/repo.git`;
  // Where everything inside is allowed it is followed, so what is refused below is refused by the list alone.
  expect(await contents(loopback, url)).toEqual(["what was wanted"]);
  const before = elsewhere.requests.length;
  expect(before).toBeGreaterThan(0);
  const allowHosts = createHostList("k", ["127.0.0.1"]);
  await expect(open({ ...loopback, allowHosts }, url)).rejects.toThrow("redirects elsewhere");
  expect(elsewhere.requests.length).toBe(before);
});

test("a server without git's protocol sends nobody elsewhere for objects", async () => {
  const elsewhere = await serve();
  const commit = repository.git("rev-parse", "main");
  const asked: string[] = [];
  const server = await serve((path, response) => {
    asked.push(path);
    const alternates = `${elsewhere.url}/repo.git/objects\n`;
    const files: Record<string, string> = {
      "/repo.git/info/refs": `${commit}\trefs/heads/main\n`,
      "/repo.git/HEAD": "ref: refs/heads/main\n",
      "/repo.git/objects/info/http-alternates": alternates,
      "/repo.git/objects/info/alternates": alternates,
    };
    const file = files[path.split("?")[0] ?? ""];
    response.writeHead(file === undefined ? 404 : 200, { "content-type": "text/plain" }).end(file);
    return true;
  });
  for (const ref of ["main", commit]) {
    await expect(open({ ...loopback, ref }, `${server.url}/repo.git`)).rejects.toThrow(TerminalError);
  }
  expect(asked.length).toBeGreaterThan(0);
  expect(elsewhere.requests).toEqual([]);
});

test("submodules, attributes with filters and large-file pointers are text; nobody is asked for more", async () => {
  const elsewhere = await serve();
  const owned = join(repository.folder, "owned");
  const files = {
    ".gitattributes": "* filter=lfs diff=lfs merge=lfs\n*.c filter=evil ident\n",
    ".gitconfig": `[filter "evil"]\n\tsmudge = touch ${owned}\n\tprocess = touch ${owned}\n`,
    ".gitmodules": `[submodule "x"]\n\tpath = x\n\turl = ${elsewhere.url}/repo.git\n\tupdate = !touch ${owned}\n`,
    ".lfsconfig": `[lfs]\n\turl = ${elsewhere.url}/lfs\n`,
    "big.bin": "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7\n",
    "main.c": "/* $Id$ */",
  };
  repository.commit(repository.files(files));
  const server = await serve();
  for (const url of [repository.url, `${server.url}/repo.git`]) {
    expect((await contents(loopback, url)).toSorted()).toEqual(Object.values(files).toSorted());
  }
  expect(elsewhere.requests).toEqual([]);
  expect(existsSync(owned)).toBe(false);
});

test("settings and hooks of the repository itself run nothing", async () => {
  const owned = join(repository.folder, "owned");
  const script = join(repository.folder, "evil.sh");
  writeFileSync(script, `#!/bin/sh\ntouch '${owned}'\nexec "$@"\n`, { mode: 0o755 });
  for (const key of [
    "core.fsmonitor",
    "core.sshCommand",
    "core.pager",
    "core.askPass",
    "core.gitProxy",
    "uploadpack.packObjectsHook",
    "credential.helper",
    "diff.external",
  ]) {
    repository.git("config", key, script);
  }
  repository.git("config", "core.hooksPath", join(repository.folder, "hooks"));
  mkdirSync(join(repository.folder, "hooks"));
  for (const hook of ["reference-transaction", "post-checkout", "pre-auto-gc", "post-index-change"]) {
    for (const folder of [join(repository.folder, "hooks"), join(repository.path, "hooks")]) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, hook), `#!/bin/sh\ntouch '${owned}'\n`, { mode: 0o755 });
    }
  }
  expect(await contents({})).toEqual(["what was wanted"]);
  expect(existsSync(owned)).toBe(false);
});

test("a server that answers without end or not at all is given up in time", async () => {
  const server = await serve((_path, response) => {
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
    response.write("001e# service=git-upload-pack\n0000");
    return true;
  });
  const options = { ...loopback, timeoutMs: 500 };
  const started = performance.now();
  await expect(open(options, `${server.url}/repo.git`)).rejects.toThrow(RetryableError);
  expect(performance.now() - started).toBeLessThan(10_000);
  const endless = await serve((_path, response) => {
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-advertisement" });
    response.write("001e# service=git-upload-pack\n0000");
    const line = `003f${"1".repeat(40)} refs/heads/aaaaaaaaaa\n`.repeat(1_000);
    const more = () => {
      while (!response.destroyed && response.write(line));
    };
    response.on("drain", more);
    more();
    return true;
  });
  await expect(open(options, `${endless.url}/repo.git`)).rejects.toThrow();
});

test("objects that unpack to more than git may hold end the fetch, not the machine", async () => {
  const server = await serve();
  const tree = repository.git("rev-parse", "main^{tree}");
  const message = join(repository.folder, "message");
  writeFileSync(message, "m".repeat(96 * 2 ** 20));
  const bomb = repository.git("commit-tree", "-F", message, tree);
  repository.git("update-ref", "refs/heads/bomb", bomb);
  const limits = { memoryBytes: 48 * 2 ** 20 };
  expect(await contents({ ...loopback, limits }, `${server.url}/repo.git`)).toEqual(["what was wanted"]);
  const options = { ...loopback, ref: "bomb" };
  await expect(open({ ...options, limits }, `${server.url}/repo.git`)).rejects.toThrow(TerminalError);
  expect(await contents(options, `${server.url}/repo.git`)).toEqual(["what was wanted"]);
});

test("where git is missing this is said", async () => {
  const before = process.env.PATH;
  process.env.PATH = temporary;
  try {
    await expect(open({}, repository.url)).rejects.toThrow("git is not installed");
  } finally {
    process.env.PATH = before;
  }
});

test("only the protocol of the URL is spoken", async () => {
  for (const url of ["ext::sh -c true", "git://127.0.0.1/a", "fd::3", `${repository.path}`, "-x"]) {
    await expect(open(loopback, url)).rejects.toThrow(UsageError);
  }
});
