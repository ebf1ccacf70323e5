/**
 * The history of a repository on this machine. Only its objects are read, where they lie, through an empty repository of
 * our own: its configuration, hooks and remotes have no say, and what a partial clone left on its server is missing
 * rather than fetched.
 */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { makeEmptyRepository } from "./git-empty.ts";
import { localContext } from "./git-environment.ts";
import { askGit, type GitHistory, type HistoryOptions, historyOf, knowEdge, resolveCommit } from "./git-history.ts";
import { findLocalRepository } from "./git-local.ts";
import { type GitContext, runGit } from "./git-process.ts";
import { COMMIT_ID } from "./git-refs.ts";
import { openTemporary } from "./temporary.ts";

const TIMEOUT_MS = 60_000;

/** Throws `UsageError` where the folder, the ref, a day or a commit cannot be used as given. */
export async function openLocalHistory(location: string, options: HistoryOptions): Promise<GitHistory> {
  const { gitDir, prefix } = findLocalRepository(location);
  const temporary = await openTemporary();
  try {
    const home = join(temporary.path, "home");
    mkdirSync(home);
    const names = namesContext(home, gitDir, options);
    const { objects, edge, head, tree } =
      (await askAtOnce(names, prefix, options)) ?? (await askOneByOne(names, location, options));
    const view = join(temporary.path, "view");
    makeEmptyRepository(view);
    const shallow = knowEdge(resolve(edge), view);
    const context = withMemory(localContext(home, view, resolve(objects)), options);
    const close = () => temporary.remove();
    const whole = tree !== undefined && options.until === undefined && !isPartial(resolve(objects));
    const found = { location, prefix, shallow, ...(whole && { tree }), missingAreLarge: false };
    return await historyOf({ ...found, context, names, head, close }, options);
  } catch (error) {
    await temporary.remove();
    throw error;
  }
}

/** Where refs are looked up: in the repository itself. Of a linked working tree the objects lie elsewhere. */
function namesContext(home: string, gitDir: string, options: HistoryOptions): GitContext {
  const { env, ...context } = withMemory(localContext(home, gitDir, ""), options);
  const { GIT_OBJECT_DIRECTORY: _, ...plain } = env;
  // Objects are read without what the repository would have others stand for.
  return { ...context, env: { ...plain, GIT_NO_REPLACE_OBJECTS: "1" } };
}

interface Found {
  /** Folder of the objects. */
  readonly objects: string;
  /** List of the commits at the edge of a shallow clone. */
  readonly edge: string;
  readonly head: string;
  readonly tree?: string;
}

const PATHS = ["rev-parse", "--git-path", "objects", "--git-path", "shallow"];

/** All that there is to ask, by one process; undefined where something is not there, which `askOneByOne` tells. */
async function askAtOnce(names: GitContext, prefix: string, options: HistoryOptions): Promise<Found | undefined> {
  const { ref = "HEAD", signal } = options;
  const commit = `${ref}^{commit}`;
  const tree = prefix === "" ? `${ref}^{tree}` : `${ref}:${prefix.slice(0, -1)}`;
  const failed = new Error("no such commit or tree");
  try {
    // Twice the commit: between two answers a branch may move.
    const asked = [...PATHS, "--end-of-options", commit, tree, commit];
    const said = (await runGit(names, asked, { timeoutMs: TIMEOUT_MS, signal }, () => failed)).trim().split("\n");
    // Where revisions may be mixed with paths git says the option too.
    const [objects, edge, head, below, again, more] = said.filter((line) => line !== "--end-of-options");
    if (objects === undefined || edge === undefined || again !== head || more !== undefined) return undefined;
    if (!COMMIT_ID.test(head ?? "") || !COMMIT_ID.test(below ?? "")) return undefined;
    return { objects, edge, head: head ?? "", tree: below ?? "" };
  } catch (error) {
    if (error === failed) return undefined;
    throw error;
  }
}

async function askOneByOne(names: GitContext, location: string, options: HistoryOptions): Promise<Found> {
  const [objects = "", edge = ""] = (await askGit(names, PATHS, location, options)).split("\n");
  return { objects, edge, head: await headOf(names, location, options) };
}

/** Whether contents were left at a server. */
function isPartial(objects: string): boolean {
  const packs = join(objects, "pack");
  return existsSync(packs) && readdirSync(packs).some((name) => name.endsWith(".promisor"));
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
