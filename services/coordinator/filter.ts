/**
 * Which paths of a target are scanned. Patterns speak about paths relative to the target:
 * `name/` a folder of that name anywhere, with all below it; `*.ext` or `name` a file or folder of that name anywhere;
 * `a/b/*.c` (a slash inside or in front) a path from the target's root. `**` crosses folders, braces give choices.
 * A path is taken if no exclusion matches and, where there are inclusions, one of them does.
 */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import picomatch from "picomatch";
import type { SourceEntry } from "./sources/source.ts";

/** What nobody wrote by hand or keeps as source. Folders called build, out or vendor stay: their scope is marked instead. */
export const DEFAULT_EXCLUDES: readonly string[] = [
  ".git/",
  "__pycache__/",
  ".pytest_cache/",
  "*.pyc",
  "*.pyo",
  "*.egg-info/",
  "node_modules/",
  ".venv/",
  "venv/",
];

export const DEFAULT_MAX_FILE_SIZE_BYTES = 10 * 1024 * 1024;

export interface FilterOptions {
  readonly include?: readonly string[];
  /** In addition to `DEFAULT_EXCLUDES`. */
  readonly exclude?: readonly string[];
  readonly maxFileSizeBytes?: number;
}

export interface Filter {
  readonly maxFileSizeBytes: number;
  /** Why the entry is not scanned; undefined where it is. Says nothing of entries with `error`: they are failed. */
  decide(entry: SourceEntry): SkipReason | undefined;
  /** Whether everything below this folder is left out. `path` without trailing slash, its parents not excluded. */
  excludesFolder(path: string): boolean;
}

/** Throws `UsageError` for a pattern that cannot be used. */
export function createFilter(options: FilterOptions = {}): Filter {
  const excludes = patterns([...DEFAULT_EXCLUDES, ...(options.exclude ?? [])], true);
  const includes = options.include && options.include.length > 0 ? patterns(options.include, false) : undefined;
  const maxFileSizeBytes = options.maxFileSizeBytes ?? DEFAULT_MAX_FILE_SIZE_BYTES;
  const excludedFolders = new LastFolders(excludes);
  const includedFolders = includes && new LastFolders(includes);

  return {
    maxFileSizeBytes,
    excludesFolder: (path) => excludes.folder(path),
    decide(entry) {
      if (entry.skip !== undefined) return entry.skip;
      const folder = folderOf(entry.path);
      if (excludedFolders.below(folder) || excludes.file(entry.path)) return "excluded";
      if (includes && !includedFolders?.below(folder) && !includes.file(entry.path)) return "excluded";
      if (entry.type === "symlink" || entry.type === "submodule") return entry.type;
      if (entry.type === "special") return "special-file";
      return entry.size > maxFileSizeBytes ? "too-large" : undefined;
    },
  };
}

/** Whether a folder or one of its parents matches. Entries come in tree order, so the last answers nearly always serve. */
class LastFolders {
  readonly #patterns: Patterns;
  readonly #answers = new Map<string, boolean>();

  constructor(patterns: Patterns) {
    this.#patterns = patterns;
  }

  below(folder: string): boolean {
    if (folder === "") return false;
    const known = this.#answers.get(folder);
    if (known !== undefined) return known;
    const answer = this.below(folderOf(folder)) || this.#patterns.folder(folder);
    if (this.#answers.size >= REMEMBERED_FOLDERS) this.#answers.clear();
    // A path may be a piece of a long text, which would stay as long as the piece does: so a copy.
    this.#answers.set(Buffer.from(folder).toString(), answer);
    return answer;
  }
}

const REMEMBERED_FOLDERS = 4096;

interface Patterns {
  file(path: string): boolean;
  folder(path: string): boolean;
}

/** `--exclude 'gen/*'` leaves out the folders it matches too; `--include 'src/*'` means just the files in `src`. */
function patterns(globs: readonly string[], wildcardsTakeFolders: boolean): Patterns {
  const plainFolders = new Set<string>();
  const fileNames: Matcher[] = [];
  const filePaths: Matcher[] = [];
  const folderNames: Matcher[] = [];
  const folderPaths: Matcher[] = [];
  for (const glob of globs) {
    checkPattern(glob);
    const folderOnly = glob.endsWith("/");
    const bare = folderOnly ? glob.slice(0, -1) : glob;
    const wild = /[*?[\]{}()\\]/.test(bare);
    if (folderOnly && !wild && !bare.includes("/")) {
      plainFolders.add(bare);
      continue;
    }
    const matches = matcher(bare.replace(/^\//, ""));
    const anchored = bare.includes("/");
    if (!folderOnly) (anchored ? filePaths : fileNames).push(matches);
    if (folderOnly || !wild || wildcardsTakeFolders) (anchored ? folderPaths : folderNames).push(matches);
  }
  const any = (matchers: readonly Matcher[], text: string) => matchers.some((matches) => matches(text));
  return {
    file: (path) => any(fileNames, nameOf(path)) || any(filePaths, path),
    folder: (path) => plainFolders.has(nameOf(path)) || any(folderNames, nameOf(path)) || any(folderPaths, path),
  };
}

type Matcher = (text: string) => boolean;

/** `*.ext`: said of every name of a tree, and a look at its end says it ten times as fast. */
const ENDING = /^\*(\.[\w.-]+)$/;

function matcher(glob: string): Matcher {
  const ending = ENDING.exec(glob)?.[1];
  if (ending !== undefined) return (text) => text.endsWith(ending) && !text.includes("/");
  return picomatch(glob, { dot: true, nonegate: true, noextglob: true, strictSlashes: true });
}

/** Wildcards a pattern may have in one path segment: more would let a hostile file name take seconds to match. */
const MAX_WILDCARDS = 3;
const MAX_PATTERN_LENGTH = 500;

function checkPattern(glob: string): void {
  const problem =
    glob === "" || glob === "/"
      ? "is empty"
      : glob.startsWith("!")
        ? "starts with '!': use include for what to keep"
        : glob.length > MAX_PATTERN_LENGTH
          ? `is longer than ${MAX_PATTERN_LENGTH} characters`
          : glob.split("/").some((segment) => (segment.match(/\*+/g)?.length ?? 0) > MAX_WILDCARDS)
            ? `has more than ${MAX_WILDCARDS} wildcards in one path segment`
            : undefined;
  if (problem) throw new UsageError(`The path pattern "${glob.slice(0, 80)}" ${problem}.`);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}
