import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFolderUploadStore } from "@pqc-audit/platform/adapters/fs/upload-store.ts";
import { afterAll, expect, test } from "vitest";
import { uploadStoreContract } from "./upload-store.ts";

const folder = mkdtempSync(join(tmpdir(), "pqc-upload-store-"));
afterAll(() => rmSync(folder, { recursive: true }));

uploadStoreContract(() => openFolderUploadStore(join(folder, "uploads")));

test("a folder that nobody has made yet holds nothing old", async () => {
  expect(await openFolderUploadStore(join(folder, "none")).removeOlder(0)).toBe(0);
});
