/**
 * A git repository on a server, read without ever being checked out: one commit is fetched into a bare repository in a
 * temporary folder, its tree is listed as a stream, and contents come through one `cat-file` process. Nothing of the
 * repository is run: no hooks, no filters, no submodules, none of its configuration.
 */
import { join } from "node:path";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { DEFAULT_MAX_FILE_SIZE_BYTES } from "../filter.ts";
import { listChanges, type TreeItem } from "./git-changes.ts";
import { GitContents } from "./git-contents.ts";
import { cutTree } from "./git-cut.ts";
import { FETCHED_REF, GitFetcher, type GitRequest } from "./git-fetch.ts";
import { runGit } from "./git-process.ts";
import { COMMIT_ID } from "./git-refs.ts";
import { RemoteContents } from "./git-remote-contents.ts";
import { GitStreams } from "./git-streams.ts";
import { type GitTarget, type GitTargetOptions, openGitTarget } from "./git-target.ts";
import { countTree, listTree, MOST_PATHS, type TreeLimits } from "./git-tree.ts";
import { orNoRoom } from "./no-room.ts";
import type { Source, SourceChanges, SourceEntry } from "./source.ts";

export interface GitLimits {
  /** Disk a fetched repository may take, bytes. Default 20 GiB. */
  readonly maxBytes?: number;
  /** Memory of one git process, bytes. Default 2 GiB. */
  readonly memoryBytes?: number;
  /** Paths a tree may have. Default 20 million. */
  readonly maxEntries?: number;
}

/** What whoever opened a repository may want to count or say. */
export interface GitEvents {
  /** The server is asked for something. */
  asked?(request: GitRequest): void;
  /** Contents came by their ids. */
  fetched?(blobs: number): void;
  /** Everything is fetched though it was not asked for, and why. */
  fellBack?(reason: string): void;
  /** So many contents behind pointers of Git LFS did not come, and why. */
  lfsMissing?(pointers: number, reason: string): void;
}

export interface GitOptions extends Omit<GitTargetOptions, "memoryBytes"> {
  /** Branch, tag or full commit id; the remote's HEAD where absent. */
  readonly ref?: string;
  /** `ref` is the id of a commit, not of a tag. Default false. */
  readonly isCommit?: boolean;
  readonly limits?: GitLimits;
  /** Files above are not fetched where the server allows that; they are listed as larger. Default 10 MiB. */
  readonly maxFileSizeBytes?: number;
  /** For all of fetching. Default 30 minutes. */
  readonly timeoutMs?: number;
  /** Contents stay at the server, where it can do that, until `fetch` or `read` wants them. Default false. */
  readonly onDemand?: boolean;
  /** With `onDemand`: an earlier commit to compare with, where the server still gives it out. */
  readonly beside?: EarlierCommit;
  readonly events?: GitEvents;
}

export interface EarlierCommit {
  readonly commit: string;
  /** Paths it has. */
  readonly present: number;
}

const DEFAULT_MAX_BYTES = 20 * 2 ** 30;
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const LOCAL_TIMEOUT_MS = 60_000;

/**
 * Fetches and opens. `UsageError`: the URL or ref cannot be used as given. `TerminalError`: no such repository, ref or
 * access, or too large. `RetryableError`: the server is away or slow, or
 * the temporary folder has no room.
 */
