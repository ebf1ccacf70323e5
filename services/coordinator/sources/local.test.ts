import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFilter } from "../filter.ts";
import { type LocalOptions, openLocal } from "./local.ts";
import type { SourceEntry } from "./source.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pqc-audit-local-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), `content of ${path}`);
  }
}

async function walk(options: LocalOptions = {}, after?: string): Promise<readonly SourceEntry[]> {
  return Array.fromAsync(openLocal(root, options).entries(after));
}

const paths = (entries: readonly SourceEntry[]) => entries.map((each) => each.path);

test("paths come in tree order, with size and file", async () => {
  put("b.txt", "a/x", "a/b/y", "a.c", "a-b/z", "zé", "z\u{1f511}", "z\uffee");
  const entries = await walk();
  const inTreeOrder = ["a-b/z", "a.c", "a/b/y", "a/x", "b.txt", "zé", "z\uffee", "z\u{1f511}"];
  expect(paths(entries)).toEqual(inTreeOrder);
  expect(entries[1]).toMatchObject({ path: "a.c", size: 14, type: "file", file: join(root, "a.c") });
});

test("a walk resumes behind any path", async () => {
  put("b.txt", "a/x", "a/b/y", "a.c", "a-b/z", "a/b0");
  const all = paths(await walk());
  for (const [at, path] of all.entries()) expect(paths(await walk({}, path))).toEqual(all.slice(at + 1));
});

test("links are reported and never followed, special files are named", async () => {
  put("a/file");
  symlinkSync("..", join(root, "a", "loop"));
  symlinkSync("/etc/passwd", join(root, "passwd"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  expect((await walk()).map((each) => [each.path, each.type])).toEqual([
    ["a/file", "file"],
    ["a/loop", "symlink"],
    ["passwd", "symlink"],
    ["pipe", "special"],
  ]);
});

test("files below excluded folders are counted, with the reason", async () => {
  put("node_modules/a/b.js", ".git/config", "src/a.js");
  const entries = await walk({ filter: createFilter() });
  expect(entries.map((each) => [each.path, each.skip])).toEqual([
    [".git/config", "excluded"],
    ["node_modules/a/b.js", "excluded"],
    ["src/a.js", undefined],
  ]);
});

test("git-ignored files are left out when asked, as git itself sees it", async () => {
  put("keep.log", "a.log", "sub/b.log", "sub/keep.log", "sub/deep/c.tmp", "out/x", "other/out/x", "local-only", "z");
  execFileSync("git", ["init", "-q", root]);
  writeFileSync(join(root, ".gitignore"), "*.log\n!keep.log\n/out/\n");
  writeFileSync(join(root, "sub", ".gitignore"), "keep.log\n*.tmp\n!deep/c.tmp\n");
  writeFileSync(join(root, ".git", "info", "exclude"), "local-only\n");
  const ignored = (await walk({ gitignore: true })).filter((each) => each.skip === "ignored");
  const git = execFileSync("git", ["-C", root, "ls-files", "-o", "-i", "--exclude-standard"], { encoding: "utf8" });
  expect(paths(ignored)).toEqual(git.trim().split("\n"));
  expect(paths(ignored)).toEqual(["a.log", "local-only", "out/x", "sub/b.log", "sub/keep.log"]);
  expect((await walk()).some((each) => each.skip)).toBe(false);
});

test("the rules of parent folders hold where the target is inside a working tree", async () => {
  put("sub/a.log", "sub/b");
  execFileSync("git", ["init", "-q", root]);
  writeFileSync(join(root, ".gitignore"), "*.log\n");
  const entries = await Array.fromAsync(openLocal(join(root, "sub"), { gitignore: true }).entries());
  expect(entries.map((each) => each.skip)).toEqual(["ignored", undefined]);
});

test("names that are not UTF-8 stay distinct and can be read", async () => {
  for (const byte of [0xff, 0xfe]) {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/name-`), Buffer.from([byte])]), `byte ${byte}`);
  }
  const source = openLocal(root);
  const entries = await Array.fromAsync(source.entries());
  expect(entries.map((each) => [each.path, each.file])).toEqual([
    ["name-\\xfe", undefined],
    ["name-\\xff", undefined],
  ]);
  const contents = await Array.fromAsync(source.read(entries));
  expect(contents.map((each) => Buffer.from(each.bytes).toString())).toEqual(["byte 254", "byte 255"]);
});

test("a folder that cannot be listed is one failed entry; the others go on", async () => {
  put("a/x", "b/y");
  chmodSync(join(root, "a"), 0o000);
  try {
    if (process.getuid?.() === 0) chmodSync(join(root, "a"), 0o755); // Root reads everything: take the folder away instead.
    if (process.getuid?.() === 0) {
      const entries: SourceEntry[] = [];
      put("c/z");
      for await (const entry of openLocal(root).entries()) {
        if (entry.path === "a/x") rmSync(join(root, "b"), { recursive: true });
        entries.push(entry);
      }
      expect(entries.map((each) => [each.path, each.error])).toEqual([
        ["a/x", undefined],
        ["b", "Cannot list the folder b: no such file or folder"],
        ["c/z", undefined],
      ]);
      return;
    }
    expect((await walk()).map((each) => [each.path, each.error])).toEqual([
      ["a", "Cannot list the folder a: permission denied"],
      ["b/y", undefined],
    ]);
  } finally {
    chmodSync(join(root, "a"), 0o755);
  }
});

test("a single file is a target", async () => {
  put("only.py");
  const source = openLocal(join(root, "only.py"));
  expect(await Array.fromAsync(source.entries())).toMatchObject([
    { path: "only.py", size: 18, type: "file", file: join(root, "only.py") },
  ]);
});

test("a target that is missing or no file says so in one line", () => {
  const missing = join(root, "missing");
  expect(() => openLocal(missing)).toThrow(new UsageError(`Cannot scan ${missing}: no such file or folder.`));
  execFileSync("mkfifo", [join(root, "pipe")]);
  expect(() => openLocal(join(root, "pipe"))).toThrow("neither a folder nor a file");
});

test("content that went away is an error that names it", async () => {
  put("gone");
  const source = openLocal(root);
  const entries = await Array.fromAsync(source.entries());
  rmSync(join(root, "gone"));
  await expect(Array.fromAsync(source.read(entries))).rejects.toThrow(
    new TerminalError("Cannot read gone: no such file or folder."),
  );
});
