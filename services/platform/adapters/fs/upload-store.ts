/** Uploads as files below one folder, for a single machine: written beside their place, then renamed. */
import { randomUUID } from "node:crypto";
import { constants, createReadStream, createWriteStream } from "node:fs";
import { copyFile, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { messageOf, TerminalError } from "../../errors.ts";
import type { UploadStore } from "../../ports/upload-store.ts";
import { checkBlobKey } from "../blob-key.ts";

/** An upload takes no longer than this: what is unfinished and older is nobody's. */
const UNFINISHED_MS = 24 * 60 * 60_000;
const UNFINISHED = ".unfinished";

export function openFolderUploadStore(folder: string): UploadStore {
  const root = resolve(folder);
  const pathOf = (key: string) => {
    checkBlobKey(key);
    return join(root, key);
  };
  const sizeOf = (path: string) => stat(path).then(({ size }) => size, noFile);
  return {
    async put(key, content) {
      const path = pathOf(key);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const unfinished = join(root, `.${randomUUID()}${UNFINISHED}`);
      try {
        await pipeline(
          Readable.from(content),
          createWriteStream(unfinished, { flags: "wx", mode: 0o600, flush: true }),
        );
        await rename(unfinished, path);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    exists: async (key) => (await sizeOf(pathOf(key))) !== undefined,
    async fetch(key, path, signal) {
      const source = pathOf(key);
      if ((await sizeOf(source)) === undefined) throw new TerminalError(`there is no upload ${key}: send it again`);
      if (signal) await pipeline(createReadStream(source), createWriteStream(path, { flags: "wx" }), { signal });
      else await copyFile(source, path, constants.COPYFILE_EXCL);
    },
    async removeOlder(ageMs) {
      let removed = 0;
      for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const age = Date.now() - ((await stat(path).catch(noFile))?.mtimeMs ?? Date.now());
        if (age <= (entry.name.endsWith(UNFINISHED) ? Math.max(ageMs, UNFINISHED_MS) : ageMs)) continue;
        await rm(path, { force: true });
        removed++;
      }
      return removed;
    },
    close: async () => {},
  };
}

function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
  throw new TerminalError(`cannot look at an upload: ${messageOf(error)}`, { cause: error });
}
