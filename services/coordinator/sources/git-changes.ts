/**
 * What commits changed, through one `git diff-tree` that is told of each commit what to compare it with. Trees alone are
 * read, no content; a file that moved has gone at one path and come at another.
 */
import { Readable } from "node:stream";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { GitContext } from "./git-process.ts";
import { gitRecords } from "./git-records.ts";
import { pathText } from "./path-text.ts";
import type { SourceEntry } from "./source.ts";

export interface Comparison {
  readonly commit: string;
  /** Absent: with nothing, so that everything has come. */
  readonly against?: string;
}

export interface TreeItem {
  readonly type: SourceEntry["type"];
  readonly id: string;
}

export interface TreeChange {
  readonly commit: string;
  readonly path: string;
  /** What lay there; absent where nothing did. */
  readonly was?: TreeItem;
  /** What lies there now; absent where nothing does any more. */
  readonly now?: TreeItem;
}

const COLON = 58;
/** Git knows it without having it. */
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const HOW = ["-r", "--root", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv"];

/** In the order asked; a commit that changed nothing does not occur. */
export async function* listChanges(
  context: GitContext,
  asked: Iterable<Comparison>,
  location: string,
): AsyncGenerator<TreeChange> {
  yield* answers(context, ["--stdin"], Readable.from(lines(asked)), undefined, location);
}

/** All that a commit has, as if it were the first. */
export async function* listWhole(context: GitContext, commit: string, location: string): AsyncGenerator<TreeChange> {
  yield* answers(context, [EMPTY_TREE, commit], Readable.from([]), commit, location);
}

async function* answers(
  context: GitContext,
  args: readonly string[],
  input: Readable,
  only: string | undefined,
  location: string,
): AsyncGenerator<TreeChange> {
  let commit = only;
  let change: string | undefined;
  const failure = `Cannot compare commits of ${location}`;
  const listing = { args: ["diff-tree", ...HOW, ...args], location, failure, input };
  for await (const record of gitRecords(context, listing)) {
    if (change !== undefined && commit !== undefined) {
      yield changeOf(commit, change, record);
      change = undefined;
    } else if (record[0] === COLON) change = record.toString("latin1");
    else commit = record.toString("latin1");
  }
}

function* lines(asked: Iterable<Comparison>): Generator<string> {
  for (const { commit, against } of asked) yield against === undefined ? `${commit}\n` : `${commit} ${against}\n`;
}

/** `:mode mode id id letter`, before and after, and then the path. */
function changeOf(commit: string, change: string, name: Buffer): TreeChange {
  const [before, mode, idBefore, id] = change.slice(1).split(" ");
  const path = pathText(name);
  if (before === undefined || mode === undefined || idBefore === undefined || id === undefined)
    throw new TerminalError(`git compared ${commit} and said "${change}".`);
  const was = before !== NOTHING && { was: { type: typeOf(before), id: idBefore } };
  return { commit, path, ...was, ...(mode !== NOTHING && { now: { type: typeOf(mode), id } }) };
}

/** The mode of what is not there. */
const NOTHING = "000000";

/** A mode that no git writes is taken as git takes it: by its kind of object. */
function typeOf(mode: string): SourceEntry["type"] {
  if (mode === "160000") return "submodule";
  if (mode === "120000") return "symlink";
  return mode.startsWith("100") ? "file" : "special";
}
