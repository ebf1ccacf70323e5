import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-since-"));
const repository = join(work, "repository");
const bare = join(work, "bare.git");
const environment = { XDG_CACHE_HOME: join(work, "caches") };
const USE = 'import hashlib\nhashlib.md5(b"x")\n';

function git(...args: string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
  execFileSync("git", [...identity, ...args], {
    cwd: repository,
    stdio: "pipe",
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_COMMITTER_DATE: "2024-03-01T12:00:00Z" },
  });
}

function put(path: string, text: string): void {
  mkdirSync(join(repository, path, ".."), { recursive: true });
  writeFileSync(join(repository, path), text);
}

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 120_000 });

beforeAll(() => {
  mkdirSync(repository);
  git("init", "--quiet", "--initial-branch=main");
  put("src/old.py", USE);
  put("src/edited.py", USE);
  put("moved.py", USE);
  git("add", "--all");
  git("commit", "--quiet", "--message", "one");
  git("tag", "v1");
  git("checkout", "--quiet", "-b", "aside");
  put("aside.py", USE);
  git("add", "--all");
  git("commit", "--quiet", "--message", "aside");
  git("checkout", "--quiet", "main");
  put("src/edited.py", `${USE}hashlib.sha1(b"y")\n`);
  git("mv", "moved.py", "src/moved.py");
  git("add", "--all");
  git("commit", "--quiet", "--message", "two");
  execFileSync("git", ["clone", "--quiet", "--bare", repository, bare], { stdio: "pipe" });
  put("src/new.py", USE);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function scan(target: string, ...args: string[]): Promise<AuditResult> {
  const { stdout, stderr } = await runHere(["scan", target, "--format", "json", ...args], { environment });
  expect(stderr).toBe("");
  return JSON.parse(stdout) as AuditResult;
}

const pathsOf = ({ findings }: AuditResult): string[] => [...new Set(findings.map(({ path }) => path))];

test("of a working tree what differs from the base is scanned: committed, moved or not committed yet", async () => {
  const result = await scan(repository, "--since", "v1");
  expect(pathsOf(result)).toEqual(["src/edited.py", "src/moved.py", "src/new.py"]);
  expect(result.coverage.skipped.unchanged).toBe(1);
  expect(result.target.since).toEqual({ asked: "v1", commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
  const schema = JSON.parse(readFileSync(new URL("../../reports/schemas/result.schema.json", import.meta.url), "utf8"));
  const ajv = new Ajv();
  addFormats.default(ajv);
  expect(ajv.validate(schema, result), JSON.stringify(ajv.errors)).toBe(true);
  expect(pathsOf(await scan(repository, "--since", "HEAD"))).toEqual(["src/new.py"]);
  expect(pathsOf(await scan(join(repository, "src"), "--since", "HEAD"))).toEqual(["new.py"]);
});

test.each([
  ["a commit of a folder", () => [repository, "--ref", "main"]],
  ["a bare repository", () => [bare]],
  ["its URL", () => [`file://${bare}`]],
])("of %s what its tree has otherwise than the base", async (_, target) => {
  const [location = "", ...args] = target();
  const result = await scan(location, ...args, "--since", "v1");
  expect(pathsOf(result)).toEqual(["src/edited.py", "src/moved.py"]);
  expect(result.coverage).toMatchObject({ present: 3, scanned: 2, skipped: { unchanged: 1 } });
  const whole = await scan(location, ...args);
  expect(whole.target.since).toBeUndefined();
  expect(whole.coverage).toMatchObject({ present: 3, scanned: 3 });
  expect(pathsOf(await scan(location, ...args, "--since", "2024-06-01"))).toEqual([]);
});

test("a base that is not there, or that says nothing of what is scanned, is refused in one line", async () => {
  const refused = async (...args: string[]) => {
    const { code, stdout, stderr } = await runHere(["scan", ...args], { environment });
    expect({ code, stdout, lines: stderr.split("\n").length }).toEqual({ code: 2, stdout: "", lines: 2 });
    return stderr;
  };
  expect(await refused(repository, "--since", "nothing")).toContain("neither a day (2026-01-31) nor a commit");
  expect(await refused(repository, "--since", "aside")).toContain("does not come from that commit");
  expect(await refused(repository, "--since", "2001-01-01")).toContain("has no commit that old");
  expect(await refused(repository, "--since=--all")).toContain("neither a day");
  expect(await refused(bare, "--ref", "v1", "--since", "main")).toContain("does not come from that commit");
  expect(await refused("https://git.example.org/a.git", "--since", "v1")).toContain("clone it");
  expect(await refused(work, "--since", "v1")).toContain("not in a git repository");
  expect(await refused(repository, "--since", "v1", "--format", "baseline")).toContain("do not go together");
});

test("every format says that it is a part", async () => {
  const printed = async (format: string) =>
    (await runHere(["scan", bare, "--since", "v1", "--format", format], { environment })).stdout;
  expect(await printed("text")).toMatch(/a part: only files that have changed since v1 \([0-9a-f]{12}\)/);
  expect(await printed("ndjson")).toMatch(/\{"record":"partial","since":\{"asked":"v1","commit":"[0-9a-f]{40}"\}\}\n$/);
  const [run] = JSON.parse(await printed("sarif")).runs;
  expect(run.automationDetails.id).toBe("pqc-audit/since/");
  expect(run.properties.since.asked).toBe("v1");
});

test("a baseline judges the files that were looked at, and calls nothing of the others fixed", async () => {
  const file = join(work, "baseline.json");
  await runHere(["baseline", bare, "--ref", "v1", "--output", file], { environment });
  const { summary, findings } = await scan(bare, "--since", "v1", "--baseline", file, "--quiet");
  expect(summary.baseline).toEqual({ existing: 1, new: 2, fixed: 0 });
  // Where it came from was not looked at: it may be a copy.
  expect(findings.find(({ path }) => path === "src/moved.py")?.baseline).toBe("new");
});

test("a second scan of a commit reads nothing, nor does that of a copy elsewhere", async () => {
  await scan(bare);
  expect((await scan(bare)).work).toEqual({ read: 0, scanned: 0, fromCache: 3 });
  const fork = join(work, "fork.git");
  cpSync(bare, fork, { recursive: true });
  const forked = await scan(fork);
  expect(forked.work).toEqual({ read: 0, scanned: 0, fromCache: 3 });
  const cold = await scan(fork, "--no-cache");
  expect(cold.work).toEqual({ read: 3, scanned: 3, fromCache: 0 });
  expect({ ...forked, work: 0, startedAt: 0, durationMs: 0 }).toEqual({
    ...cold,
    work: 0,
    startedAt: 0,
    durationMs: 0,
  });
  expect((await runHere(["scan", fork], { environment })).stdout).toContain(
    "read 0 files; 3 results came from the cache",
  );
});

test("a content that is not what its id says gets no place in the cache", async () => {
  const forged = join(work, "forged");
  execFileSync("git", ["init", "--quiet", "--initial-branch=main", forged]);
  const inIt = (args: string[], input?: string) =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
      cwd: forged,
      input,
      stdio: "pipe",
    })
      .toString()
      .trim();
  const real = "import hashlib\nhashlib.sha1(b'of this id')\n";
  const id = inIt(["hash-object", "-w", "--stdin"], real);
  const other = inIt(["hash-object", "-w", "--stdin"], "nothing of the kind at all, but as long..\n\n");
  writeFileSync(join(forged, "a.py"), real);
  inIt(["add", "a.py"]);
  inIt(["commit", "--quiet", "--message", "one"]);
  const loose = (name: string) => join(forged, ".git", "objects", name.slice(0, 2), name.slice(2));
  rmSync(loose(id), { force: true });
  cpSync(loose(other), loose(id));
  await scan(forged, "--ref", "main");
  rmSync(join(forged, ".git"), { recursive: true });
  expect((await scan(forged)).findings.map(({ algorithm }) => algorithm)).toEqual(["SHA-1"]);
});
