import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-scan-"));
const repository = join(work, "repository");

beforeAll(() => {
  mkdirSync(join(repository, "src"), { recursive: true });
  mkdirSync(join(repository, "tests"));
  writeFileSync(join(repository, "src", "a.py"), 'import hashlib\nhashlib.md5(b"x")\nhashlib.sha256(b"y")\n');
  writeFileSync(join(repository, "tests", "test_a.py"), 'import hashlib\nhashlib.md5(b"x")\n');
  writeFileSync(join(repository, ".gitignore"), "tests/\n");
  execFileSync("git", ["init", "-q", repository]);
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function scan(...args: string[]): Promise<AuditResult> {
  const { stdout, stderr } = await runHere(["scan", repository, "--format", "json", ...args]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as AuditResult;
}

test("the printed JSON fits the published schema, and coverage adds up", async () => {
  const schema = JSON.parse(readFileSync(new URL("../../reports/schemas/result.schema.json", import.meta.url), "utf8"));
  const ajv = new Ajv();
  addFormats.default(ajv);
  const result = await scan();
  expect(ajv.validate(schema, result), JSON.stringify(ajv.errors)).toBe(true);
  expect(result.findings.map((f) => `${f.path} ${f.algorithm} ${f.scope} ${f.severity}`)).toEqual([
    "src/a.py MD5 production medium",
    "src/a.py SHA-256 production info",
    "tests/test_a.py MD5 test low",
  ]);
});

test("include, exclude and gitignore choose files and are counted", async () => {
  expect((await scan("--exclude", "tests/")).findings).toHaveLength(2);
  expect((await scan("--include", "tests/**")).findings).toHaveLength(1);
  const ignored = await scan("--gitignore");
  expect(ignored.findings).toHaveLength(2);
  expect(ignored.coverage.skipped.ignored).toBe(1);
});

test("--fail-on decides between 0 and 1", async () => {
  expect((await runHere(["scan", repository, "--fail-on", "medium"])).code).toBe(1);
  expect((await runHere(["scan", repository, "--fail-on", "high"])).code).toBe(0);
  expect((await runHere(["scan", repository])).code).toBe(0);
});

test("skipped files are counted by reason in every format, beside the findings where lines are findings", async () => {
  const excluded = (await scan("--exclude", "tests/")).coverage.skipped.excluded ?? 0;
  expect(excluded).toBeGreaterThanOrEqual(1);
  const printed = (format: string) => runHere(["scan", repository, "--exclude", "tests/", "--format", format]);
  expect((await printed("text")).stdout).toContain(`skipped ${excluded} (${excluded} excluded)`);
  const [invocation] = JSON.parse((await printed("sarif")).stdout).runs[0].invocations;
  expect(invocation.toolExecutionNotifications).toMatchObject([
    { level: "note", properties: { reason: "excluded", files: excluded } },
  ]);
  const { stdout, stderr } = await printed("ndjson");
  expect(stdout.trimEnd().split("\n")).toHaveLength(2);
  expect(stderr).toMatch(
    new RegExp(`^pqc-audit: scanned \\d+ of \\d+ files, skipped ${excluded} \\(${excluded} excluded\\)\\n$`),
  );
});

test("--output holds the whole report, and standard output nothing", async () => {
  const file = join(work, "out.sarif");
  const { code, stdout, stderr } = await runHere(["scan", repository, "--format", "sarif", "--output", file]);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: "",
    stderr: `pqc-audit: 3 findings written to ${file}\n`,
  });
  expect(JSON.parse(readFileSync(file, "utf8")).runs[0].results).toHaveLength(3);
});

test("text has colours on a terminal only, and never with NO_COLOR", async () => {
  expect((await runHere(["scan", repository])).stdout).not.toContain("\u001b[");
  expect((await runHere(["scan", repository], { tty: true })).stdout).toContain("\u001b[");
  const environment = { NO_COLOR: "1" };
  expect((await runHere(["scan", repository, "--quiet"], { tty: true, environment })).stdout).not.toContain("\u001b[");
});

test("progress is shown to a person who watches, and to nobody else", async () => {
  expect((await runHere(["scan", repository])).stderr).toBe("");
  expect((await runHere(["scan", repository], { tty: true })).stderr).toContain("files/s");
  expect((await runHere(["scan", repository, "--quiet"], { tty: true })).stderr).toBe("");
});

test("any number of workers and any chunk size give the same digest", async () => {
  const digest = (await scan()).digest;
  expect((await scan("--workers", "1")).digest).toBe(digest);
  const environment = { PQC_AUDIT_PERFORMANCE_CHUNK_SIZE: "1" };
  const { stdout } = await runHere(["scan", repository, "--format", "json", "--workers", "3"], { environment });
  expect((JSON.parse(stdout) as AuditResult).digest).toBe(digest);
});

test("what was interrupted says so and ends with 130", async () => {
  const ran = await runHere(["scan", repository], { signal: AbortSignal.abort() });
  expect(ran).toEqual({ code: 130, stdout: "", stderr: "pqc-audit: interrupted\n" });
});

test("a git URL that cannot be reached ends with 3, in one line", async () => {
  const { code, stderr } = await runHere(["scan", `file://${work}/nothing-here.git`]);
  expect([2, 3]).toContain(code);
  expect(stderr.split("\n")).toHaveLength(2);
  const unreachable = await runHere(["scan", "https://127.0.0.1:9/r.git"]);
  expect(unreachable.stderr.split("\n")).toHaveLength(2);
  expect(unreachable.code).toBe(3);
});
