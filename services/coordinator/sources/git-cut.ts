/** Where a large tree is cut: every path is counted, of few the name is read. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import type { GitContext } from "./git-process.ts";
import { gitRecords } from "./git-records.ts";
import { pathText } from "./path-text.ts";

/**
 * Ranges of `paths` paths each, in the order of the listing; the last takes in what would be less than half of one. None
 * where nothing is there.
 */
export async function cutTree(
  context: GitContext,
  commit: string,
  location: string,
  { paths, maxEntries }: { readonly paths: number; readonly maxEntries: number },
): Promise<readonly ScanRange[]> {
  const listing = {
    args: ["ls-tree", "-z", "-r", "--full-tree", "--name-only", commit],
    location,
    failure: `Cannot list ${location} at ${commit}`,
  };
  const ranges: ScanRange[] = [];
  const add = (entries: number, last: Buffer) => {
    const number = ranges.length;
    ranges.push({ number, start: number * paths, entries, upTo: pathText(last) });
  };
  let count = 0;
  let last: Buffer = Buffer.alloc(0);
  for await (const record of gitRecords(context, listing)) {
    if (++count > maxEntries) {
      throw new TerminalError(`${location} has more than ${maxEntries} paths: raise the limit to scan it.`);
    }
    last = record;
    if (count % paths === 0) add(paths, record);
  }
  const left = count - ranges.length * paths;
  const before = ranges.at(-1);
  if (before && left * 2 < paths) ranges[before.number] = { ...before, entries: paths + left, upTo: pathText(last) };
  else if (left > 0) add(left, last);
  return ranges;
}
