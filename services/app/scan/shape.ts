/**
 * What a walk finds beside the files it scans: folders, and what is left out. Where a folder's own times are as they
 * were, nothing came to it and nothing went, so that the next scan can ask its files alone. Only of file systems that are
 * known to keep the times of folders so: others get a walk each time.
 */
import { readdirSync, type Stats, statfsSync } from "node:fs";
import { join } from "node:path";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import type { IndexEntry } from "../cache/tree-index.ts";
import type { Shape } from "../cache/tree-record.ts";
import type { Recorder } from "./recalled.ts";

/** Linux's statfs(2): ext, XFS, Btrfs, tmpfs, overlayfs, F2FS, ZFS. */
const TRUSTED = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0xf2f52010, 0x2fc12fc1]);

export class ShapeRecorder implements Recorder {
  readonly folders: IndexEntry[] = [];
  readonly #settledBefore: number;
  readonly #leftOut: string[] = [];
  readonly #skipped: Partial<Record<SkipReason, number>> = {};
  /** The file system all of it lies on. */
  #device: number | undefined;
  #sound = true;

  constructor(settledBefore: number) {
    this.#settledBefore = settledBefore;
  }

  folder(path: string, file: string | undefined, stats: Stats | undefined): void {
    if (!stats || file === undefined) {
      this.#sound = false;
      return;
    }
    this.#device ??= isTrusted(file) ? stats.dev : undefined;
    if (stats.dev !== this.#device) this.#sound = false;
    const { size, mtimeMs, ctimeMs, ino: inode } = stats;
    const settled = Math.max(mtimeMs, ctimeMs) < this.#settledBefore;
    this.folders.push({
      path: path.slice(0, -1),
      stamp: { size, mtimeMs, ctimeMs, inode },
      settled,
      blob: undefined,
      outcome: undefined,
      second: undefined,
    });
  }

  leftOut(path: string): void {
    this.#leftOut.push(path);
  }

  tree(): void {}

  seen(): void {}

  skipped(reason: SkipReason): void {
    this.#skipped[reason] = (this.#skipped[reason] ?? 0) + 1;
  }

  /** Something is there that a walk must say. */
  unsound(): void {
    this.#sound = false;
  }

  shape(): Shape | undefined {
    if (!this.#sound || this.#device === undefined) return undefined;
    return { skipped: this.#skipped, leftOut: this.#leftOut };
  }
}

function isTrusted(folder: string): boolean {
  if (process.platform !== "linux") return false;
  try {
    return TRUSTED.has(statfsSync(folder).type >>> 0);
  } catch {
    return false;
  }
}

/** Paths below folders that are left out; undefined where one cannot be listed. */
export function countBelow(root: string, folders: readonly string[]): number | undefined {
  let count = 0;
  const pending = folders.map((folder) => join(root, folder));
  try {
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      for (const child of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
        if (!child.isDirectory()) count++;
        else pending.push(join(folder, child.name.toString("utf8")));
      }
    }
  } catch {
    return undefined;
  }
  return count;
}
