import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

let folder: string;
let repository: string;
const commits: string[] = [];

function git(day: string, author: string, ...args: readonly string[]): string {
  const date = `${day}T12:00:00Z`;
  const who = { GIT_AUTHOR_NAME: author, GIT_AUTHOR_EMAIL: "secret@example.org", GIT_AUTHOR_DATE: date };
  const by = { GIT_COMMITTER_NAME: "x", GIT_COMMITTER_EMAIL: "x@example.org", GIT_COMMITTER_DATE: date };
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", ...who, ...by };
  return execFileSync("git", ["-C", repository, ...args], { env, encoding: "utf8" }).trim();
}

function commit(day: string, author: string): void {
  git(day, author, "add", "-A");
  git(day, author, "commit", "-q", "-m", "change");
  commits.push(git(day, author, "rev-parse", "HEAD"));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-blame-"));
  repository = join(folder, "repository");
  mkdirSync(join(repository, "app"), { recursive: true });
  git("2020-01-01", "Ada", "init", "-q", "--initial-branch=main");
  const file = join(repository, "app/a.py");
  writeFileSync(file, "import hashlib\nhashlib.md5(b'')\n");
  commit("2020-01-01", "Ada \u001b[2J");
  // Lines above, another indentation and another name are no new use.
  writeFileSync(file, "import hashlib\n# one\n# two\nif True:\n    hashlib.md5(b'')\n    hashlib.sha1(b'')\n");
  commit("2021-02-02", "Bob");
  renameSync(file, join(repository, "app/b.py"));
  commit("2022-03-03", "Eve");
});

async function scanned(name: string, ...options: readonly string[]): Promise<{ file: string; result: AuditResult }> {
  const file = join(folder, `${name}.json`);
  const ran = await runHere([
    "scan",
    repository,
    "--format",
    "json",
    "--output",
    file,
    "--no-cache",
    "--quiet",
    ...options,
  ]);
  expect(ran).toMatchObject({ code: 0, stderr: "" });
  return { file, result: JSON.parse(readFileSync(file, "utf8")) as AuditResult };
}

async function blamed(file: string, id: string, ...options: readonly string[]) {
  const { stdout, stderr } = await runHere(["blame", id, "--result", file, "--json", ...options]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as unknown;
}

const idOf = ({ findings }: AuditResult, algorithm: string) =>
  findings.find((each) => each.algorithm === algorithm)?.id ?? "none";

test.each([
  ["as it is committed", ["--ref", "main"]],
  ["as it lies there", []],
])("of a repository %s: the commit that brought the use, whatever moved since", async (_, options) => {
  const { file, result } = await scanned("whole", ...options);
  expect(await blamed(file, idOf(result, "MD5"))).toMatchObject({
    path: "app/b.py",
    line: 5,
    introduced: { commit: commits[0], authored: "2020-01-01T12:00:00Z" },
  });
  expect(await blamed(file, idOf(result, "SHA-1"))).toMatchObject({ introduced: { commit: commits[1] } });
});

test("a folder inside of it, lines above that are not committed, and a use that is not", async () => {
  writeFileSync(
    join(repository, "app/b.py"),
    "import hashlib\n# new\n# one\n# two\nif True:\n    hashlib.md5(b'')\n    hashlib.sha1(b'')\nhashlib.new('ripemd160')\n",
  );
  const { file, result } = await scanned("changed");
  expect(await blamed(file, idOf(result, "MD5"))).toMatchObject({ line: 6, introduced: { commit: commits[0] } });
  const fresh = result.findings.find(({ line }) => line === 8);
  const answer = await blamed(file, fresh?.id ?? "none");
  expect(answer).not.toHaveProperty("introduced");
  const { stdout } = await runHere(["blame", fresh?.id ?? "none", "--result", file]);
  expect(stdout).toContain("in no commit yet");
});

test("a clone that is cut says so", async () => {
  const clone = join(folder, "shallow");
  git("2022-03-03", "x", "clone", "-q", "--depth", "2", `file://${repository}`, clone);
  const { file, result } = await scanned("shallow-result", "--ref", "main");
  const answer = await blamed(file, idOf(result, "MD5"), "--source", clone);
  expect(answer).toMatchObject({ introduced: { commit: commits[1], before: true } });
});

test("names are told where they are asked for, addresses never, and nothing moves the cursor", async () => {
  const { file, result } = await scanned("names", "--ref", "main");
  const id = idOf(result, "MD5");
  const plain = await runHere(["blame", id, "--result", file]);
  expect(plain.stdout).toBe(`MD5  app/b.py:5\nintroduced  ${commits[0]}  2020-01-01T12:00:00Z\n`);
  const named = await runHere(["blame", id, "--result", file, "--author"]);
  expect(named.stdout).toContain("Ada \\u{1b}[2J");
  expect(named.stdout).not.toContain("secret@example.org");
});

test.each([
  [["none", "--result", "RESULT"], "has the id none"],
  [["x"], "say where the finding is"],
  [["x", "--result", "nowhere.json"], "cannot read findings from nowhere.json"],
])("%j is wrong usage", async (argv, message) => {
  const { file } = await scanned("usage", "--ref", "main");
  const ran = await runHere(["blame", ...argv.map((each) => (each === "RESULT" ? file : each))]);
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(message);
});

test("outside of any repository there is nothing to ask", async () => {
  const place = join(folder, "plain");
  mkdirSync(place);
  writeFileSync(join(place, "a.py"), "import hashlib\nhashlib.md5(b'')\n");
  const { file, result } = await scanned("plain-result", "--ref", "main");
  const ran = await runHere(["blame", idOf(result, "MD5"), "--result", file, "--source", place]);
  expect(ran.code).toBe(2);
});
