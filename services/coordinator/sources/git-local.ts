/** The repository that a folder of this machine belongs to. Looked for here, so that git need not trust what it finds. */
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";

export interface LocalRepository {
  /** What git calls GIT_DIR; of a linked working tree its own. */
  readonly gitDir: string;
  /** Where the folder lies in the working tree: `a/b/`, empty for its top and for a bare repository. */
  readonly prefix: string;
}

/** What a `.git` file of a submodule or a linked working tree says. */
const POINTER = /^gitdir: (.{1,4000})$/m;
const MOST_POINTER_BYTES = 4096;

/** Throws `UsageError` where there is none. */
export function findLocalRepository(location: string): LocalRepository {
  if (!isFolder(location)) throw new UsageError(`${location} is no folder: give a git repository, or its URL.`);
  const folder = realpathSync(location);
  if (isGitDir(folder)) return { gitDir: folder, prefix: "" };
  for (let top = folder; ; top = dirname(top)) {
    const gitDir = gitDirOf(join(top, ".git"));
    if (gitDir !== undefined) {
      const below = relative(top, folder);
      return { gitDir, prefix: below === "" ? "" : `${below.split(sep).join("/")}/` };
    }
    if (dirname(top) === top) break;
  }
  throw new UsageError(`${location} is not in a git repository: only what is committed has a history.`);
}

function gitDirOf(dotGit: string): string | undefined {
  const stats = statSync(dotGit, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return isGitDir(dotGit) ? dotGit : undefined;
  if (!stats?.isFile() || stats.size > MOST_POINTER_BYTES) return undefined;
  const named = POINTER.exec(readFileSync(dotGit, "utf8"))?.[1]?.trimEnd();
  const gitDir = named === undefined ? undefined : resolve(dirname(dotGit), named);
  return gitDir !== undefined && isFile(join(gitDir, "HEAD")) ? gitDir : undefined;
}

function isGitDir(folder: string): boolean {
  return isFile(join(folder, "HEAD")) && isFolder(join(folder, "objects")) && isFolder(join(folder, "refs"));
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
