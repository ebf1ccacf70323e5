/** Which part of a history is meant: `--since` and `--until` are days or commits. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { secondsOf } from "./git-commits.ts";

export interface Window {
  /** The last commit that is looked at. */
  readonly head: string;
  /** What is there with this commit was there before; absent: from the first commit on. */
  readonly after?: { readonly id: string; readonly time: number };
}

export interface Asked {
  readonly since?: string;
  readonly until?: string;
}

export interface CommitQuestions {
  readonly location: string;
  /** The commit that a name or an id stands for. */
  resolve(name: string): Promise<string | undefined>;
  /** What `git rev-list` answers. */
  list(...args: readonly string[]): Promise<string>;
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?$/;

/** Throws `UsageError` for what is neither a day nor a commit, or no part of this history. */
export async function windowOf(head: string, asked: Asked, git: CommitQuestions): Promise<Window> {
  const last = asked.until === undefined ? head : await untilOf(asked.until, head, git);
  const after = asked.since === undefined ? undefined : await sinceOf(asked.since, last, git);
  if (after === undefined) return { head: last };
  const [seconds] = (await git.list("--no-walk", "--timestamp", after, "--")).split(" ");
  return { head: last, after: { id: after, time: secondsOf(seconds) } };
}

/** Of a day the whole day, as UTC counts it. */
async function untilOf(text: string, head: string, git: CommitQuestions): Promise<string> {
  const time = timeOf(text, "--until");
  if (time === undefined) return await commitOf(text, "--until", head, git);
  const end = DAY.test(text) ? time + DAY_MS - 1000 : time;
  const commit = await lastUpTo(end, head, git);
  if (commit === undefined) throw new UsageError(`--until ${text}: ${git.location} has no commit that old.`);
  return commit;
}

async function sinceOf(text: string, head: string, git: CommitQuestions): Promise<string | undefined> {
  const time = timeOf(text, "--since");
  return time === undefined ? await commitOf(text, "--since", head, git) : await lastUpTo(time - 1000, head, git);
}

/** On the line of first parents: what the branch was on that day. */
async function lastUpTo(milliseconds: number, head: string, git: CommitQuestions): Promise<string | undefined> {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 0) return undefined;
  const found = await git.list("--max-count=1", "--first-parent", `--min-age=${seconds}`, head, "--");
  return found === "" ? undefined : found;
}

async function commitOf(name: string, option: string, head: string, git: CommitQuestions): Promise<string> {
  const commit = await git.resolve(name);
  if (commit === undefined) {
    throw new UsageError(
      `${option} ${JSON.stringify(name.slice(0, 80))} is neither a day (2026-01-31) nor a commit of ${git.location}.`,
    );
  }
  if ((await git.list("--max-count=1", commit, `^${head}`, "--")) !== "") {
    throw new UsageError(`${option} ${name}: ${head.slice(0, 12)} does not come from that commit.`);
  }
  return commit;
}

/** Milliseconds since 1970; undefined where it is no day at all. */
function timeOf(text: string, option: string): number | undefined {
  if (!DAY.test(text) && !TIME.test(text)) return undefined;
  const zoned = DAY.test(text) || /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) ? text : `${text}Z`;
  const time = Date.parse(zoned.replace(" ", "T"));
  // JavaScript takes the 31st of February for a day in March.
  const day = new Date(Date.parse(`${text.slice(0, 10)}T00:00:00Z`));
  if (Number.isNaN(time) || Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== text.slice(0, 10)) {
    throw new UsageError(`${option} ${text} is no day that there is.`);
  }
  return time;
}
