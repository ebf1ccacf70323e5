/** Every file of an unpacked image, as it is seen from inside. */
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ImageFile {
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "other";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly bytes: number;
  readonly modified: number;
}

export function filesOf(root: string): readonly ImageFile[] {
  return [...pathsIn(root, "")].sort().map((path) => {
    const stat = lstatSync(join(root, path));
    const kind = stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other";
    const bytes = kind === "file" ? stat.size : 0;
    const { uid, gid } = stat;
    return { path, kind, mode: stat.mode & 0o7777, uid, gid, bytes, modified: Math.floor(stat.mtimeMs / 1000) };
  });
}

/** Links are not followed: /lib leads into /usr, and what lies there would count twice. */
function* pathsIn(root: string, folder: string): Generator<string> {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    yield path;
    if (entry.isDirectory()) yield* pathsIn(root, path);
  }
}

/** Paths of files in which the text stands. */
export function filesWith(root: string, files: readonly ImageFile[], text: string): readonly string[] {
  const needle = Buffer.from(text);
  return files
    .filter(({ kind, path }) => kind === "file" && readFileSync(join(root, path)).includes(needle))
    .map(({ path }) => path);
}
