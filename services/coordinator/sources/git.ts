/**
 * A git repository on a server, read without ever being checked out: one commit is fetched into a bare repository in a
 * temporary folder, its tree is listed as a stream, and contents come through one `cat-file` process. Nothing of the
 * repository is run: no hooks, no filters, no submodules, none of its configuration.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { DEFAULT_MAX_FILE_SIZE_BYTES } from "../filter.ts";
import { checkedAddresses } from "./addresses.ts";
import { GitContents } from "./git-contents.ts";
import type { GitCredentials } from "./git-credentials.ts";
import { type GitNetwork, gitContext, localContext } from "./git-environment.ts";
import { COMMIT_ID, FETCHED_REF, fetchCommit } from "./git-fetch.ts";
import { runGit } from "./git-process.ts";
import { listTree } from "./git-tree.ts";
import { type GitUrl, parseGitUrl, policyFor, withoutCredentials } from "./git-url.ts";
import { requireAddressPins } from "./git-version.ts";
import { orNoRoom } from "./no-room.ts";
import type { Source, SourceEntry } from "./source.ts";
import { openTemporary } from "./temporary.ts";

export interface GitLimits {
  /** Disk a fetched repository may take, bytes. Default 20 GiB. */
  readonly maxBytes?: number;
  /** Memory of one git process, bytes. Default 2 GiB. */
  readonly memoryBytes?: number;
  /** Paths a tree may have. Default 20 million. */
  readonly maxEntries?: number;
}

export interface GitOptions extends GitNetwork {
  /** Branch, tag or full commit id; the remote's HEAD where absent. */
  readonly ref?: string;
  readonly credentials?: GitCredentials;
  readonly limits?: GitLimits;
  /** Files above are not fetched where the server allows that; they are listed as larger. Default 10 MiB. */
  readonly maxFileSizeBytes?: number;
  /** For all of fetching. Default 30 minutes. */
  readonly timeoutMs?: number;
  /** Where the temporary folder is made. Default the system's. */
  readonly temporaryFolder?: string;
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 20 * 2 ** 30;
const DEFAULT_MAX_ENTRIES = 20_000_000;
const DEFAULT_TIMEOUT_MS = 30 * 60_000;
const LOCAL_TIMEOUT_MS = 60_000;

/**
 * Fetches and opens. `UsageError`: the URL or ref cannot be used as given. `TerminalError`: no such repository, ref or
 * access, or too large. `RetryableError`: the server is away or slow, or
 * the temporary folder has no room.
 */
export async function openGit(url: string, options: GitOptions = {}): Promise<Source> {
  const target = parseGitUrl(url, options);
  const addresses = await addressesOf(target, options);
  const location = withoutCredentials(url);
  const maxFileSizeBytes = options.maxFileSizeBytes ?? DEFAULT_MAX_FILE_SIZE_BYTES;
  const folder = await openTemporary(options.temporaryFolder).catch((error: unknown) => {
    throw orNoRoom(error, location);
  });
  try {
    const home = join(folder.path, "home");
    mkdirSync(home);
    const memory = options.limits?.memoryBytes === undefined ? {} : { memoryBytes: options.limits.memoryBytes };
    const context = { ...gitContext(home, target, addresses, options.credentials ?? {}, options), ...memory };
    const run = { timeoutMs: LOCAL_TIMEOUT_MS, signal: options.signal };
    const failed = (what: string) => (message: string) => new TerminalError(`Cannot ${what} ${location}: ${message}.`);
    // Two repositories over one set of objects: what fetches, and what reads. The second has no remote, so a content
    // that was not fetched is missing there, where the first would silently go and fetch it, one by one.
    const fetched = join(folder.path, "fetched");
    const view = join(folder.path, "view");
    for (const each of [fetched, view]) {
      await runGit(context, ["init", "--quiet", "--bare", "--template=", each], run, failed("prepare to fetch"));
    }
    await fetchCommit(context, {
      location,
      ref: options.ref,
      gitDir: fetched,
      maxFileSizeBytes,
      maxBytes: options.limits?.maxBytes ?? DEFAULT_MAX_BYTES,
      timeoutMs: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      signal: options.signal,
    });
    const peel = ["--git-dir", fetched, "rev-parse", "--verify", "--quiet", `${FETCHED_REF}^{commit}`];
    const commit = (await runGit(context, peel, run, failed("find a commit in"))).trim();
    if (!COMMIT_ID.test(commit)) throw new TerminalError(`${location} has no commit at ${options.ref ?? "HEAD"}.`);
    const reading = { ...localContext(home, view, join(fetched, "objects")), ...memory };
    const contents = new GitContents(reading, maxFileSizeBytes);
    const limits = {
      maxEntries: options.limits?.maxEntries ?? DEFAULT_MAX_ENTRIES,
      sizeOfMissing: maxFileSizeBytes + 1,
    };
    return {
      location,
      commit,
      entries: (after) => behind(listTree(reading, commit, location, limits), after, location),
      async find(path) {
        const [entry] = await Array.fromAsync(listTree(reading, commit, location, limits, path));
        return entry;
      },
      read: (entries) => contentsOf(contents, entries, location),
      async close() {
        contents.close();
        await folder.remove();
      },
    };
  } catch (error) {
    await folder.remove();
    throw orNoRoom(error, location);
  }
}

async function addressesOf({ protocol, host }: GitUrl, options: GitOptions): Promise<readonly string[]> {
  if (protocol === "file") return [];
  const policy = policyFor(host, options);
  if (protocol === "ssh") return checkedAddresses(host, policy);
  if (options.proxy) return [];
  if (!options.allowPrivateAddresses) await requireAddressPins();
  return checkedAddresses(host, policy);
}

/** By position, not by comparing: a hostile tree need not be sorted, but the same commit lists the same way each time. */
async function* behind(
  entries: AsyncIterable<SourceEntry>,
  after: string | undefined,
  location: string,
): AsyncGenerator<SourceEntry> {
  let found = after === undefined;
  for await (const entry of entries) {
    if (found) yield entry;
    else if (entry.path === after) found = true;
  }
  if (!found) throw new TerminalError(`${location} has no path ${JSON.stringify(after)} to go on behind.`);
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
