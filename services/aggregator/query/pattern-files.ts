/** Files that a glob matches, scan by scan: paths lie in memory, and of each only what the one before does not begin with is looked at. */
import { setImmediate as pause } from "node:timers/promises";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { Paths } from "../inventory/paths.ts";
import type { ScanInventory } from "../inventory/scan-inventory.ts";
import { globAutomaton } from "./glob.ts";
import { type Automaton, START } from "./glob-automaton.ts";
import { Remembered } from "./remembered.ts";

/** First place in the scan and number of findings of files that follow one another. */
export type FileRanges = Uint32Array;

const SCANS_AT_ONCE = 500;
/** Bytes of paths between two looks at whether others wait. */
const BYTES_AT_ONCE = 300_000;
/** Of the automaton: some patterns have more states than paths have characters. */
const MOST_WORK = 1_000_000;

const KNOWN = new Remembered<Promise<readonly FileRanges[]>>();

/**
 * In the order of the repositories, and worked out once for the same list of them: selections that differ in other filters, in
 * order or in states share it. Throws `UsageError` where the pattern is none, or needs too much work on these paths.
 */
export function patternFiles(
  inventory: Inventory,
  pattern: string,
  repositories: readonly { readonly inventory: ScanInventory }[],
): Promise<readonly FileRanges[]> {
  return KNOWN.of(repositories, pattern, () => {
    const scans = repositories.map((each) => each.inventory);
    const found = matchedIn(inventory, pattern, scans);
    found.catch(() => KNOWN.forget(repositories, pattern));
    return found;
  });
}

async function matchedIn(
  inventory: Inventory,
  pattern: string,
  scans: readonly ScanInventory[],
): Promise<readonly FileRanges[]> {
  const automaton = globAutomaton(pattern);
  const found: FileRanges[] = [];
  let bytes = 0;
  for (let at = 0; at < scans.length; at += SCANS_AT_ONCE) {
    for (const paths of await inventory.paths.ofAll(scans.slice(at, at + SCANS_AT_ONCE))) {
      found.push(filesMatched(paths, automaton));
      bytes += paths.byteLength;
      if (bytes < BYTES_AT_ONCE) continue;
      bytes = 0;
      await pause();
    }
  }
  return found;
}

const NOTHING: FileRanges = new Uint32Array();

export function filesMatched({ firsts, shared, own, text, longest }: Paths, automaton: Automaton): FileRanges {
  const ranges: number[] = [];
  /** Behind each byte of the path before. */
  const states = new Int32Array(longest + 1);
  states[0] = START;
  let next = 0;
  /** From how many bytes on it does not count any more what follows, and what becomes of it. */
  let [settledAt, outcome] = [longest + 1, false];
  let end = -1;
  for (let file = 0; file < own.length; file++) {
    const from = shared[file] ?? 0;
    const until = next + (own[file] ?? 0);
    if (from < settledAt) {
      const depth = automaton.walk(text, next, until, states, from);
      const state = states[depth] ?? START;
      settledAt = automaton.settled(state) ? depth : longest + 1;
      outcome = automaton.accepts(state);
      if (automaton.work > MOST_WORK) {
        throw new UsageError("file_pattern can be read in too many ways: use fewer * ? [ ] { }");
      }
    }
    next = until;
    if (!outcome) continue;
    const [first, behind] = [firsts[file] ?? 0, firsts[file + 1] ?? 0];
    if (first === end) ranges[ranges.length - 1] = (ranges.at(-1) ?? 0) + behind - first;
    else ranges.push(first, behind - first);
    end = behind;
  }
  return ranges.length === 0 ? NOTHING : Uint32Array.from(ranges);
}
