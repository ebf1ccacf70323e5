/**
 * Brings one commit of a repository into an empty bare repository: history cut to depth 1, no tags, no submodules,
 * no checkout. Blobs above the size limit are left on the server where it knows partial clone; they show up as missing
 * when the tree is listed, which is how they are known to be too large.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { type GitContext, type RunOptions, runGit } from "./git-process.ts";

export interface FetchRequest {
  /** For messages: the URL without credentials. */
  readonly location: string;
  /** Branch, tag, full ref name or full commit id; the remote's HEAD where absent. */
  readonly ref: string | undefined;
  readonly gitDir: string;
  readonly maxFileSizeBytes: number;
  /** Bytes on disk. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export const COMMIT_ID = /^[0-9a-f]{40}$/;
/** The ref under which the fetched commit is kept. */
export const FETCHED_REF = "refs/pqc-audit/target";
const LS_REMOTE_TIMEOUT_MS = 60_000;

export async function fetchCommit(context: GitContext, request: FetchRequest): Promise<void> {
  checkRef(request.ref);
  const deadline = performance.now() + request.timeoutMs;
  const remaining = (): RunOptions => ({
    timeoutMs: Math.max(1, deadline - performance.now()),
    signal: request.signal,
    watch: () => checkSize(request),
  });
  const explain = (message: string) => explained(message, request);
  const wanted = COMMIT_ID.test(request.ref ?? "")
    ? request.ref
    : await remoteRef(context, request, {
        ...remaining(),
        timeoutMs: Math.min(LS_REMOTE_TIMEOUT_MS, request.timeoutMs),
      });
  const fetch = ["fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
  const filter = `--filter=blob:limit=${request.maxFileSizeBytes + 1}`;
  const command = ["--git-dir", request.gitDir, ...fetch, filter, "origin", `+${wanted}:${FETCHED_REF}`];
  await runGit(context, command, remaining(), explain);
  checkSize(request);
}

/** The full name of the ref on the server. Asked first: it fails fast, and says clearly what is not there. */
async function remoteRef(context: GitContext, request: FetchRequest, options: RunOptions): Promise<string> {
  const { ref } = request;
  const candidates =
    ref === undefined ? ["HEAD"] : ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  const command = ["--git-dir", request.gitDir, "ls-remote", "--quiet", "origin", ...candidates];
  const output = await runGit(context, command, options, (message) => explained(message, request));
  const names = new Set(output.split("\n").map((line) => line.split("\t")[1]));
  const found = candidates.find((each) => names.has(each));
  if (found !== undefined) return found;
  if (ref === undefined) throw new TerminalError(`${request.location} is empty: it has no commit to scan.`);
  const hint = /^[0-9a-f]{7,39}$/.test(ref) ? "; give a commit as its full 40 characters" : "";
  throw new TerminalError(`${request.location} has no branch or tag "${ref}"${hint}.`);
}

/** A ref is an argument of git: nothing that could be an option, a refspec of its own, a pattern or an expression. */
function checkRef(ref: string | undefined): void {
  if (ref === undefined) return;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const odd = /[\u0000-\u0020\u007f~^:?*[\\+]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$/.test(ref);
  if (ref === "" || ref.length > 250 || odd) {
    throw new UsageError(`${JSON.stringify(ref.slice(0, 80))} is not the name of a branch, tag or commit.`);
  }
}

/** Everything a fetch writes of any size is a pack, finished or not. */
function checkSize(request: FetchRequest): void {
  const bytes = bytesBelow(join(request.gitDir, "objects", "pack"));
  if (bytes > request.maxBytes) {
    throw new TerminalError(
      `${request.location} takes more than the ${request.maxBytes} bytes of disk allowed for a repository: raise the limit to scan it.`,
    );
  }
}

function bytesBelow(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return sum + (stats?.size ?? 0);
    }, 0);
  } catch {
    return 0; // The folder comes with the first pack.
  }
}

/** Decided by what git says; the patterns are git's, curl's and OpenSSH's English messages (`LC_ALL=C`). */
const NO_ACCESS =
  /authentication failed|could not read (username|password)|permission denied|host key verification|access denied|error: 40[13]/i;
const NOT_THERE = /not found|does not appear to be a git repository|does not exist|not a git repository|error: 404/i;
const NO_COMMIT = /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|invalid (sha1|object)/i;
const AWAY =
  /could not resolve|failed to connect|couldn't connect|connection (refused|reset|timed out|closed)|timed out|timeout|early eof|unexpected disconnect|hung up|rpc failed|network is unreachable|no route to host|error: (5\d\d|429)|transfer closed|too slow|bytes of body are still expected/i;

function explained(message: string, { location, ref }: FetchRequest): Error {
  const said = message.replace(/\.$/, "");
  if (NO_ACCESS.test(said))
    return new TerminalError(`No access to ${location}: ${said}. Configure a token or SSH key file for its host.`);
  if (NO_COMMIT.test(said)) return new TerminalError(`${location} does not give out ${ref ?? "HEAD"}: ${said}.`);
  if (/error: 30\d/.test(said)) return new TerminalError(`${location} redirects elsewhere: give the final URL.`);
  // "Could not read from remote repository" follows both; what came before decides.
  if (AWAY.test(said)) return new RetryableError(`Cannot reach ${location}: ${said}.`);
  if (NOT_THERE.test(said)) return new TerminalError(`${location} is not a git repository that can be read: ${said}.`);
  if (/mismatched algorithms|sha256/i.test(said)) {
    return new TerminalError(`${location} uses SHA-256 object ids, which are not supported.`);
  }
  return new TerminalError(`Cannot fetch ${location}: ${said}.`);
}
