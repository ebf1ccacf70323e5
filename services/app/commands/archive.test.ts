/** `pqc-audit scan` of an archive: the same answer as of the folder it was made of. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-archives-"));
const folder = join(work, "folder");
afterAll(() => rmSync(work, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(join(folder, "src"), { recursive: true });
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "src", "a.py"), 'import hashlib\nhashlib.md5(b"x")\nhashlib.sha256(b"y")\n');
  writeFileSync(join(folder, "node_modules", "b.py"), 'import hashlib\nhashlib.md5(b"x")\n');
  symlinkSync("../../../etc/passwd", join(folder, "link"));
  execFileSync("tar", ["-czf", join(work, "folder.tar.gz"), "-C", folder, "."]);
  execFileSync("tar", ["-cf", join(work, "twice.tar"), "-C", folder, "./src/a.py", "./src/a.py", "--hard-dereference"]);
});

async function scan(location: string): Promise<AuditResult> {
  const { stdout, stderr, code } = await runHere(["scan", location, "--format", "json"]);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as AuditResult;
}

test("the digest and the coverage are those of the folder", async () => {
  const [unpacked, packed] = [await scan(folder), await scan(join(work, "folder.tar.gz"))];
  expect(packed.digest).toBe(unpacked.digest);
  expect(packed.findings).toHaveLength(2);
  expect(packed.coverage).toEqual(unpacked.coverage);
  expect(packed.coverage.skipped).toEqual({ symlink: 1, excluded: 1 });
});

test("what is left out for being in an archive is counted, and fits the published schema", async () => {
  const result = await scan(join(work, "twice.tar"));
  expect(result.coverage).toMatchObject({ present: 2, scanned: 1 });
  expect(result.coverage.skipped).toEqual({ "duplicate-path": 1 });
  const schema = JSON.parse(readFileSync(new URL("../../reports/schemas/result.schema.json", import.meta.url), "utf8"));
  const ajv = new Ajv();
  addFormats.default(ajv);
  expect(ajv.validate(schema, result), JSON.stringify(ajv.errors)).toBe(true);
});

test("an archive that is cut short ends the scan with one line, and so do a ref and a day", async () => {
  const cut = join(work, "cut.tgz");
  writeFileSync(cut, readFileSync(join(work, "folder.tar.gz")).subarray(0, 100));
  const { code, stderr } = await runHere(["scan", cut]);
  expect(stderr).toMatch(/The archive .*cut\.tgz cannot be read: unexpected end of file/);
  expect(code).toBe(3);
  for (const option of ["--ref", "--since"]) {
    const asked = await runHere(["scan", join(work, "folder.tar.gz"), option, "main"]);
    expect(asked.stderr).toMatch(/is an archive: --ref and --since need a git repository/);
    expect(asked.code).toBe(2);
  }
});
