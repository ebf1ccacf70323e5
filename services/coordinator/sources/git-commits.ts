/** The commits that a commit comes from, as a stream from `git rev-list`: ids and times, nothing of who made them. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { GitContext } from "./git-process.ts";
import { gitRecords } from "./git-records.ts";

export interface ListedCommit {
  readonly id: string;
  /** When it was committed, seconds since 1970; what no calendar has is moved to its end. */
  readonly time: number;
  /** First parent first; none where git knows none, as at the edge of a shallow clone. */
  readonly parents: readonly string[];
  /** No part of the range, but the parent of one that is. */
  readonly beyond: boolean;
}

export interface CommitRange {
  readonly head: string;
  /** Neither this commit nor what it comes from. */
  readonly after?: string;
  /** Of a merge only what it was merged into. */
  readonly firstParent: boolean;
}

const NEWLINE = 10;
/** 9999-12-31T23:59:59Z: a commit may claim any number. */
const LAST_SECOND = 253_402_300_799;

/** Children before parents, lines of development one after another; what lies beyond the range behind all of it. */
export async function* listCommits(
  context: GitContext,
  { head, after, firstParent }: CommitRange,
  location: string,
): AsyncGenerator<ListedCommit> {
  const how = ["--topo-order", "--parents", "--boundary", "--timestamp", ...(firstParent ? ["--first-parent"] : [])];
  const range = [head, ...(after === undefined ? [] : [`^${after}`]), "--"];
  const failure = `Cannot list the commits of ${location}`;
  const listing = { args: ["rev-list", ...how, ...range], location, failure, end: NEWLINE };
  for await (const line of gitRecords(context, listing)) {
    const [time, marked, ...parents] = line.toString("latin1").split(" ");
    if (marked === undefined) throw new TerminalError(`git listed a commit of ${location} that is none.`);
    const beyond = marked.startsWith("-");
    const id = beyond ? marked.slice(1) : marked;
    yield { id, time: secondsOf(time), parents: firstParent ? parents.slice(0, 1) : parents, beyond };
  }
}

export function secondsOf(text: string | undefined): number {
  const seconds = Number(text);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LAST_SECOND) : 0;
}
