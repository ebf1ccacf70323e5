import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { serveGit, type TestCertificate, TestRepository, type TestServer, testCertificate } from "./git.fixture.ts";
import { headOfGit } from "./git-head.ts";
import { packet } from "./git-packets.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

let repository: TestRepository;
let folder: string;
let servers: TestServer[];

beforeEach(() => {
  repository = new TestRepository();
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-refs-"));
  servers = [];
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  repository.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(answer?: Answer, tls?: TestCertificate): Promise<TestServer> {
  const server = await serveGit(repository.folder, answer, tls);
  servers.push(server);
  return server;
}

const inside = () => ({ allowHttp: true, allowPrivateAddresses: true, temporaryFolder: folder });

test("a server that spoke the protocol is asked once for each head, and answers for branches and tags", async () => {
  const first = repository.commit(repository.files({ a: "1" }));
  const next = repository.commit(repository.files({ a: "2" }), "next");
  repository.git("tag", "-a", "v1", "-m", "annotated", first);
  const { url, requests } = await serve();
  expect(await headOfGit(`${url}/repo.git`, inside())).toBe(first);
  expect(requests.map((request) => request.url)).toEqual([
    "/repo.git/info/refs?service=git-upload-pack",
    "/repo.git/git-upload-pack",
  ]);
  expect(await headOfGit(`${url}/repo.git/`, inside())).toBe(first);
  expect(await headOfGit(`${url}/repo.git`, { ...inside(), ref: "next" })).toBe(next);
  expect(await headOfGit(`${url}/repo.git`, { ...inside(), ref: "v1" })).toBe(first);
  expect(await headOfGit(`${url}/repo.git`, { ...inside(), ref: "refs/heads/next" })).toBe(next);
  expect(requests).toHaveLength(6);
});

test("a name is the address that was checked; token and authority go along", async () => {
  const tls = await testCertificate(folder);
  const tokenFile = join(folder, "token");
  writeFileSync(tokenFile, "deploy:secret\n");
  const commit = repository.commit(repository.files({ a: "1" }));
  const { url, requests } = await serve(undefined, tls);
  const asked: string[] = [];
  const options = {
    ...inside(),
    caFile: tls.certFile,
    credentials: { tokenFile },
    resolve: async (host: string) => {
      asked.push(host);
      return ["127.0.0.1"];
    },
  };
  expect(await headOfGit(`${url}/repo.git`, options)).toBe(commit);
  expect(asked).toEqual(["localhost"]);
  const basic = Buffer.from("deploy:secret").toString("base64");
  expect(requests.map(({ authorization }) => authorization)).toEqual([`Basic ${basic}`, `Basic ${basic}`]);
});

test("an authority that is not trusted is not talked to", async () => {
  repository.commit(repository.files({ a: "1" }));
  const { url, requests } = await serve(undefined, await testCertificate(folder));
  await expect(headOfGit(`${url}/repo.git`, inside())).rejects.toThrow(/certificate/i);
  expect(requests).toEqual([]);
});

/** As servers answered before the second version of the protocol. */
const older: Answer = (request) => {
  delete request.headers["git-protocol"];
  return false;
};

const oddly =
  (body: string): Answer =>
  (request, response) => {
    // Node's own client, not git, which names its version.
    if (!String(request.headers["user-agent"]).includes("pqc-audit") || request.method !== "POST") return false;
    response.writeHead(200, { "content-type": "application/x-git-upload-pack-result" }).end(body);
    return true;
  };

test.each<[string, Answer]>([
  ["of an older version", older],
  ["that is no packet", oddly("<html>")],
  ["that is cut off", oddly("00ffshort")],
  ["that names no commit", oddly(`${packet("unborn HEAD symref-target:refs/heads/main\n")}0000`)],
  ["without end", oddly(packet("x".repeat(60_000)).repeat(20))],
  ["with a packet of length three", oddly("0003")],
])("of an answer %s git makes what can be made", async (_what, answer) => {
  const commit = repository.commit(repository.files({ a: "1" }));
  const { url } = await serve(answer);
  expect(await headOfGit(`${url}/repo.git`, inside())).toBe(commit);
});

test("a redirect, a refusal, an empty repository: git says what it is", async () => {
  const moved = await serve((request, response) => {
    if (!request.url?.startsWith("/old.git")) return false;
    response.writeHead(301, { location: request.url.replace("/old.git", "/repo.git") }).end();
    return true;
  });
  await expect(headOfGit(`${moved.url}/repo.git`, inside())).rejects.toThrow("is empty");
  const commit = repository.commit(repository.files({ a: "1" }));
  expect(await headOfGit(`${moved.url}/old.git`, inside())).toBe(commit);
  await expect(headOfGit(`${moved.url}/gone.git`, inside())).rejects.toThrow("not a git repository");
  const locked = await serve((_request, response) => {
    response.writeHead(401, { "www-authenticate": "Basic" }).end();
    return true;
  });
  await expect(headOfGit(`${locked.url}/repo.git`, inside())).rejects.toThrow("No access to");
});

test("whoever stops does not wait for an answer", async () => {
  const stop = new AbortController();
  const { url } = await serve(() => {
    stop.abort(new Error("stopped"));
    return true;
  });
  await expect(headOfGit(`${url}/repo.git`, { ...inside(), signal: stop.signal })).rejects.toThrow("stopped");
});
