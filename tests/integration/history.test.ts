/** `pqc-audit history` as a user starts it, on repositories that git's own commands made, and on what can be wrong with one. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HistoryResult, Life } from "@pqc-audit/reports/history/model.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "./command.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-audit-history-"));
const repository = join(work, "repository");
afterAll(() => rmSync(work, { recursive: true, force: true }));

const MD5 = "import hashlib\n\n\ndef token(x):\n    return hashlib.md5(x).hexdigest()\n";
const keys = (size: number) =>
  `import java.security.KeyPairGenerator;\nclass Keys {\n  void make() throws Exception {\n    KeyPairGenerator g = KeyPairGenerator.getInstance("RSA");\n    g.initialize(${size});\n  }\n}\n`;
const SHA1 = 'package sum\n\nimport "crypto/sha1"\n\nfunc Sum(b []byte) [20]byte { return sha1.Sum(b) }\n';

let day = 0;
function git(folder: string, ...args: readonly string[]): string {
  const date = new Date(Date.UTC(2021, 0, 1 + day)).toISOString();
  return execFileSync("git", ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** What the commit is called by the test. */
const names = new Map<string, string>();
function commit(name: string, files: Readonly<Record<string, string>> = {}): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  day += 1;
  git(repository, "add", "--all");
  git(repository, "commit", "--quiet", "--allow-empty", "--message", "a secret subject");
  names.set(git(repository, "rev-parse", "HEAD"), name);
}

beforeAll(() => {
  git(work, "init", "--quiet", "--initial-branch=main", repository);
  commit("first", { "src/tokens.py": MD5, "Keys.java": keys(1024) });
  commit("stronger", { "Keys.java": keys(2048) });
  git(repository, "checkout", "--quiet", "-b", "feature");
  commit("on the branch", { "sum/sum.go": SHA1 });
  git(repository, "checkout", "--quiet", "main");
  git(repository, "mv", "src/tokens.py", "tokens.py");
  commit("renamed");
  day += 1;
  git(repository, "merge", "--quiet", "--no-ff", "--message", "a secret merge", "feature");
  names.set(git(repository, "rev-parse", "HEAD"), "merge");
  git(repository, "rm", "--quiet", "tokens.py");
  commit("deleted");
  day += 1;
  git(repository, "revert", "--no-edit", "HEAD");
  names.set(git(repository, "rev-parse", "HEAD"), "reverted");
});

async function history(location: string, ...args: readonly string[]): Promise<HistoryResult> {
  const { code, stdout, stderr } = await runCommand(["history", location, "--format", "json", "--quiet", ...args]);
  const result = JSON.parse(stdout || "{}") as HistoryResult;
  expect({ code, stderr, errors: result.errors }).toEqual({ code: 0, stderr: "", errors: [] });
  return result;
}

function told({ algorithm, path, earlierPaths, opened, merged, closed }: Life): string {
  const nameOf = (at: { commit: string } | undefined) => at && names.get(at.commit);
  const from = `${opened.before ? "before " : ""}${nameOf(opened)}${merged ? `, merged by ${nameOf(merged)}` : ""}`;
  return `${algorithm} ${[...(earlierPaths ?? []), path].join(" => ")}: ${from} -> ${nameOf(closed) ?? "still there"}`;
}

test("each use is told with the commits that brought it and took it away", async () => {
  const result = await history(repository);
  expect(result.lives.map(told)).toEqual([
    "RSA-1024 Keys.java: first -> stronger",
    "MD5 src/tokens.py => tokens.py: first -> deleted",
    "RSA-2048 Keys.java: stronger -> still there",
    "SHA-1 sum/sum.go: on the branch, merged by merge -> still there",
    "MD5 tokens.py: reverted -> still there",
  ]);
  expect(result.commits).toEqual({ all: 7, mainLine: 6 });
  expect(result.coverage).toMatchObject({ present: 4, scanned: 4, failed: 0 });
  expect(result.timeline.series.map(({ family, counts }) => [family, counts.at(-1)])).toEqual([
    ["RSA", 1],
    ["MD5", 1],
    ["SHA-1", 1],
  ]);
  expect(JSON.stringify(result)).not.toMatch(/somebody|secret/i);
});

test("what is present is what a scan of the last commit finds", async () => {
  const { lives } = await history(pathToFileURL(repository).href, "--first-parent");
  const { stdout } = await runCommand(["scan", pathToFileURL(repository).href, "--format", "json", "--quiet"]);
  const found = (JSON.parse(stdout) as AuditResult).findings.filter(
    ({ quantum, classical }) => quantum === "broken" || classical !== "ok",
  );
  const place = (each: { algorithm: string; path: string; line: number }) =>
    `${each.algorithm} ${each.path}:${each.line}`;
  const present = lives.filter(({ state }) => state === "present");
  expect(present.map(place).sort()).toEqual(found.map(place).sort());
  expect(present.map(place)).toHaveLength(3);
});

