import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, expect, test, vi } from "vitest";
import { runHere } from "../context.fixture.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-identity-"));
const project = join(work, "project");
const baseline = join(work, "baseline.json");
const environment = { XDG_CACHE_HOME: join(work, "caches") };
const LINES = ["import hashlib", "def a(x):", "    return hashlib.md5(x)", "def b(x):", "    return hashlib.sha1(x)"];

// Each scan starts threads of its own.
vi.setConfig({ testTimeout: 120_000 });
afterAll(() => rmSync(work, { recursive: true, force: true }));

function put(lines: readonly string[]): void {
  writeFileSync(join(project, "a.py"), `${lines.join("\n")}\n`);
}

async function scan(...args: string[]): Promise<AuditResult["findings"]> {
  const { stdout } = await runHere(["scan", project, "--format", "json", ...args], { environment });
  return (JSON.parse(stdout) as AuditResult).findings;
}

test("against a baseline: ten lines above, a reformat and a new name are nothing new, a copy in the file is one", async () => {
  mkdirSync(project);
  put(LINES);
  await runHere(["scan", project, "--format", "baseline", "--output", baseline], { environment });
  const ids = (await scan()).map(({ id }) => id);
  expect(ids).toHaveLength(2);

  const moved = [...Array.from({ length: 10 }, (_, at) => `# ${at}`), ...LINES];
  put(moved.map((line) => line.replace("(x)", "( x )")));
  const after = await scan("--baseline", baseline);
  expect(after.map(({ id }) => id)).toEqual(ids);
  expect(after.map((each) => each.baseline)).toEqual(["existing", "existing"]);

  put([...moved, "def c(x):", "    return hashlib.md5(x)"]);
  const copied = await scan("--baseline", baseline);
  expect(copied.filter((each) => each.baseline !== "existing").map(({ algorithm }) => algorithm)).toEqual(["MD5"]);

  put(moved);
  renameSync(join(project, "a.py"), join(project, "renamed.py"));
  const renamed = await scan("--baseline", baseline);
  expect(renamed.map((each) => each.baseline)).toEqual(["existing", "existing"]);
});
