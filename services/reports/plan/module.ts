/** The module of a path: the part of a repository that a team works on. From the path alone. */
import { VENDORED_FOLDERS } from "../model/vendored-folders.ts";

/** Below these lie a module's own sources: the module is what stands before them. */
const SOURCE_FOLDERS: ReadonlySet<string> = new Set([
  "app",
  "cmd",
  "config",
  "include",
  "internal",
  "lib",
  "libs",
  "main",
  "pkg",
  "res",
  "resources",
  "source",
  "sources",
  "src",
]);

const VENDORED: ReadonlySet<string> = new Set(VENDORED_FOLDERS);

export const ROOT_MODULE = ".";

/**
 * At most `depth` folders, ended before a folder of sources; one that stands first counts as a part of the name
 * (`src/java.base`). Of vendored paths up to the name of what is vendored: `vendor/example.org/team/crypt`.
 */
export function moduleOf(path: string, depth = 2): string {
  const folders = path.split("/").slice(0, -1);
  const vendor = folders.findIndex((folder) => VENDORED.has(folder.toLowerCase()));
  if (vendor >= 0) return folders.slice(0, vendor + 1 + nameLength(folders, vendor + 1)).join("/");
  const source = folders.findIndex((folder, at) => at > 0 && SOURCE_FOLDERS.has(folder.toLowerCase()));
  const most = source < 0 ? folders.length : source;
  const named = folders.slice(0, Math.min(depth, most)).join("/");
  return named === "" ? ROOT_MODULE : named;
}

/** Parts of a vendored name: host, group and name, or group and name in npm (`@group/name`), or one. */
function nameLength(folders: readonly string[], from: number): number {
  const [first = ""] = folders.slice(from);
  if (first.startsWith("@")) return 2;
  return /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/.test(first) ? 3 : 1;
}

/** Whether `module` is `asked` or lies below it. */
export function isWithin(module: string, asked: string): boolean {
  const wanted = asked.replace(/^\.\//, "").replace(/(?<!\/)\/+$/, "");
  if (wanted === "" || wanted === ROOT_MODULE) return module === ROOT_MODULE;
  return module === wanted || module.startsWith(`${wanted}/`);
}
