/** A repository opened for its whole history, read-only, and what both ways of opening one share. */
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { GitContents } from "./git-contents.ts";
import { type GitContext, runGit } from "./git-process.ts";
import { COMMIT_ID } from "./git-refs.ts";
import { GitSizes } from "./git-sizes.ts";
import { type Asked, type Window, windowOf } from "./git-window.ts";

export interface HistoryOptions extends Asked {
  /** Branch, tag or commit; HEAD where absent. */
  readonly ref?: string;
  readonly maxFileSizeBytes: number;
  /** Memory of one git process, bytes. Default 2 GiB. */
  readonly memoryBytes?: number;
  readonly signal?: AbortSignal;
}

export interface GitHistory {
  /** As the user gave it, credentials removed. */
  readonly location: string;
  readonly window: Window;
  /** Only what lies below is looked at: `a/b/`, empty for everything. */
  readonly prefix: string;
  /** Git's id of the tree below `prefix` at the last commit; absent where that is not all here, or was not asked for. */
  readonly tree?: string;
  /** Commits whose parents this clone lacks; empty where it has everything. */
  readonly shallow: ReadonlySet<string>;
  /** Contents that are not here are those too large to be fetched; else they are just missing. */
  readonly missingAreLarge: boolean;
  readonly context: GitContext;
  readonly contents: GitContents;
  readonly sizes: GitSizes;
  close(): Promise<void>;
}

/** The whole id of a SHA-256 repository. */
const LONG_ID = /^[0-9a-f]{64}$/;
const TIMEOUT_MS = 60_000;
/** Walking to a day of long ago reads every commit since. */
const WALK_TIMEOUT_MS = 10 * 60_000;

export interface HistoryParts
  extends Pick<GitHistory, "location" | "prefix" | "tree" | "shallow" | "missingAreLarge" | "close"> {
  /** What objects are read with. */
  readonly context: GitContext;
  /** What names of commits are looked up with. */
  readonly names: GitContext;
  readonly head: string;
}

/** Throws `UsageError` where a day or a commit cannot be used as given. */
export async function historyOf(parts: HistoryParts, options: HistoryOptions): Promise<GitHistory> {
  const { names, head, close, ...rest } = parts;
  const { context, location } = rest;
  const window = await windowOf(head, options, {
    location,
    resolve: (name) => resolveCommit(names, name, options),
    list: (...args) => askGit(context, ["rev-list", ...args], location, options, WALK_TIMEOUT_MS),
  });
  const contents = new GitContents(context, options.maxFileSizeBytes);
  const sizes = new GitSizes(context, location);
  return {
    ...rest,
    window,
    contents,
    sizes,
    async close() {
      contents.close();
      sizes.close();
      await close();
    },
  };
}

/**
 * Commits at the edge of a shallow clone, out of git's list of them. The repository that objects are read through is told
 * too: git would look for their parents.
 */
export function knowEdge(list: string, view: string): ReadonlySet<string> {
  if (!existsSync(list)) return new Set();
  copyFileSync(list, join(view, "shallow"));
  return new Set(
    readFileSync(list, "latin1")
      .split("\n")
      .filter((id) => COMMIT_ID.test(id)),
  );
}

/** The commit that a name stands for in this repository. */
export async function resolveCommit(
  context: GitContext,
  name: string,
  { signal }: HistoryOptions,
): Promise<string | undefined> {
  const failed = new Error("no such commit");
  try {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
    const said = (await runGit(context, args, { timeoutMs: TIMEOUT_MS, signal }, () => failed)).trim();
    if (LONG_ID.test(said)) throw new TerminalError(`${name} has a SHA-256 object id, which is not supported.`);
    return COMMIT_ID.test(said) ? said : undefined;
  } catch (error) {
    if (error === failed) return undefined;
    throw error;
  }
}

export async function askGit(
  context: GitContext,
  args: readonly string[],
  location: string,
  { signal }: HistoryOptions,
  timeoutMs: number = TIMEOUT_MS,
): Promise<string> {
  const failed = (message: string) => new TerminalError(`Cannot read the history of ${location}: ${message}.`);
  return (await runGit(context, args, { timeoutMs, signal }, failed)).trim();
}
