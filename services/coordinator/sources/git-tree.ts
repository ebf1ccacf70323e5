/** Every path of a commit, as a stream from `git ls-tree`: memory does not grow with the tree. */

import { isAscii } from "node:buffer";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { GitContext } from "./git-process.ts";
import { gitWholeRecords } from "./git-records.ts";
import type { GitTreeId } from "./git-tree-id.ts";
import { pathText } from "./path-text.ts";
import type { Passing, SourceEntry } from "./source.ts";

/** Paths of one tree, unless told otherwise. */
export const MOST_PATHS = 20_000_000;

export interface TreeLimits {
  /** A tree that holds itself many times over ("git bomb") has more paths than any disk could. */
  readonly maxEntries: number;
  /** Size given to blobs that were left on the server for being larger than the limit. */
  readonly sizeOfMissing: number;
  /** Contents are not here, so neither are their sizes: nobody looks for them one by one. */
  readonly absent: boolean;
  /** Told of all that is listed. */
  readonly treeId?: GitTreeId;
  /** Told of each content that is not here. */
  readonly countAbsent?: () => void;
  readonly passing?: Passing;
}

const TAB = 9;

/** How many paths there are: every tree is read, no entry looked at. */
export async function countTree(context: GitContext, commit: string, location: string): Promise<number> {
  const listing = {
    args: ["ls-tree", "-z", "-r", "--name-only", commit],
    location,
    failure: `Cannot list ${location}`,
  };
  let count = 0;
  for await (const names of gitWholeRecords(context, listing)) {
    for (let at = names.indexOf(0); at >= 0; at = names.indexOf(0, at + 1)) count++;
  }
  return count;
}

/** All of it, or what stands at one path, which may be a folder. */
export async function* listTree(
  context: GitContext,
  commit: string,
  location: string,
  limits: TreeLimits,
  only?: string,
): AsyncGenerator<SourceEntry> {
  const reach = only === undefined ? ["-r", commit] : [commit, "--", only];
  const args = ["ls-tree", "-z", "--full-tree", ...(limits.absent ? [] : ["--long"]), ...reach];
  const { passing, treeId, countAbsent } = limits;
  let count = 0;
  const listing = { args, location, failure: `Cannot list ${location} at ${commit}` };
  for await (const lines of gitWholeRecords(context, listing)) {
    const text = treeId === undefined && isAscii(lines) ? lines.toString("latin1") : undefined;
    for (let from = 0, end = 0; from < lines.length; from = end + 1) {
      end = lines.indexOf(0, from);
      if (++count > limits.maxEntries) {
        throw new TerminalError(`${location} has more than ${limits.maxEntries} paths: raise the limit to scan it.`);
      }
      if (passing && passing.paths > 0) {
        passing.paths--;
        continue;
      }
      const entry =
        (text !== undefined && plainFile(text, from, end, limits.absent)) ||
        entryOf(lines.subarray(from, end), limits, location);
      if (entry.absent) countAbsent?.();
      yield entry;
    }
  }
}

const PLAIN_FILE = "100644 blob ";

/** What nearly every line is, without a text for each of its words; undefined where it is anything else. */
function plainFile(text: string, from: number, end: number, absent: boolean): SourceEntry | undefined {
  if (!text.startsWith(PLAIN_FILE, from)) return undefined;
  const id = from + PLAIN_FILE.length;
  const tab = text.indexOf("\t", id);
  if (tab < 0 || tab >= end) return undefined;
  if (absent) {
    const blob = text.slice(id, tab);
    const path = text.slice(tab + 1, end);
    return ID_LENGTHS.includes(blob.length) ? { path, type: "file", blob, size: 0, absent } : undefined;
  }
  const space = text.indexOf(" ", id);
  const size = Number(text.slice(space, tab));
  const blob = text.slice(id, space);
  if (space > tab || !ID_LENGTHS.includes(blob.length) || !isDigit(text.charCodeAt(tab - 1)) || Number.isNaN(size))
    return undefined;
  return { path: text.slice(tab + 1, end), type: "file", blob, size };
}

/** Hex digits of an id: SHA-1, SHA-256. */
const ID_LENGTHS: readonly number[] = [40, 64];

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** `mode SP type SP id[ SP+ size] TAB path`; size is `-` for what is no blob and `BAD` for a blob that is not here. */
function entryOf(record: Buffer, { sizeOfMissing, absent, treeId }: TreeLimits, location: string): SourceEntry {
  const tab = record.indexOf(TAB);
  const [mode, type, id, size] = record.toString("latin1", 0, tab).split(/ +/);
  if (tab < 0 || id === undefined || (size === undefined) !== absent) {
    throw new TerminalError(`The listing of ${location} has a line that is none: ${record.toString("latin1", 0, 80)}.`);
  }
  const name = record.subarray(tab + 1);
  treeId?.add(mode ?? "", id, name);
  const path = pathText(name);
  if (type !== "blob") return { path, size: 0, type: type === "commit" ? "submodule" : "special" };
  if (mode === "120000") return { path, size: 0, type: "symlink" };
  const file = { path, type: "file", blob: id } as const;
  if (absent) return { ...file, size: 0, absent };
  return size === "BAD" ? { ...file, size: sizeOfMissing, withheld: true } : { ...file, size: Number(size) };
}
