/**
 * Blobs as files of one folder, for a single machine. A file appears whole or not at all: written beside its place,
 * synchronised, then renamed.
 */
import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { messageOf, RetryableError, TerminalError } from "../../errors.ts";
import type { BlobStore } from "../../ports/blob-store.ts";
import { checkBlobKey } from "../blob-key.ts";

/** Causes that pass by themselves, or once someone makes room. */
const passing = new Set(["EAGAIN", "EBUSY", "EDQUOT", "EIO", "EMFILE", "ENFILE", "ENOSPC", "ETIMEDOUT", "ESTALE"]);

export function openFolderBlobStore(folder: string): BlobStore {
  const root = resolve(folder);
  const pathOf = (key: string) => {
    checkBlobKey(key);
    return join(root, key);
  };
  const guarded = async <T>(what: string, key: string, work: (path: string) => Promise<T>): Promise<T> => {
    const path = pathOf(key);
    try {
      return await work(path);
    } catch (error) {
      throw classify(error, `cannot ${what} ${key} in the folder ${root}`);
    }
  };
  return {
    put: (key, bytes) => guarded("store", key, (path) => writeWhole(path, bytes)),
    get: (key) =>
      guarded("read", key, (path) =>
        readFile(path).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== "ENOENT") throw error;
          throw new TerminalError(`there is no ${key} in the folder ${root}`, { cause: error });
        }),
      ),
    exists: (key) =>
      guarded("look for", key, async (path) => {
        const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
          if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
          throw error;
        });
        return found?.isFile() ?? false;
      }),
    delete: (key) => guarded("delete", key, (path) => rm(path, { force: true })),
    close: async () => {},
  };
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  // A leading dot is no key, so an unfinished file can never be read as a blob.
  const unfinished = join(folder, `.${randomUUID()}.unfinished`);
  try {
    const file = await open(unfinished, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Makes the rename itself survive a power loss. Windows cannot open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function classify(error: unknown, what: string): Error {
  if (error instanceof TerminalError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = `${what}: ${messageOf(error)}`;
  if (passing.has(code)) return new RetryableError(message, { cause: error });
  return new TerminalError(`${message}; check that the folder exists and may be written`, { cause: error });
}
