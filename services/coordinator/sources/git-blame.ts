/** With which commits lines of a file came: git's own answer, read through a repository of ours. Dates and ids, nobody's address. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { secondsOf } from "./git-commits.ts";
import { type GitContext, runGit } from "./git-process.ts";
import { COMMIT_ID } from "./git-refs.ts";

export interface BlamedLine {
  readonly commit: string;
  /** When it was written, as its author's clock says; seconds since 1970. */
  readonly time: number;
  /** As the author wrote it. */
  readonly author: string;
}

const TIMEOUT_MS = 5 * 60_000;
const MOST_LINES = 50;

export interface Blaming {
  readonly commit: string;
  /** From the top of the repository, plain. */
  readonly path: string;
  /** 1-based, the last included. */
  readonly from: number;
  readonly to: number;
  readonly signal?: AbortSignal | undefined;
}

/** Line by line. Renames are followed, and white space does not count. Throws `TerminalError` where the commit has no such line. */
export async function blame(context: GitContext, location: string, asked: Blaming): Promise<readonly BlamedLine[]> {
  const { commit, path, from, signal } = asked;
  const to = Math.min(asked.to, from + MOST_LINES - 1);
  const how = ["blame", "--line-porcelain", "-w", "-M", "-L", `${from},${to}`, commit, "--", path];
  const failed = (message: string) =>
    new TerminalError(`Cannot tell where ${path} of ${location} comes from: ${message}`);
  const said = await runGit(context, how, { timeoutMs: TIMEOUT_MS, signal }, failed);
  return linesOf(said);
}

/** Of each line a head, one field a line, and the line itself behind a tab. */
function linesOf(said: string): readonly BlamedLine[] {
  const lines: BlamedLine[] = [];
  let commit = "";
  let fields = new Map<string, string>();
  for (const line of said.split("\n")) {
    if (line.startsWith("\t")) {
      if (!COMMIT_ID.test(commit)) throw new TerminalError("git told a line of a commit that is none.");
      const time = secondsOf(fields.get("author-time"));
      lines.push({ commit, time, author: fields.get("author") ?? "" });
      commit = "";
      fields = new Map();
    } else if (commit === "") commit = line.slice(0, line.indexOf(" "));
    else {
      const space = line.indexOf(" ");
      fields.set(space < 0 ? line : line.slice(0, space), space < 0 ? "" : line.slice(space + 1));
    }
  }
  return lines;
}
