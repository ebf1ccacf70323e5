/** Every path of a commit, as a stream from `git ls-tree`: memory does not grow with the tree. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { GitContext } from "./git-process.ts";
import { gitRecords } from "./git-records.ts";
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
  for await (const _ of gitRecords(context, listing)) count++;
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
  const { passing } = limits;
  let count = 0;
  for await (const record of gitRecords(context, { args, location, failure: `Cannot list ${location} at ${commit}` })) {
    if (++count > limits.maxEntries) {
      throw new TerminalError(`${location} has more than ${limits.maxEntries} paths: raise the limit to scan it.`);
    }
    if (passing && passing.paths > 0) passing.paths--;
    else yield entryOf(record, limits, location);
  }
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
