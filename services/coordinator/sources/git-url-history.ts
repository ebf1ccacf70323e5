/** The history of a repository on a server: fetched with all commits of one ref, and then read as one of this machine is. */
import { join } from "node:path";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { FETCHED_REF, GitFetcher } from "./git-fetch.ts";
import { type GitHistory, type HistoryOptions, historyOf, knowEdge, resolveCommit } from "./git-history.ts";
import { type GitTargetOptions, openGitTarget } from "./git-target.ts";
import { orNoRoom } from "./no-room.ts";

export interface UrlHistoryOptions extends HistoryOptions, Omit<GitTargetOptions, "memoryBytes" | "signal"> {}

const MAX_BYTES = 20 * 2 ** 30;
const TIMEOUT_MS = 60 * 60_000;

/** Failures as of `openGit`; `UsageError` where a day or a commit cannot be used as given. */
export async function openUrlHistory(url: string, options: UrlHistoryOptions): Promise<GitHistory> {
  const { ref, maxFileSizeBytes, signal } = options;
  const { location, gitDir, fetching, reading, remove } = await openGitTarget(url, options);
  try {
    const request = { location, ref, gitDir, maxFileSizeBytes, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS };
    await new GitFetcher(fetching, { ...request, signal, asked: () => {} }).fetchHistory();
    const fetched = { ...reading, env: { ...reading.env, GIT_DIR: gitDir } };
    const head = await resolveCommit(fetched, FETCHED_REF, options);
    if (head === undefined) throw new TerminalError(`${location} has no commit at ${ref ?? "HEAD"}.`);
    // A server may lack commits itself.
    const shallow = knowEdge(join(gitDir, "shallow"), reading.env.GIT_DIR ?? "");
    const parts = { location, prefix: "", shallow, missingAreLarge: true, head, close: remove };
    return await historyOf({ ...parts, context: reading, names: reading }, options);
  } catch (error) {
    await remove();
    throw orNoRoom(error, location);
  }
}
