/** The short run: what the long one measures (README.md) has to be right first. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { serveHeads } from "./head-server.ts";
import { checkHeads } from "./unchanged.ts";

test("git takes the server of heads for one of its own, in two requests", async () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const server = await serveHeads((path) => (path === "/team/there.git" ? commit : undefined));
  onTestFinished(() => server.close());
  const { stdout } = await promisify(execFile)("git", ["ls-remote", `${server.url}/team/there.git`, "HEAD"]);
  expect(stdout).toBe(`${commit}\tHEAD\n`);
  expect(server.requests()).toEqual({ capabilities: 1, refs: 1, other: 0 });
  await expect(promisify(execFile)("git", ["ls-remote", `${server.url}/team/gone.git`])).rejects.toThrow();
  expect(server.requests().other).toBeGreaterThan(0);
});

test("a repository without changes costs one request and no scan", async () => {
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-heads-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const figures = await checkHeads(root, { repositories: 10, different: 2, coordinators: 1, seconds: 60 });
  expect(figures).toMatchObject({ checked: 10, submitted: 10, scans: 0 });
  // Each asks what the server can do that finds nobody has asked it yet.
  expect(figures.requests.capabilities).toBeLessThanOrEqual(10);
  expect(figures.requests).toMatchObject({ refs: 10, other: 0 });
}, 150_000);