export async function openGit(url: string, options: GitOptions = {}): Promise<Source> {
  const { limits, ref, signal, events, maxFileSizeBytes = DEFAULT_MAX_FILE_SIZE_BYTES } = options;
  const folder = await openGitTarget(url, { ...options, memoryBytes: limits?.memoryBytes });
  const { location, reading, gitDir } = folder;
  let remote: RemoteContents | undefined;
  try {
    const fetcher = new GitFetcher(folder.fetching, {
      location,
      ref,
      gitDir,
      maxFileSizeBytes,
      maxBytes: limits?.maxBytes ?? DEFAULT_MAX_BYTES,
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal,
      asked: (request) => events?.asked?.(request),
    });
    const beside = options.onDemand ? await fetchTrees(fetcher, options.beside) : undefined;
    if (!options.onDemand) await fetcher.fetchEverything();
    const commit = options.isCommit && ref ? ref : await fetchedCommit(folder, ref, signal);
    const tree: TreeLimits = {
      maxEntries: limits?.maxEntries ?? MOST_PATHS,
      sizeOfMissing: maxFileSizeBytes + 1,
      absent: true,
    };
    const asked = options.onDemand
      ? new RemoteContents({
          location,
          commit,
          fetcher,
          reading,
          gitDir,
          maxFileSizeBytes,
          signal,
          fetched: (blobs) => events?.fetched?.(blobs),
          fellBack: (reason) => events?.fellBack?.(reason),
        })
      : undefined;
    if (asked === undefined) return sourceOf(folder, commit, { ...tree, absent: false }, maxFileSizeBytes);
    remote = asked;
    const source = sourceOf(folder, commit, tree, maxFileSizeBytes, asked);
    // Little will be wanted, so it is no matter whether it is here.
    if (beside) return { ...source, changes: (most) => changesSince(beside, { folder, commit, remote: asked }, most) };
    const first = await firstFile(folder, commit, tree);
    if (first === undefined || !(await asked.has(first))) return source;
    asked.close();
    events?.fellBack?.(`${location} sends contents that were not asked for`);
    return sourceOf(folder, commit, { ...tree, absent: false }, maxFileSizeBytes);
  } catch (error) {
    remote?.close();
    await folder.remove();
    throw orNoRoom(error, location);
  }
}

/** Answers the commit beside, where it came too. */
async function fetchTrees(fetcher: GitFetcher, beside: EarlierCommit | undefined): Promise<EarlierCommit | undefined> {
  try {
    await fetcher.fetchTrees(beside?.commit);
    return beside;
  } catch (error) {
    if (beside === undefined || !(error instanceof TerminalError)) throw error;
    // It was rewritten and is gone, or the server gives out what a ref names and nothing else.
    await fetcher.fetchTrees();
    return undefined;
  }
}

async function changesSince(
  beside: EarlierCommit,
  { folder, commit, remote }: { folder: GitTarget; commit: string; remote: RemoteContents },
  most: number,
): Promise<SourceChanges | undefined> {
  const gone: SourceEntry[] = [];
  const come: SourceEntry[] = [];
  let paths = 0;
  const { reading, location } = folder;
  for await (const { path, was, now } of listChanges(reading, [{ commit, against: beside.commit }], location)) {
    if (++paths > most) return undefined;
    if (was) gone.push(absentEntry(path, was));
    if (now) come.push(absentEntry(path, now));
  }
  remote.countListed(beside.present);
  return { gone, come };
}

function absentEntry(path: string, { type, id }: TreeItem): SourceEntry {
  return type === "file" ? { path, type, size: 0, blob: id, absent: true } : { path, type, size: 0 };
}

async function fetchedCommit(
  { reading, gitDir, location }: GitTarget,
  ref: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  const peel = ["--git-dir", gitDir, "rev-parse", "--verify", "--quiet", `${FETCHED_REF}^{commit}`];
  const failed = (message: string) => new TerminalError(`Cannot find a commit in ${location}: ${message}.`);
  const commit = (await runGit(reading, peel, { timeoutMs: LOCAL_TIMEOUT_MS, signal }, failed)).trim();
  if (!COMMIT_ID.test(commit)) throw new TerminalError(`${location} has no commit at ${ref ?? "HEAD"}.`);
  return commit;
}

async function firstFile({ reading, location }: GitTarget, commit: string, limits: TreeLimits) {
  for await (const { blob } of listTree(reading, commit, location, limits)) if (blob !== undefined) return blob;
  return undefined;
}

