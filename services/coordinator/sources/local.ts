/**
 * A local folder or single file, as it lies on disk. Every path present is yielded in tree order: what cannot be
 * looked at carries `error`, what is left out as a whole carries `skip`. Links are reported and never followed, so
 * loops do no harm. Folders are read synchronously (three times faster than through the thread pool) with a breath for
 * the event loop now and then; memory grows with the largest folder, not with the tree.
 */
import { type Dirent, lstatSync, readdirSync, type Stats, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { messageOf, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Filter } from "../filter.ts";
import { type IgnoreRules, ignoreRulesOf } from "./gitignore.ts";
import { compareTreeOrder, hasSurrogates, pathText } from "./path-text.ts";
import type { FileStamp, ListingWatch, Source, SourceEntry } from "./source.ts";

export interface LocalOptions {
  /** Lets the walk mark excluded folders as a whole and spare itself a look at each file below. */
  readonly filter?: Pick<Filter, "excludesFolder">;
  /** Leave out what git ignores. Default false. */
  readonly gitignore?: boolean;
}

/** Throws `UsageError` where `root` is neither a folder nor a file that can be looked at. */
export function openLocal(root: string, options: LocalOptions = {}): Source {
  const absolute = resolve(root);
  const isFolder = folderOrFile(root, absolute) === "folder";
  /** Names that are not UTF-8: only their bytes open them. */
  const rawFiles = new WeakMap<SourceEntry, Buffer>();

  return {
    location: root,
    ...(isFolder && { folder: absolute }),
    async *entries(after, watch) {
      if (!isFolder) yield* singleFile(absolute, after);
      else yield* new Walk(absolute, options, rawFiles, watch).entries(after);
    },
    async find(path) {
      if (isFolder) return lookedUp(join(absolute, path), path);
      return basename(absolute) === path ? lookedUp(absolute, path) : undefined;
    },
    async *read(entries) {
      for (const entry of entries) {
        const file = rawFiles.get(entry) ?? entry.file;
        if (file === undefined) throw new TerminalError(`${entry.path} is not a file of ${root}.`);
        yield { entry, bytes: await contentOf(file, entry) };
      }
    },
    close: async () => {},
  };
}

function folderOrFile(root: string, absolute: string): "folder" | "file" {
  let stats: ReturnType<typeof statSync>;
  try {
    stats = statSync(absolute);
  } catch (error) {
    throw new UsageError(`Cannot scan ${root}: ${reasonOf(error)}.`, { cause: error });
  }
  if (stats.isDirectory()) return "folder";
  if (stats.isFile()) return "file";
  throw new UsageError(`Cannot scan ${root}: it is neither a folder nor a file.`);
}

function* singleFile(file: string, after: string | undefined): Iterable<SourceEntry> {
  const path = basename(file);
  if (after === undefined || compareTreeOrder(path, after) > 0) {
    const stats = statSync(file);
    yield { path, type: "file", size: stats.size, file, stamp: stampOf(stats) };
  }
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): FileStamp {
  return { size, mtimeMs, ctimeMs, inode: ino };
}

function lookedUp(file: string, path: string): SourceEntry | undefined {
  try {
    const stats = lstatSync(file, { throwIfNoEntry: false });
    if (stats?.isFile()) return { path, size: stats.size, type: "file", file, stamp: stampOf(stats) };
    return stats && { path, size: 0, type: stats.isSymbolicLink() ? "symlink" : "special" };
  } catch (error) {
    return { path, size: 0, type: "file", error: `Cannot read ${path}: ${reasonOf(error)}` };
  }
}

async function contentOf(file: string | Buffer, entry: SourceEntry): Promise<Uint8Array> {
  let handle: Awaited<ReturnType<typeof open>> | undefined;
  try {
    handle = await open(file, "r");
    return await handle.readFile();
  } catch (error) {
    throw new TerminalError(`Cannot read ${entry.path}: ${reasonOf(error)}.`, { cause: error });
  } finally {
    await handle?.close();
  }
}

interface Folder {
  /** Relative, with trailing slash; empty for the root. */
  readonly path: string;
  readonly file: string | Buffer;
  readonly skip: "excluded" | "ignored" | undefined;
  readonly ignore: IgnoreRules | undefined;
}

interface Child {
  readonly name: string;
  readonly raw: Buffer | undefined;
  readonly dirent: Dirent<string> | Dirent<Buffer>;
  readonly sortKey: string;
}

/** Short, since the scanning threads are waited on between two. */
const BREATH_MS = 4;

class Walk {
  readonly #root: string;
  readonly #options: LocalOptions;
  readonly #rawFiles: WeakMap<SourceEntry, Buffer>;
  readonly #watch: ListingWatch | undefined;

  constructor(
    root: string,
    options: LocalOptions,
    rawFiles: WeakMap<SourceEntry, Buffer>,
    watch: ListingWatch | undefined,
  ) {
    this.#root = root;
    this.#options = options;
    this.#rawFiles = rawFiles;
    this.#watch = watch;
  }

  async *entries(after: string | undefined): AsyncGenerator<SourceEntry> {
    const ignore = this.#options.gitignore ? ignoreRulesOf(this.#root) : undefined;
    const stack: Iterator<SourceEntry | Folder>[] = [
      this.#list({ path: "", file: this.#root, skip: undefined, ignore }, after),
    ];
    let breath = performance.now();
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.next();
      if (next.done) stack.pop();
      else if ("type" in next.value) yield next.value;
      else stack.push(this.#list(next.value, after));
      if (performance.now() - breath > BREATH_MS) {
        await new Promise((goOn) => setImmediate(goOn));
        breath = performance.now();
      }
    }
  }

  /** The files of one folder and its folders, in tree order. */
  *#list(folder: Folder, after: string | undefined): Generator<SourceEntry | Folder, undefined> {
    let children: Child[];
    if (this.#watch && !folder.skip) tell(this.#watch, folder);
    try {
      children = childrenOf(folder.file);
    } catch (error) {
      const path = folder.path.slice(0, -1);
      const problem = `Cannot list the folder ${path === "" ? this.#root : path}: ${reasonOf(error)}`;
      yield { path, size: 0, type: "file", error: problem, ...(folder.skip && { skip: folder.skip }) };
      return;
    }
    for (const child of children) {
      const path = folder.path + child.name;
      const file = below(folder.file, child);
      if (child.dirent.isDirectory()) {
        if (after !== undefined && !`${after}/`.startsWith(`${path}/`) && compareTreeOrder(`${path}/`, after) < 0)
          continue;
        yield this.#folder(folder, `${path}/`, file);
      } else if (after === undefined || compareTreeOrder(path, after) > 0) {
        yield this.#entry(folder, path, file, child);
      }
    }
  }

  #folder(parent: Folder, path: string, file: string | Buffer): Folder {
    const plain = path.slice(0, -1);
    if (parent.skip) return { path, file, skip: parent.skip, ignore: undefined };
    if (this.#options.filter?.excludesFolder(plain)) {
      this.#watch?.leftOut(plain);
      return { path, file, skip: "excluded", ignore: undefined };
    }
    if (parent.ignore === undefined || typeof file !== "string")
      return { path, file, skip: undefined, ignore: parent.ignore };
    if (parent.ignore.ignores(file, true)) return { path, file, skip: "ignored", ignore: undefined };
    return { path, file, skip: undefined, ignore: parent.ignore.within(file) };
  }

  #entry(folder: Folder, path: string, file: string | Buffer, child: Child): SourceEntry {
    const { dirent } = child;
    if (folder.skip) return { path, size: 0, type: typeOf(dirent), skip: folder.skip };
    if (typeof file === "string" && folder.ignore?.ignores(file, false)) {
      return { path, size: 0, type: typeOf(dirent), skip: "ignored" };
    }
    if (!dirent.isFile()) return { path, size: 0, type: typeOf(dirent) };
    try {
      const stats = lstatSync(file);
      const { size } = stats;
      if (typeof file === "string") return { path, size, type: "file", file, stamp: stampOf(stats) };
      const entry: SourceEntry = { path, size, type: "file" };
      this.#rawFiles.set(entry, file);
      return entry;
    } catch (error) {
      return { path, size: 0, type: "file", error: `Cannot read ${path}: ${reasonOf(error)}` };
    }
  }
}

