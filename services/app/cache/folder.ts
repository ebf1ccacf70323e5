/**
 * The folder for what the command keeps between runs: of this user alone. Whoever else could write there could make
 * findings vanish, so a folder or file that others own or may write to is not used.
 */
import { chmodSync, closeSync, existsSync, lstatSync, mkdirSync, openSync, type Stats } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import { messageOf } from "@pqc-audit/platform/errors.ts";

/** Why nothing is kept; the scan goes on without. */
export class CacheUnusable extends Error {
  override readonly name = "CacheUnusable";
}

/** Undefined where this user has no place for caches. */
export function cacheFolder(configured: string, environment: NodeJS.ProcessEnv): string | undefined {
  if (configured !== "") return configured;
  const parent = userCaches(environment);
  return parent === undefined ? undefined : join(parent, "pqc-audit");
}

/** https://specifications.freedesktop.org/basedir-spec: a path that is not absolute is to be ignored. */
function userCaches({ XDG_CACHE_HOME, HOME, LOCALAPPDATA }: NodeJS.ProcessEnv): string | undefined {
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return XDG_CACHE_HOME;
  if (process.platform === "win32") return LOCALAPPDATA || undefined;
  if (!HOME || !isAbsolute(HOME)) return undefined;
  return process.platform === "darwin" ? join(HOME, "Library", "Caches") : join(HOME, ".cache");
}

/** A folder for this user alone, made where it is absent. Throws `CacheUnusable`. */
export function ownFolder(folder: string): void {
  try {
    makeFolder(folder);
    const place = lstatSync(folder);
    if (!place.isDirectory()) throw new CacheUnusable(`${folder} is no ordinary folder`);
    check(folder, place, "700");
  } catch (error) {
    throw unusable(error);
  }
}

/** A file in such a folder, for this user alone. */
export function ownFile(folder: string, name: string): string {
  const file = join(folder, name);
  ownFolder(folder);
  try {
    // SQLite gives the files beside it the same permissions.
    closeSync(openSync(file, "a", 0o600));
    const stats = lstatSync(file);
    if (!stats.isFile()) throw new CacheUnusable(`${file} is no ordinary file`);
    check(file, stats, "600");
    if ((stats.mode & 0o077) !== 0) chmodSync(file, 0o600);
  } catch (error) {
    throw unusable(error);
  }
  return file;
}

/** With its parents. Node's own way never ends where a file system says of a folder that is there that it is not, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another run was quicker.
    if (!existsSync(folder)) throw error;
  }
}

function unusable(error: unknown): CacheUnusable {
  if (error instanceof CacheUnusable) return error;
  return new CacheUnusable(messageOf(error).split(",")[0] ?? "", { cause: error });
}

function check(path: string, stats: Stats, mode: string): void {
  if (process.getuid === undefined) return;
  if (stats.uid !== process.getuid()) throw new CacheUnusable(`${path} belongs to another user`);
  if ((stats.mode & 0o022) !== 0) throw new CacheUnusable(`others may write to ${path}: chmod ${mode} it`);
}