function sourceOf(
  { location, reading, gitDir, remove }: GitTarget,
  commit: string,
  limits: TreeLimits,
  maxFileSizeBytes: number,
  remote?: RemoteContents,
): Source {
  const contents = new GitContents(reading, maxFileSizeBytes);
  const listed = remote ? { ...limits, countAbsent: () => remote.countListed() } : limits;
  const streams = new GitStreams(join(gitDir, "objects"));
  const fetch = remote && ((entries: readonly SourceEntry[]) => brought(remote, entries, limits.sizeOfMissing));
  return {
    location,
    commit,
    entries: (after) => behind(listTree(reading, commit, location, listed), after, location),
    count: () => countTree(reading, commit, location),
    fixed: {
      cut: (paths) => cutTree(reading, commit, location, { paths, maxEntries: limits.maxEntries }),
      list: (passing) => listTree(reading, commit, location, { ...listed, passing }),
    },
    async find(path) {
      const [entry] = await Array.fromAsync(listTree(reading, commit, location, limits, path));
      return entry;
    },
    ...(fetch && { fetch }),
    async *read(entries) {
      if (fetch && entries.some(({ absent }) => absent)) await fetch(entries);
      yield* contentsOf(contents, entries, location);
    },
    async *readStreams(entries) {
      if (fetch && entries.some(({ absent }) => absent)) await fetch(entries);
      const held = await streams.read(entries.map(({ blob = "", size }) => ({ id: blob, size })));
      const rest = entries.filter((_, at) => held[at] === undefined);
      const made = contentsOf(contents, rest, location);
      try {
        for (const [at, entry] of entries.entries()) {
          const bytes = held[at];
          if (bytes) yield { entry, bytes, inflated: entry.size };
          else yield* await nextOf(made);
        }
        await made.next();
      } finally {
        await made.return(undefined);
      }
    },
    async close() {
      contents.close();
      remote?.close();
      await remove();
    },
  };
}

async function brought(
  remote: RemoteContents,
  entries: readonly SourceEntry[],
  sizeOfMissing: number,
): Promise<readonly SourceEntry[]> {
  const sizes = await remote.bring(entries.flatMap(({ absent, blob }) => (absent && blob !== undefined ? [blob] : [])));
  return entries.map((entry) => {
    if (!entry.absent) return entry;
    const { absent: _, ...rest } = entry;
    const size = sizes.get(entry.blob ?? "");
    return size === undefined ? { ...rest, size: sizeOfMissing, withheld: true } : { ...rest, size };
  });
}

/** By position, not by comparing: a hostile tree need not be sorted, but the same commit lists the same way each time. */
function behind(
  entries: AsyncIterable<SourceEntry>,
  after: string | undefined,
  location: string,
): AsyncIterable<SourceEntry> {
  return after === undefined ? entries : entriesBehind(entries, after, location);
}

async function* entriesBehind(
  entries: AsyncIterable<SourceEntry>,
  after: string,
  location: string,
): AsyncGenerator<SourceEntry> {
  let found = false;
  for await (const entry of entries) {
    if (found) yield entry;
    else if (entry.path === after) found = true;
  }
  if (!found) throw new TerminalError(`${location} has no path ${JSON.stringify(after)} to go on behind.`);
}

async function nextOf<T>(made: AsyncGenerator<T>): Promise<readonly T[]> {
  const { done, value } = await made.next();
  return done ? [] : [value];
}

async function* contentsOf(
  contents: GitContents,
  entries: readonly SourceEntry[],
  location: string,
): AsyncGenerator<{ readonly entry: SourceEntry; readonly bytes: Uint8Array }> {
  const ids = entries.map((entry) => {
    if (entry.blob === undefined) throw new TerminalError(`${entry.path} is not a file of ${location}.`);
    return entry.blob;
  });
  let at = 0;
  for await (const bytes of contents.read(ids)) {
    const entry = entries[at++];
    if (entry) yield { entry, bytes };
  }
}