function tell(watch: ListingWatch, { path, file }: Folder): void {
  if (typeof file === "string") watch.folder(path, file, lstatSync(file, { throwIfNoEntry: false }));
  else watch.folder(path, undefined, undefined);
}

function typeOf(dirent: Child["dirent"]): SourceEntry["type"] {
  return dirent.isFile() ? "file" : dirent.isSymbolicLink() ? "symlink" : "special";
}

function below(folder: string | Buffer, child: Child): string | Buffer {
  if (typeof folder === "string" && child.raw === undefined) {
    return folder.endsWith(sep) ? folder + child.name : folder + sep + child.name;
  }
  return Buffer.concat([Buffer.from(folder), Buffer.from("/"), child.raw ?? Buffer.from(child.name)]);
}

/** Children in tree order: a folder sorts as if its name ended in a slash, as in git. */
function childrenOf(folder: string | Buffer): Child[] {
  const dirents = readdirSync(folder, { withFileTypes: true });
  const legible = dirents.every((each) => !each.name.includes("\ufffd"));
  const children: Child[] = legible
    ? dirents.map((dirent) => child(dirent.name, undefined, dirent))
    : readdirSync(folder, { withFileTypes: true, encoding: "buffer" }).map((dirent) => {
        const name = pathText(dirent.name);
        return child(name, Buffer.from(name).equals(dirent.name) ? undefined : dirent.name, dirent);
      });
  return children.sort(children.some(({ name }) => hasSurrogates(name)) ? inTreeOrder : byUnits);
}

function child(name: string, raw: Buffer | undefined, dirent: Child["dirent"]): Child {
  return { name, raw, dirent, sortKey: dirent.isDirectory() ? `${name}/` : name };
}

const inTreeOrder = (a: Child, b: Child): number => compareTreeOrder(a.sortKey, b.sortKey);

/** The same order among names without surrogates, and several times as fast. */
const byUnits = (a: Child, b: Child): number => (a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0);

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "not permitted",
  ENAMETOOLONG: "its path is too long",
  ELOOP: "symbolic links go in a circle",
  ENOTDIR: "a part of the path is not a folder",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? messageOf(error);
}
