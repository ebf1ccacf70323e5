/**
 * The history of a repository on this machine. Only its objects are read, where they lie, through an empty repository of
 * our own: its configuration, hooks and remotes have no say, and what a partial clone left on its server is missing
 * rather than fetched.
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { makeEmptyRepository } from "./git-empty.ts";
import { localContext } from "./git-environment.ts";
import { askGit, type GitHistory, type HistoryOptions, historyOf, knowEdge, resolveCommit } from "./git-history.ts";
import { findLocalRepository } from "./git-local.ts";
import type { GitContext } from "./git-process.ts";
import { openTemporary } from "./temporary.ts";

/** Throws `UsageError` where the folder, the ref, a day or a commit cannot be used as given. */
export async function openLocalHistory(location: string, options: HistoryOptions): Promise<GitHistory> {
  const { gitDir, prefix } = findLocalRepository(location);
  const temporary = await openTemporary();
  try {
    const home = join(temporary.path, "home");
    mkdirSync(home);
    const names = namesContext(home, gitDir, options);
    const paths = await askGit(
      names,
      ["rev-parse", "--git-path", "objects", "--git-path", "shallow"],
      location,
      options,
    );
    const [objects = "", edge = ""] = paths.split("\n");
    const head = await headOf(names, location, options);
    const view = join(temporary.path, "view");
    makeEmptyRepository(view);
    const shallow = knowEdge(resolve(edge), view);
    const context = withMemory(localContext(home, view, resolve(objects)), options);
    const close = () => temporary.remove();
    return await historyOf({ location, prefix, shallow, missingAreLarge: false, context, names, head, close }, options);
  } catch (error) {
    await temporary.remove();
    throw error;
  }
}

/** Where refs are looked up: in the repository itself. Of a linked working tree the objects lie elsewhere. */
function namesContext(home: string, gitDir: string, options: HistoryOptions): GitContext {
  const { env, ...context } = withMemory(localContext(home, gitDir, ""), options);
  const { GIT_OBJECT_DIRECTORY: _, ...plain } = env;
  return { ...context, env: plain };
}

async function headOf(names: GitContext, location: string, options: HistoryOptions): Promise<string> {
  const head = await resolveCommit(names, options.ref ?? "HEAD", options);
  if (head !== undefined) return head;
  if (options.ref !== undefined) {
    throw new UsageError(`${location} has no branch, tag or commit ${JSON.stringify(options.ref.slice(0, 80))}.`);
  }
  throw new UsageError(`${location} has no commit yet: there is no history to read.`);
}

function withMemory(context: GitContext, { memoryBytes }: HistoryOptions): GitContext {
  return memoryBytes === undefined ? context : { ...context, memoryBytes };
}