test("a folder, a linked working tree, a detached HEAD and a bare clone lead to the same history", async () => {
  const folder = await history(join(repository, "sum"));
  expect(folder.lives.map(told)).toEqual(["SHA-1 sum.go: on the branch, merged by merge -> still there"]);
  expect(folder.target.folder).toBe("sum");
  const linked = join(work, "linked");
  git(repository, "worktree", "add", "--quiet", "--detach", linked, "main~2");
  const detached = await history(linked);
  expect(detached.lives.map(told)).toContain("MD5 src/tokens.py => tokens.py: first -> still there");
  git(work, "clone", "--quiet", "--bare", repository, join(work, "bare.git"));
  const bare = await history(join(work, "bare.git"), "--ref", "feature");
  expect(bare.lives.map(told)).toContain("SHA-1 sum/sum.go: on the branch -> still there");
});

test("a shallow clone says so, and what its oldest commit has was there before", async () => {
  const shallow = join(work, "shallow");
  git(work, "clone", "--quiet", "--depth=2", "--single-branch", pathToFileURL(repository).href, shallow);
  const { code, stdout, stderr } = await runCommand(["history", shallow, "--format", "json"]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: expect.stringMatching(/^pqc-audit: this clone is shallow: .*\n$/),
  });
  const result = JSON.parse(stdout) as HistoryResult;
  expect(result.target.shallow).toBe(true);
  expect(result.lives.map(told)).toEqual([
    "RSA-2048 Keys.java: before deleted -> still there",
    "SHA-1 sum/sum.go: before deleted -> still there",
    "MD5 tokens.py: reverted -> still there",
  ]);
});

test("a partial clone is read as far as it goes: nothing is fetched, and what is missing is counted", async () => {
  git(repository, "config", "uploadpack.allowFilter", "true");
  const partial = join(work, "partial");
  git(work, "clone", "--quiet", "--filter=blob:none", "--no-checkout", pathToFileURL(repository).href, partial);
  const { code, stdout, stderr } = await runCommand(["history", partial, "--format", "json"]);
  expect({ code, stderr }).toEqual({
    code: 3,
    stderr: "pqc-audit: incomplete: 4 of 4 contents could not be scanned\n",
  });
  const { coverage, errors } = JSON.parse(stdout) as HistoryResult;
  expect(coverage).toMatchObject({ present: 4, scanned: 0, failed: 4 });
  expect(errors[0]?.message).toMatch(/^the content [0-9a-f]{40} is not in this clone$/);
});

test("a repository's own configuration and hooks have no say", async () => {
  const mark = join(work, "mark");
  const evil = join(work, "evil");
  git(work, "clone", "--quiet", repository, evil);
  const script = join(work, "evil.sh");
  writeFileSync(script, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
  for (const key of ["core.fsmonitor", "diff.external", "core.pager", "core.sshCommand", "diff.evil.textconv"]) {
    git(evil, "config", key, script);
  }
  git(evil, "config", "core.hooksPath", work);
  git(evil, "config", "log.showSignature", "true");
  writeFileSync(join(evil, ".git", "info", "attributes"), "* diff=evil\n");
  const { lives } = await history(evil);
  expect(lives).toHaveLength(5);
  expect(() => readFileSync(mark)).toThrow();
});

test("every format is written, and the page stands by itself", async () => {
  const html = join(work, "history.html");
  const page = await runCommand(["history", repository, "--format", "html", "--output", html]);
  expect(page).toEqual({ code: 0, stdout: "", stderr: `pqc-audit: 5 uses written to ${html}\n` });
  expect(readFileSync(html, "utf8")).toContain("MD5");
  const { stdout } = await runCommand(["history", repository, "--algorithm", "MD5"]);
  expect(stdout).toContain("There longest\n  MD5  tokens.py:5\n");
  expect(stdout).not.toContain("RSA");
});

test.each([
  ["no repository", ["history", tmpdir()], 2, /is not in a git repository/],
  ["a file", ["history", join(repository, "Keys.java")], 2, /is no folder/],
  ["nothing there", ["history", join(work, "nowhere")], 2, /does not exist/],
  ["no commit yet", ["history", join(work, "unborn")], 2, /has no commit yet/],
  ["an empty repository on a server", ["history", pathToFileURL(join(work, "unborn")).href], 3, /is empty/],
  ["an unknown ref", ["history", repository, "--ref", "nope"], 2, /has no branch, tag or commit "nope"/],
  ["an option as a ref", ["history", repository, "--ref=--all"], 2, /has no branch, tag or commit "--all"/],
  ["no day", ["history", repository, "--since", "2021-02-31"], 2, /--since 2021-02-31 is no day that there is/],
  ["neither day nor commit", ["history", repository, "--since", "last week"], 2, /neither a day .* nor a commit/],
  ["another line", ["history", repository, "--ref", "feature", "--since", "main"], 2, /does not come from that commit/],
  ["before the beginning", ["history", repository, "--until", "2001-01-01"], 2, /has no commit that old/],
  ["SHA-256 objects", ["history", join(work, "sha256")], 3, /SHA-256/],
])("%s is one clear line", async (_name, args, code, message) => {
  git(work, "init", "--quiet", join(work, "unborn"));
  git(work, "init", "--quiet", "--object-format=sha256", join(work, "sha256"));
  git(join(work, "sha256"), "commit", "--quiet", "--allow-empty", "--message", "first");
  const result = await runCommand(args);
  expect(result.stdout).toBe("");
  expect(result.stderr.trim().split("\n")).toHaveLength(1);
  expect(result.stderr).toMatch(message);
  expect(result.code).toBe(code);
});
