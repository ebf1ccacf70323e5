/** A disk small enough to be filled: a tmpfs of its own. Needs root, or a machine that lets its users mount. */
import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdtemp, open, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface SmallDisk {
  readonly path: string;
  /** Takes every byte that is left. */
  fill(): Promise<void>;
  /** Gives them back. */
  free(): Promise<void>;
  /** Whoever has files open on it is gone by then. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const mounted = new Set<string>();

/** A test run that ends early must not leave disks behind; lazily, for servers that end at this moment too. */
process.on("exit", () => {
  for (const path of mounted) spawnSync("umount", ["--lazy", path]);
});

const PIECE = Buffer.alloc(256 * 1024, 0x20);

/** What the machine said where it does not let us mount: the one reason for which a case may be left out. */
export async function mountSmallDisk(megabytes: number): Promise<SmallDisk | { readonly refused: string }> {
  const path = await mkdtemp(join(tmpdir(), "pqc-disk-"));
  await chmod(path, 0o755);
  try {
    await run("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "pqc-audit-test", path]);
  } catch (thrown) {
    await rmdir(path);
    const lines = String(thrown).trim().split("\n");
    return { refused: lines.find((line) => line.startsWith("mount: ")) ?? lines.at(-1) ?? "mount" };
  }
  mounted.add(path);
  const ballast = join(path, "ballast");
  return {
    path,
    async fill() {
      const file = await open(ballast, "a");
      try {
        for (let size = PIECE.length; size >= 1; ) {
          const { bytesWritten } = await file.write(PIECE, 0, size).catch((error: NodeJS.ErrnoException) => {
            if (error.code !== "ENOSPC") throw error;
            return { bytesWritten: 0 };
          });
          if (bytesWritten < size) size = size >> 1;
        }
      } finally {
        await file.close();
      }
    },
    free: () => rm(ballast, { force: true }),
    async remove() {
      await run("umount", [path]);
      mounted.delete(path);
      await rmdir(path);
    },
  };
}
