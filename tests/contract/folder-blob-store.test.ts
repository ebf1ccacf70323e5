import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFolderBlobStore } from "@pqc-audit/platform/adapters/fs/blob-store.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { blobStoreContract } from "./blob-store.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-blobs-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("contract", () => blobStoreContract(async () => openFolderBlobStore(folder)));

test("leaves no unfinished file behind, neither after success nor after failure", async () => {
  const store = openFolderBlobStore(join(folder, "tidy"));
  await store.put("a/b", new Uint8Array([1]));
  // A folder stands where the blob should go: the rename fails.
  await store.put("a/taken/inner", new Uint8Array([1]));
  await expect(store.put("a/taken", new Uint8Array([2]))).rejects.toThrow(TerminalError);
  expect((await readdir(join(folder, "tidy/a"))).toSorted()).toEqual(["b", "taken"]);
});

test("a file where the store's folder should be is one clear line", async () => {
  const file = join(folder, "file");
  await writeFile(file, "");
  await expect(openFolderBlobStore(file).put("a", new Uint8Array([1]))).rejects.toThrow(
    `cannot store a in the folder ${file}`,
  );
});
