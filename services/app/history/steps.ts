/** The order in which commits are replayed, and what each is compared with. */
import type { CommitGraph } from "./commit-graph.ts";
import type { Step } from "./replay.ts";

export interface Compared extends Step {
  /** Absent: everything the commit has is new. */
  readonly against?: number;
}

/**
 * Parents before children. Where the history is cut, `first` is the commit before the cut, which comes first of all;
 * another parent beyond the cut comes before its child, compared with `first`.
 */
export function* steps(
  graph: CommitGraph,
  first: number | undefined,
  isShallow: (commit: number) => boolean,
): Generator<Compared> {
  const told = new Set<number>();
  const main = (commit: number) => graph.commits === 0 || commit === graph.mainBeyond;
  if (first !== undefined) {
    told.add(first);
    yield { commit: first, parents: [], main: main(first), before: true };
  }
  for (const { number, parents, main: onMain } of graph.replayed()) {
    for (const parent of parents) {
      if (first === undefined || !graph.isBeyond(parent) || told.has(parent)) continue;
      told.add(parent);
      yield { commit: parent, parents: [first], against: first, main: main(parent), before: true };
    }
    const [against] = parents;
    const before = parents.length === 0 && isShallow(number);
    yield { commit: number, parents, main: onMain, before, ...(against !== undefined && { against }) };
  }
}
