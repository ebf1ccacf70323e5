/** Tokens of a GitHub App, from a server that checks each signature, for git's own HTTP server that wants them. */
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { discover } from "../../discovery/discover.ts";
import { organisationOf } from "../../discovery/organisation.ts";
import { Remembered } from "../../discovery/remembered.ts";
import { ROUTES } from "../../discovery/services.fixture.ts";
import { TestRepository } from "../git.fixture.ts";
import { type GitOptions, openGit } from "../git.ts";
import { headOfGit } from "../git-head.ts";
import type { Source } from "../source.ts";
import { githubApiOf } from "./app.ts";
import { APP_ID, describe, type FakeGitHub, fakeGitHub, INSTALLATION } from "./github-app.fixture.ts";

let repository: TestRepository;
let github: FakeGitHub;
let temporary: string;
const sources: Source[] = [];

beforeEach(async () => {
  repository = new TestRepository();
  repository.commit(repository.files({ "a.c": "int a;", "b/b.c": "int b;" }));
  github = await fakeGitHub(repository);
  temporary = mkdtempSync(join(tmpdir(), "pqc-audit-app-"));
});
afterEach(async () => {
  await Promise.all(sources.splice(0).map((source) => source.close()));
  await github.close();
  repository.remove();
  rmSync(temporary, { recursive: true, force: true });
});

const options = (): GitOptions => ({
  allowPrivateAddresses: true,
  caFile: github.certificate.certFile,
  temporaryFolder: temporary,
  credentials: { folder: github.folder, hosts: [] },
});

async function open(path: string, more: GitOptions = {}): Promise<Source> {
  const source = await openGit(`${github.url}/${path}`, { ...options(), ...more });
  sources.push(source);
  return source;
}

async function textsOf(source: Source): Promise<string[]> {
  const entries = await Array.fromAsync(source.entries());
  return (await Array.fromAsync(source.read(entries))).map(({ bytes }) => Buffer.from(bytes).toString());
}

async function failureOf(path = "acme/repo.git"): Promise<Error> {
  const failure: unknown = await open(path).then(
    () => new Error("nothing failed"),
    (error: unknown) => error,
  );
  const all = `${String(failure)} ${String((failure as Error).cause)}`;
  for (const token of github.minted) expect(all).not.toContain(token);
  expect(all).not.toMatch(/eyJ|PRIVATE|MII/);
  return failure as Error;
}

const answer = (response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  return true;
};

test("a repository is read with a token for where the app is installed, which many share and which may only read", async () => {
  const url = `${github.url}/acme/repo.git`;
  const heads = await Promise.all(Array.from({ length: 12 }, () => headOfGit(url, options())));
  expect(new Set(heads).size).toBe(1);
  expect(await textsOf(await open("acme/repo.git"))).toEqual(["int a;", "int b;"]);
  expect(github.asked).toEqual([
    { path: "orgs/acme/installation", body: undefined },
    {
      path: `app/installations/${INSTALLATION}/access_tokens`,
      body: { permissions: { contents: "read", metadata: "read" } },
    },
  ]);
  const basic = `Basic ${Buffer.from(`x-access-token:${github.minted[0]}`).toString("base64")}`;
  const asked = github.git.filter(({ url: path }) => path.includes("repo.git"));
  expect(asked.length).toBeGreaterThan(12);
  expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([basic]));
});

test("an installation that is named is not looked for, and its token is for the owners of every repository", async () => {
  describe(github, { app_id: APP_ID, installation_id: String(INSTALLATION), api_url: `${github.url}/api/v3/` });
  expect(await textsOf(await open("acme/repo.git"))).toHaveLength(2);
  expect(await textsOf(await open("other/repo.git"))).toHaveLength(2);
  expect(github.asked.map(({ path }) => path)).toEqual([`app/installations/${INSTALLATION}/access_tokens`]);
});

