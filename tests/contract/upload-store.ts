/** What every store of uploads does, whichever adapter it is. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { UploadStore } from "@pqc-audit/platform/ports/upload-store.ts";
import { afterAll, beforeAll, expect, test } from "vitest";

async function* pieces(count: number, bytes: number, failure?: Error): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at++) yield Buffer.alloc(bytes, at);
  if (failure) throw failure;
}

export function uploadStoreContract(open: () => UploadStore): void {
  let store: UploadStore;
  let folder: string;
  beforeAll(async () => {
    store = open();
    folder = await mkdtemp(join(tmpdir(), "pqc-uploads-"));
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  let files = 0;
  const fetched = async (key: string) => {
    const path = join(folder, String(files++));
    await store.fetch(key, path, AbortSignal.timeout(30_000));
    return readFile(path);
  };

  test("what is put comes back, of any length, and replaces what was there", async () => {
    for (const [count, bytes] of [
      [0, 0],
      [1, 10],
      [100, 300_000],
      [2, 16 * 1024 * 1024],
    ] as const) {
      await store.put("name/one", pieces(count, bytes));
      const expected = Buffer.concat(await Array.fromAsync(pieces(count, bytes)));
      expect((await fetched("name/one")).equals(expected)).toBe(true);
    }
    expect(await store.exists("name/one")).toBe(true);
    expect(await store.exists("name/two")).toBe(false);
  });

  test("what breaks off on its way is thrown, and leaves nothing", async () => {
    const failure = new Error("the sender went away");
    await expect(store.put("broken/one", pieces(3, 8 * 1024 * 1024, failure))).rejects.toThrow(failure);
    expect(await store.exists("broken/one")).toBe(false);
  });

  test("what is not there is said, and a key that leads out of the store is refused", async () => {
    await expect(fetched("none/here")).rejects.toThrow(TerminalError);
    await expect(fetched("none/here")).rejects.toThrow("there is no upload none/here: send it again");
    for (const key of ["../x", "/x", "a//b", ""]) {
      await expect(store.put(key, pieces(1, 1))).rejects.toThrow(TerminalError);
    }
  });

  test("what is old is deleted, and what is not stays", async () => {
    await store.put("old/one", pieces(1, 1));
    expect(await store.removeOlder(60_000)).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await store.removeOlder(1_000)).toBeGreaterThanOrEqual(1);
    expect(await store.exists("old/one")).toBe(false);
  });
}
