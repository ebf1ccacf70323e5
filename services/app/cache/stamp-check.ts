/** Looks at files and folders of an index part: which are as they were when the index was written. */
import { lstatSync } from "node:fs";
import { sep } from "node:path";
import { readPart, SETTLED, STAMP_FIELDS, STAMPED } from "./tree-index.ts";

/** What of an index part is unchanged, 1 an entry; `root` without a separator at its end. */
export function checkStamps(part: Uint8Array, root: string, unchanged: Uint8Array): void {
  const { paths, stamps, flags } = readPart(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
  for (const [at, path] of paths.entries()) {
    const flag = flags[at] ?? 0;
    if ((flag & SETTLED) === 0 || (flag & STAMPED) === 0) continue;
    const stats = statsOf(path === "" ? root : root + sep + path);
    const field = at * STAMP_FIELDS;
    if (
      stats !== undefined &&
      stats.mtimeMs === stamps[field + 1] &&
      stats.ctimeMs === stamps[field + 2] &&
      stats.ino === stamps[field + 3] &&
      (stats.isDirectory() || stats.size === stamps[field])
    ) {
      unchanged[at] = 1;
    }
  }
}

function statsOf(path: string): ReturnType<typeof lstatSync> | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // A parent that may not be entered any more: whoever walks there says so.
  }
}
