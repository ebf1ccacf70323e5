/** Where a large tree is cut: every path is counted, of few the name is read. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanRange } from "@pqc-audit/platform/ports/ledger.ts";
import type { GitContext } from "./git-process.ts";
import { gitWholeRecords } from "./git-records.ts";
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
  let count = 0;
  let last = "";
  for await (const names of gitWholeRecords(context, listing)) {
    for (let from = 0, end = 0; from < names.length; from = end + 1) {
      end = names.indexOf(0, from);
      const isLast = end === names.length - 1;
      const isCut = ++count % paths === 0;
      if (isLast || isCut) last = pathText(names.subarray(from, end));
      if (isCut) ranges.push({ number: ranges.length, start: count - paths, entries: paths, upTo: last });
    }
    if (count > maxEntries) {
      throw new TerminalError(`${location} has more than ${maxEntries} paths: raise the limit to scan it.`);
    }
  }
  const left = count % paths;
  const before = ranges.at(-1);
  if (before && left * 2 < paths) ranges[before.number] = { ...before, entries: paths + left, upTo: last };
  else if (left > 0) ranges.push({ number: ranges.length, start: count - left, entries: left, upTo: last });
  return ranges;
}
