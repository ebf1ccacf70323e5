/** What a user gets wrong and what a repository can hold: one clear line or a counted reason, the right exit code, and every other file scanned. */
import { generateKeyPairSync } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "./command.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-bad-input-"));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "good.py"), "import hashlib\nhashlib.md5(b'')\n");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function scan(...args: string[]): Promise<{ code: number | null; result: AuditResult; stderr: string }> {
  const { code, stdout, stderr } = await runCommand(["scan", folder, "--format", "json", ...args]);
  const result = JSON.parse(stdout) as AuditResult;
  expect(result.findings.filter(({ path }) => path === "good.py").map(({ algorithm }) => algorithm)).toEqual(["MD5"]);
  const { present, scanned, skipped, failed, quarantined } = result.coverage;
  expect(scanned + Object.values(skipped).reduce((a, b) => a + b, 0) + failed + quarantined).toBe(present);
  return { code, result, stderr };
}

test.each([
  ["a missing path", ["scan", "/no/such/folder"], 2, /no\/such\/folder does not exist/],
  ["a repository that is none", ["scan", "file:///"], 3, /file:\/\/\//],
  ["an unreachable URL", ["scan", "https://127.0.0.1:1/team/app.git"], 3, /127\.0\.0\.1:1/],
  ["an unknown option", ["scan", ".", "--no-such-option"], 2, /no-such-option/],
  ["an unknown format", ["scan", ".", "--format", "yaml"], 2, /yaml/],
  ["a bad pattern", ["scan", ".", "--exclude", ""], 2, /pattern/],
  ["a bad number of workers", ["scan", ".", "--workers", "many"], 2, /many/],
])("%s is one clear line", async (_name, args, code, message) => {
  const result = await runCommand(args, { cwd: folder });
  expect(result.stdout).toBe("");
  expect(
    result.stderr
      .trim()
      .split("\n")
      .filter((line) => !line.startsWith("Usage") && line !== ""),
  ).toHaveLength(1);
  expect(result.stderr).toMatch(message);
  expect(result.code).toBe(code);
});

test("a wrong configuration key is refused by name", async () => {
  const config = join(folder, "config.yaml");
  writeFileSync(config, "performance:\n  chunk_sise: 10\n");
  const { code, stderr } = await runCommand(["scan", folder, "--config", config]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/chunk_sise/);
  expect(stderr).toMatch(/chunk_size/);
});

test("a file that may not be read fails alone, and the scan says it is incomplete", async () => {
  const secret = join(folder, "secret.py");
  writeFileSync(secret, "import hashlib\n");
  chmodSync(secret, 0);
  // The superuser may read everything: the command is then run as a user who may not.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  const { code, stdout } = await runCommand(["scan", folder, "--format", "json"], uid === undefined ? {} : { uid });
  const result = JSON.parse(stdout) as AuditResult;
  expect(code).toBe(3);
  expect(result.coverage).toMatchObject({ present: 2, scanned: 1, failed: 1 });
  expect(result.errors).toMatchObject([{ path: "secret.py", status: "failed" }]);
  expect(result.findings).toHaveLength(1);
});

test("a 2 GB file is skipped as too large, and costs nothing", async () => {
  const huge = join(folder, "huge.py");
  writeFileSync(huge, "");
  truncateSync(huge, 2 * 1024 ** 3);
  const { code, result } = await scan();
  expect(code).toBe(0);
  expect(result.coverage.skipped).toEqual({ "too-large": 1 });
});

test("a symlink loop ends", async () => {
  mkdirSync(join(folder, "a"));
  symlinkSync("..", join(folder, "a", "up"));
  symlinkSync("self", join(folder, "self"));
  const { code, result } = await scan();
  expect(code).toBe(0);
  expect(result.coverage.skipped).toEqual({ symlink: 2 });
});

test("a file that is not UTF-8 is scanned", async () => {
  writeFileSync(join(folder, "latin.py"), Buffer.from("# caf\xe9\nimport hashlib\nhashlib.sha1(b'')\n", "latin1"));
  const { result } = await scan();
  expect(result.findings.map(({ path, algorithm }) => `${path} ${algorithm}`)).toContain("latin.py SHA-1");
});

test("a UTF-16 source is scanned", async () => {
  writeFileSync(join(folder, "wide.py"), Buffer.from("\ufeffimport hashlib\nhashlib.sha1(b'')\n", "utf16le"));
  const { result } = await scan();
  expect(result.findings.map(({ path, algorithm }) => `${path} ${algorithm}`)).toContain("wide.py SHA-1");
});

test("a truncated certificate or key is a counted error of that file, not an incomplete scan", async () => {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const der = publicKey.export({ type: "spki", format: "der" });
  const pem = `-----BEGIN CERTIFICATE-----\n${der.subarray(0, 100).toString("base64")}\n-----END CERTIFICATE-----\n`;
  writeFileSync(join(folder, "broken.pem"), pem);
  const { code, result } = await scan();
  expect(code).toBe(0);
  expect(result.errors).toMatchObject([{ path: "broken.pem", status: "malformed" }]);
  expect(result.coverage).toMatchObject({ scanned: 2, failed: 0 });
});

test("findings at or above --fail-on are exit code 1, and 0 below", async () => {
  expect((await scan("--fail-on", "critical")).code).toBe(0);
  expect((await scan("--fail-on", "low")).code).toBe(1);
});
