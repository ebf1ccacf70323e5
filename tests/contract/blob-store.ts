/** What every blob store promises, whatever it is made of. */
import { randomBytes, randomUUID } from "node:crypto";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { release } from "@pqc-audit/platform/packs/release.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import { afterAll, beforeAll, expect, test } from "vitest";

export function blobStoreContract(open: () => Promise<BlobStore>): void {
  let store: BlobStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());
  /** As packs are named; a key of its own for every test. */
  const freshKey = () => `packs/${randomBytes(1).toString("hex")}/${randomUUID()}`;

  test("gets back what was put, of any size", async () => {
    for (const size of [0, 1, 65_537, 8 * 1024 * 1024]) {
      const key = freshKey();
      const bytes = randomBytes(size);
      await store.put(key, bytes);
      expect(Buffer.from(await store.get(key)).equals(bytes), `${size} bytes`).toBe(true);
    }
  });

  test("memory is the caller's: used again after a put, or given back after a get, it changes nothing that is stored", async () => {
    const key = freshKey();
    const bytes = randomBytes(100_000);
    const lent = Buffer.from(bytes);
    await store.put(key, lent);
    lent.fill(0);
    const read = await store.get(key);
    expect(Buffer.from(read).equals(bytes)).toBe(true);
    release(read);
    expect(Buffer.from(await store.get(key)).equals(bytes)).toBe(true);
  });

  test("putting the same key again is harmless, also at the same time", async () => {
    const key = freshKey();
    const bytes = randomBytes(100_000);
    await Promise.all([1, 2, 3].map(() => store.put(key, bytes)));
    await store.put(key, bytes);
    expect(Buffer.from(await store.get(key)).equals(bytes)).toBe(true);
  });

  test("knows what exists; deleting makes it gone and may be repeated", async () => {
    const key = freshKey();
    expect(await store.exists(key)).toBe(false);
    await store.put(key, new Uint8Array([1, 2, 3]));
    expect(await store.exists(key)).toBe(true);
    await store.delete(key);
    expect(await store.exists(key)).toBe(false);
    await store.delete(key);
  });

  test("a folder of keys is no blob", async () => {
    const key = freshKey();
    await store.put(`${key}/inner`, new Uint8Array([1]));
    expect(await store.exists(key)).toBe(false);
    await expect(store.get(key)).rejects.toThrow(TerminalError);
  });

  test("a missing key is a terminal error that names the key", async () => {
    const key = freshKey();
    const getting = store.get(key);
    await expect(getting).rejects.toThrow(TerminalError);
    await expect(getting).rejects.toThrow(key);
  });

  test("keys that could leave the store are refused by every operation", async () => {
    const keys = [
      "",
      "/",
      "/etc/passwd",
      "..",
      "../x",
      "a/../../x",
      "a/..",
      "a//b",
      "a/",
      "./a",
      "a/./b",
      "a\\..\\b",
      "a\0b",
    ];
    for (const key of [...keys, "a b", "a/.hidden", "%2e%2e/x", "x".repeat(600)]) {
      for (const operation of [
        () => store.put(key, new Uint8Array()),
        () => store.get(key),
        () => store.exists(key),
        () => store.delete(key),
      ]) {
        await expect((async () => operation())(), JSON.stringify(key)).rejects.toThrow(TerminalError);
      }
    }
  });

  test("many at once", async () => {
    const blobs = Array.from({ length: 64 }, () => ({ key: freshKey(), bytes: randomBytes(20_000) }));
    await Promise.all(blobs.map(({ key, bytes }) => store.put(key, bytes)));
    const read = await Promise.all(blobs.map(({ key }) => store.get(key)));
    expect(read.every((bytes, index) => blobs[index]?.bytes.equals(Buffer.from(bytes)))).toBe(true);
    await Promise.all(blobs.map(({ key }) => store.delete(key)));
  });
}