test("a token that ends while a repository is read is renewed before contents are asked for", async () => {
  github.lifeMs = 1_500;
  const source = await open("acme/repo.git", { onDemand: true });
  const entries = await Array.fromAsync(source.entries());
  expect(entries.every(({ absent }) => absent)).toBe(true);
  expect(github.minted).toHaveLength(1);
  await sleep(1_600);
  const texts = await Array.fromAsync(source.read(entries));
  expect(texts.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(["int a;", "int b;"]);
  expect(github.minted).toHaveLength(2);
});

test("how long a token lives is read off the clock of whoever gave it out", async () => {
  github.slowMs = 7_200_000;
  expect(await textsOf(await open("acme/repo.git"))).toHaveLength(2);
  expect(await textsOf(await open("acme/repo.git"))).toHaveLength(2);
  expect(github.minted).toHaveLength(1);
});

test("an organisation is listed with such tokens, renewed between pages; its answers are known by the app", async () => {
  github.lifeMs = 900;
  let slow = true;
  github.listed = (url, response) => {
    const { status = 200, body, headers } = ROUTES.github({ url, headers: {} }, github.url) ?? { status: 404 };
    const later = slow && url.searchParams.get("page") === "2" ? 1_000 : 0;
    setTimeout(() => answer(response, status, body ?? {}, { etag: '"same"', ...headers }), later);
  };
  const find = (remembered?: Remembered) =>
    discover(organisationOf(`${github.url}/acme`, "github"), {
      ...{ include: [], exclude: [], archived: false, forks: false, protocol: "https" },
      credentials: { folder: github.folder, hosts: [] },
      caFile: github.certificate.certFile,
      remembered,
    });
  const remembered = new Remembered();
  const { targets } = await find(remembered);
  expect(targets).toEqual(["service-a", "service-b"].map((name) => `${github.url}/acme/${name}.git`));
  expect(github.minted.length).toBeGreaterThan(1);
  slow = false;
  await sleep(1_000);
  github.listed = (_, response) => void response.writeHead(304).end();
  const again = await find(remembered);
  expect(again.targets).toEqual(targets);
  expect(again.unchanged).toBe(again.requests);
  const gitea = discover(organisationOf(`${github.url}/acme`, "gitea"), {
    ...{ include: [], exclude: [], archived: false, forks: false, protocol: "https" },
    credentials: { folder: github.folder },
  });
  await expect(gitea).rejects.toThrow("is said to be gitea");
});

test("where the app is not installed everybody's repositories are read, and of others it is said", async () => {
  expect(await textsOf(await open("other/open.git"))).toHaveLength(2);
  const failure = await failureOf("other/repo.git");
  expect(failure).toBeInstanceOf(TerminalError);
  expect(failure.message).toMatch(/No access to .*For localhost, the GitHub App 123456 is not installed at other\.$/);
  expect(github.asked.map(({ path }) => path)).toEqual(["orgs/other/installation", "users/other/installation"]);
  expect(github.minted).toEqual([]);
});

test("another app's key is refused by the server that knows this one's", async () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(github.folder, "localhost.app-key"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const failure = await failureOf();
  expect(failure).toBeInstanceOf(TerminalError);
  expect(failure.message).toMatch(
    /App 123456 of .*refused \(401: A JSON web token could not be decoded\): the private key is not/,
  );
  expect(github.asked).toEqual([]);
  // Both files are read again at each use.
  writeFileSync(join(github.folder, "localhost.app-key"), github.privateKey.export({ type: "pkcs8", format: "pem" }));
  expect(await textsOf(await open("acme/repo.git"))).toHaveLength(2);
});

test.each([
  ["a wrong installation", { installation_id: 5 }, undefined, /has no installation 5: correct installation_id/],
  [
    "one that was suspended, by the token",
    { installation_id: INSTALLATION },
    [403, { message: "This installation has been suspended" }],
    /is suspended in its installation 987/,
  ],
  [
    "one that was suspended, by its owner",
    {},
    [200, { id: 1, suspended_at: "2026-01-01T00:00:00Z" }],
    /is suspended at acme/,
  ],
  [
    "an app without the permission",
    { installation_id: INSTALLATION },
    [422, {}],
    /give it the permission "Contents: read-only"/,
  ],
  ["an answer that is none", {}, [200, "<html>"], /answered what GitHub does not: correct api_url/],
  ["an id that is none", {}, [200, { id: "../../x" }], /answered what GitHub does not/],
  [
    "a token that would end a header",
    { installation_id: INSTALLATION },
    [201, { token: "a\r\nx: y", expires_at: "2099-01-01T00:00:00Z" }],
    /answered what GitHub does not/,
  ],
  [
    "a token that has ended",
    { installation_id: INSTALLATION },
    [201, { token: "a", expires_at: "2020-01-01T00:00:00Z" }],
    /gives out tokens that have expired/,
  ],
  ["a redirect", {}, [302, {}], /gets no token \(302\)/],
] as const)("%s is one clear line", async (_, fields, said, message) => {
  describe(github, fields);
  if (said)
    github.before = (_path, response) => answer(response, said[0], said[1], { location: "https://example.org/" });
  const failure = await failureOf();
  expect(failure).toBeInstanceOf(TerminalError);
  expect(failure.message).toMatch(message);
  expect(github.git.filter(({ url }) => url.includes("repo.git"))).toEqual([]);
});

test("a service that is away for a moment is asked again, one that asks to wait is waited for by whoever can", async () => {
  let left = 2;
  github.before = (_, response) => left-- > 0 && answer(response, 502, {});
  expect(await textsOf(await open("acme/repo.git"))).toHaveLength(2);
  const { privateKey } = github;
  // Another spelling of the same key: its tokens are its own.
  writeFileSync(join(github.folder, "localhost.app-key"), privateKey.export({ type: "pkcs8", format: "pem" }));
  github.before = (_, response) => answer(response, 403, {}, { "retry-after": "77" });
  const failure = await failureOf();
  expect(failure).toBeInstanceOf(RetryableError);
  expect((failure as RetryableError).retryAfterMs).toBe(77_000);
});

test.each([
  ["no JSON", "localhost.app", "app: 1", /must hold one JSON object/],
  ["no app", "localhost.app", "{}", /must say app_id/],
  ["an odd app", "localhost.app", '{"app_id": "a b"}', /must say app_id/],
  [
    "an odd installation",
    "localhost.app",
    '{"app_id": 1, "installation_id": "1/../2"}',
    /installation_id must be a number/,
  ],
  ["another key", "localhost.app", '{"app_id": 1, "private_key": "s3cr3t"}', /"private_key" is none of/],
  ["an API over plain http", "localhost.app", '{"app_id": 1, "api_url": "http://localhost/"}', /api_url must be https/],
  ["a key that is none", "localhost.app-key", "s3cr3t", /holds no private RSA key/],
  ["a token besides", "localhost.token", "s3cr3t", /has both .*: keep one/],
])("%s in the files is refused before anybody is asked", async (_, name, content, message) => {
  writeFileSync(join(github.folder, name), content);
  const failure = await failureOf();
  expect(failure).toBeInstanceOf(UsageError);
  expect(failure.message).toMatch(message);
  expect(failure.message).not.toContain("s3cr3t");
  expect(github.asked).toEqual([]);
});

test("a missing key is named, and nothing is said for an app over plain http", async () => {
  rmSync(join(github.folder, "localhost.app-key"));
  expect((await failureOf()).message).toMatch(/Cannot read .*localhost\.app-key/);
  const url = `${github.url.replace("https:", "http:")}/acme/repo.git`;
  await expect(openGit(url, { ...options(), allowHttp: true })).rejects.toThrow("not sent over unencrypted http");
});

test("each GitHub has its API", () => {
  expect(["https://github.com", "https://acme.ghe.com", "https://github.corp.example"].map(githubApiOf)).toEqual([
    "https://api.github.com/",
    "https://api.acme.ghe.com/",
    "https://github.corp.example/api/v3/",
  ]);
});
