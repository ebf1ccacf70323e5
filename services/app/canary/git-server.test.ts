import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CanaryGitServer, startGitServer } from "./git-server.ts";
import { type Planted, plant } from "./planted.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-canary-git-"));
const run = promisify(execFile);
let planted: Planted;
let server: CanaryGitServer;
let target: string;

beforeAll(async () => {
  planted = await plant();
  server = await startGitServer({ host: "127.0.0.1", port: 0 });
  target = `${server.url}/canary.git`;
});
afterAll(async () => {
  await server?.close();
  planted?.remove();
  rmSync(work, { recursive: true, force: true });
});

const env = { PATH: process.env.PATH, HOME: work, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1" };
const git = (...args: string[]) => run("git", args, { env, cwd: work });

test("before anything is planted the answer is to come back", async () => {
  expect((await fetch(`${target}/info/refs?service=git-upload-pack`)).status).toBe(503);
  server.serve(planted.repository);
});

test.each(["0", "1", "2"])("git fetches the commit over version %s of its protocol", async (version) => {
  const folder = join(work, `v${version}`);
  await git("-c", `protocol.version=${version}`, "clone", "--quiet", "--bare", "--depth=1", target, folder);
  const commit = execFileSync("git", ["-C", folder, "rev-parse", "HEAD"], { env, encoding: "utf8" }).trim();
  expect(commit).toBe(planted.repository.commit);
});

test("a partial clone and single contents of it work, as coordinators ask for them", async () => {
  const folder = join(work, "partial");
  await git("clone", "--quiet", "--bare", "--filter=blob:none", target, folder);
  const { stdout } = await git("-C", folder, "cat-file", "-p", "HEAD:src/sum.go");
  expect(stdout).toContain("sha1.Sum");
});

test("nothing can be pushed", async () => {
  const folder = join(work, "push");
  await git("clone", "--quiet", "--bare", target, folder);
  await expect(git("-C", folder, "push", "--quiet", target, "HEAD:refs/heads/other")).rejects.toThrow(
    /403|not allowed/i,
  );
  expect((await fetch(`${target}/git-receive-pack`, { method: "POST", body: "0000" })).status).toBe(404);
});

test.each([
  ["GET", "/", 404],
  ["GET", "/canary.git/HEAD", 404],
  ["GET", "/canary.git/config", 404],
  ["GET", "/canary.git/../../etc/passwd", 404],
  ["GET", "/other.git/info/refs?service=git-upload-pack", 404],
  ["GET", "/canary.git/info/refs", 403],
  ["GET", "/canary.git/info/refs?service=git-receive-pack", 403],
  ["POST", "/canary.git/info/refs?service=git-upload-pack", 405],
  ["GET", "/canary.git/git-upload-pack", 405],
  ["POST", "/canary.git/git-upload-pack", 415],
])("%s %s is answered %i", async (method, path, status) => {
  expect((await fetch(server.url + path, { method })).status).toBe(status);
});

test("a request without end is cut off, and the next one is served", async () => {
  const headers = { "content-type": "application/x-git-upload-pack-request" };
  const body = new Uint8Array(4 * 1024 * 1024).fill(0x30);
  const cut = await fetch(`${target}/git-upload-pack`, { method: "POST", headers, body })
    .then((answer) => answer.text())
    .catch(() => "");
  expect(cut.length).toBeLessThan(10_000);
  expect((await fetch(`${target}/info/refs?service=git-upload-pack`)).status).toBe(200);
});
