import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { MAX_POLICY_BYTES, POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestRepository } from "./git.fixture.ts";
import { openGit } from "./git.ts";
import { openLocal } from "./local.ts";
import { keptOwners, readOwnersFile, readPolicyFile } from "./policy-file.ts";
import type { Source } from "./source.ts";

const MIB = 1024 * 1024;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-policy-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (path = folder) => readPolicyFile(openLocal(path), 10 * MIB);
const write = (content: string | Uint8Array) => writeFileSync(join(folder, POLICY_FILE), content);

test("a folder has one, or none", async () => {
  expect(await read()).toBeUndefined();
  write("version: 1\n");
  expect(await read()).toEqual({ text: "version: 1\n" });
  write("\u{feff}version: 1\n");
  expect(await read()).toEqual({ text: "version: 1\n" });
});

test("only one at the root counts, and a single file has none beside it", async () => {
  mkdirSync(join(folder, "below"));
  write("version: 1");
  writeFileSync(join(folder, "below", "a.py"), "");
  expect(await read(join(folder, "below"))).toBeUndefined();
  expect(await read(join(folder, "below", "a.py"))).toBeUndefined();
});

test.each<[string, () => void, string]>([
  ["a link", () => symlinkSync("/etc/passwd", join(folder, POLICY_FILE)), "is no ordinary file"],
  ["a folder", () => mkdirSync(join(folder, POLICY_FILE)), "is no ordinary file"],
  ["too large", () => write("#".repeat(MAX_POLICY_BYTES + 1)), `is larger than ${MAX_POLICY_BYTES} bytes`],
  ["no UTF-8", () => write(Buffer.from([0x23, 0xe9])), "is not UTF-8"],
  ["no text", () => write("version: 1\0"), "holds a NUL"],
])("one that is %s is refused by name, and nothing of it is read", async (_, make, why) => {
  make();
  expect(await read()).toEqual({ fault: expect.stringContaining(`${POLICY_FILE} ${why}`) });
});

test("what cannot be read is a fault of the file, a source that is away is not", async () => {
  const failing = (error: Error): Source => ({
    location: "x",
    async *entries() {},
    find: async (path) => ({ path, size: 1, type: "file" }),
    // biome-ignore lint/correctness/useYield: it fails before
    async *read() {
      throw error;
    },
    close: async () => {},
  });
  const denied = await readPolicyFile(failing(new TerminalError("permission denied")), MIB);
  expect(denied).toEqual({ fault: `${POLICY_FILE}: permission denied` });
  await expect(readPolicyFile(failing(new RetryableError("away")), MIB)).rejects.toThrow("away");
});

test("of a repository it is that of the commit; one that was not fetched is too large", async () => {
  const repository = new TestRepository();
  const options = { allowFileRoots: [repository.folder], temporaryFolder: folder };
  try {
    repository.commit(repository.files({ "a.c": "int a;" }));
    const without = await openGit(repository.url, options);
    expect(await readPolicyFile(without, MIB)).toBeUndefined();
    await without.close();
    repository.commit(repository.files({ "a.c": "int a;", [POLICY_FILE]: "version: 1 # one\n", "below/x": "" }));
    const source = await openGit(repository.url, options);
    expect(await readPolicyFile(source, MIB)).toEqual({ text: "version: 1 # one\n" });
    expect(await source.find("below")).toMatchObject({ type: "special" });
    expect(await source.find("nothing")).toBeUndefined();
    await source.close();
    const small = await openGit(repository.url, { ...options, maxFileSizeBytes: 8 });
    expect(await readPolicyFile(small, 8)).toEqual({ fault: `${POLICY_FILE} is larger than 8 bytes` });
    await small.close();
  } finally {
    repository.remove();
  }
});

test("owners are named in the first file where a service looks, and nowhere is told too", async () => {
  const owners = () => readOwnersFile(openLocal(folder), MIB);
  expect(await owners()).toEqual({});
  for (const path of [".gitlab/CODEOWNERS", "docs/CODEOWNERS", "CODEOWNERS", ".github/CODEOWNERS"]) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), `* @${path.length}\n`);
    expect(await owners()).toEqual({ path, text: `* @${path.length}\n` });
  }
  rmSync(join(folder, ".github/CODEOWNERS"));
  symlinkSync("/etc/passwd", join(folder, ".github/CODEOWNERS"));
  expect(await owners()).toEqual({
    path: ".github/CODEOWNERS",
    fault: ".github/CODEOWNERS is no ordinary file",
  });
});

test("owners of an earlier commit hold where none of those files has changed", () => {
  const known = { path: "CODEOWNERS", text: "* @a" };
  const entry = (path: string) => ({ path, size: 1, type: "file" as const });
  expect(keptOwners(known, { gone: [], come: [entry("src/CODEOWNERS")] })).toBe(known);
  expect(keptOwners({}, { gone: [], come: [entry("a")] })).toEqual({});
  expect(keptOwners({}, { gone: [], come: [entry("docs/CODEOWNERS")] })).toBeUndefined();
  expect(keptOwners(known, { gone: [entry("CODEOWNERS")], come: [] })).toBeUndefined();
  expect(keptOwners(undefined, { gone: [], come: [] })).toBeUndefined();
});
