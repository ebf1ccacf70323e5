import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openTemporary, sweepTemporary } from "./temporary.ts";

const HOURS = 60 * 60_000;

test("what killed processes left is swept, what is in use or somebody else's stays", async () => {
  const parent = mkdtempSync(join(tmpdir(), "pqc-audit-sweep-"));
  try {
    const mine = await openTemporary(parent);
    for (const name of ["pqc-audit-git-dead", "pqc-audit-git-young", "other"])
      mkdirSync(join(parent, name, "deep"), { recursive: true });
    const longAgo = new Date(Date.now() - 7 * HOURS);
    for (const path of [mine.path, join(parent, "pqc-audit-git-dead"), join(parent, "other")])
      utimesSync(path, longAgo, longAgo);
    expect(await sweepTemporary(parent)).toBe(1);
    expect(readdirSync(parent).length).toBe(3);
    expect(existsSync(mine.path)).toBe(true);
    await mine.remove();
    expect(existsSync(mine.path)).toBe(false);
  } finally {
    rmSync(parent, { recursive: true });
  }
});

test("a process that exits takes its folders with it", () => {
  const parent = mkdtempSync(join(tmpdir(), "pqc-audit-sweep-"));
  const module = fileURLToPath(new URL("./temporary.ts", import.meta.url));
  try {
    const script = `const { openTemporary } = await import(${JSON.stringify(module)}); console.log((await openTemporary(${JSON.stringify(parent)})).path); process.exit(3);`;
    const run = () => execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" });
    expect(run).toThrow(expect.objectContaining({ status: 3, stdout: expect.stringContaining(parent) }));
    expect(readdirSync(parent)).toEqual([]);
  } finally {
    rmSync(parent, { recursive: true });
  }
});
