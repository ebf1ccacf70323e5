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
  const paths = readdirSync(root, { recursive: true }).map(String).sort();
  return paths.map((path) => {
    const stat = lstatSync(join(root, path));
    const kind = stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSymbolicLink() ? "link" : "other";
    const bytes = kind === "file" ? stat.size : 0;
    const { uid, gid } = stat;
    return {
      path: `/${path}`,
      kind,
      mode: stat.mode & 0o7777,
      uid,
      gid,
      bytes,
      modified: Math.floor(stat.mtimeMs / 1000),
    };
  });
}

/** Paths of files in which the text stands. */
export function filesWith(root: string, files: readonly ImageFile[], text: string): readonly string[] {
  const needle = Buffer.from(text);
  return files
    .filter(({ kind, path }) => kind === "file" && readFileSync(join(root, path)).includes(needle))
    .map(({ path }) => path);
}
