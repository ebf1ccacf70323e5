import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countTree, listTree } from "./git-tree.ts";
import { GitTreeId } from "./git-tree-id.ts";
import type { SourceEntry } from "./source.ts";

const LOCATION = "repository";
const folder = mkdtempSync(join(tmpdir(), "pqc-tree-"));
const limits = { maxEntries: 100_000, sizeOfMissing: 9, absent: false };
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(["sha1", "sha256"])("a tree of %s", (format) => {
  const gitDir = join(folder, format);
  const context = { env: { PATH: process.env.PATH ?? "", GIT_DIR: gitDir }, secrets: [] };
  const git = (args: readonly string[], input?: string | Buffer) =>
    execFileSync("git", ["--git-dir", gitDir, ...args], { input })
      .toString("latin1")
      .trimEnd();
  let commit: string;
  let blob: string;

  beforeAll(() => {
    execFileSync("git", ["init", "--quiet", "--bare", `--object-format=${format}`, gitDir]);
    blob = git(["hash-object", "-w", "--stdin"], "twelve bytes");
    const missing = "1".repeat(blob.length);
    const lines = [
      `100644 blob ${blob}\tplain`,
      `100755 blob ${blob}\trunnable`,
      `120000 blob ${blob}\tlink`,
      `160000 commit ${missing}\tmodule`,
      `100644 blob ${missing}\tgone`,
      `100644 blob ${blob}\ttab\tand line\nend`,
      `100644 blob ${blob}\tümlaut`,
      ...Array.from({ length: 900 }, (_, at) => `100644 blob ${blob}\tfile-${at}-${"x".repeat(at % 97)}`),
    ];
    const odd = Buffer.concat([Buffer.from(`${lines.join("\0")}\x00100644 blob ${blob}\t`), Buffer.from([0xff, 0x00])]);
    const inner = git(["mktree", "-z", "--missing"], odd);
    const top = git(["mktree"], `040000 tree ${inner}\ta b\n040000 tree ${inner}\tü\n`);
    commit = git(["-c", "user.name=t", "-c", "user.email=t@example.org", "commit-tree", "-m", "m", top]);
  });

  const list = (given: Partial<Parameters<typeof listTree>[3]> = {}, only?: string): Promise<SourceEntry[]> =>
    Array.fromAsync(listTree(context, commit, LOCATION, { ...limits, ...given }, only));

  test("every line is read as it stands, whatever else is in its part of the listing", async () => {
    const entries = await list();
    const at = (path: string) => entries.find((entry) => entry.path === path);
    expect(entries).toHaveLength(2 * 908);
    for (const name of ["plain", "runnable", "tab\tand line\nend", "ümlaut", "\\xff", "file-1-x"]) {
      for (const path of [`a b/${name}`, `ü/${name}`]) expect(at(path)).toEqual({ path, type: "file", blob, size: 12 });
    }
    expect(at("a b/link")).toEqual({ path: "a b/link", type: "symlink", size: 0 });
    expect(at("a b/module")).toEqual({ path: "a b/module", type: "submodule", size: 0 });
    expect(at("a b/gone")).toMatchObject({ size: 9, withheld: true });
    const named = entries.filter(({ path }) => path.startsWith("a b/file-")).map(({ path }) => path);
    expect(new Set(named).size).toBe(900);
    expect(named.every((path) => /^a b\/file-(\d+)-x*$/.test(path))).toBe(true);
  });

  test("it is the same with and without the tree's id, and without sizes each content is counted", async () => {
    const treeId = new GitTreeId();
    expect(await list({ treeId })).toEqual(await list());
    let absent = 0;
    const entries = await list({ absent: true, countAbsent: () => absent++ });
    expect(entries.map(({ path }) => path)).toEqual((await list()).map(({ path }) => path));
    expect(entries.find(({ path }) => path === "a b/plain")).toEqual({
      path: "a b/plain",
      type: "file",
      blob,
      size: 0,
      absent: true,
    });
    expect(absent).toBe(2 * 906);
  });

  test("paths are passed over, counted and limited", async () => {
    const all = await list();
    expect(await list({ passing: { paths: 1_050 } })).toEqual(all.slice(1_050));
    expect(await countTree(context, commit, LOCATION)).toBe(all.length);
    await expect(list({ maxEntries: all.length - 1 })).rejects.toThrow("raise the limit");
    expect(await list({}, "a b/plain")).toEqual([{ path: "a b/plain", type: "file", blob, size: 12 }]);
  });
});
