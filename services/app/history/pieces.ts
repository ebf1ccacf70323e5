/**
 * A history in pieces of bounded size: commits with what they changed, and the contents that nobody has seen before on
 * their way through the scan. Pieces are read ahead of the replay, a few at a time, so memory does not grow with it.
 */
import { listChanges, listWhole, type TreeChange } from "@pqc-audit/coordinator/sources/git-changes.ts";
import type { GitHistory } from "@pqc-audit/coordinator/sources/git-history.ts";
import type { CommitGraph } from "./commit-graph.ts";
import type { Contents, Place } from "./contents.ts";
import type { Step } from "./replay.ts";
import { type Compared, steps } from "./steps.ts";

/** A commit, or something that the commit before it changed. */
export type Item = { readonly step: Step } | { readonly path: string; readonly place: Place | undefined };

export interface Piece {
  readonly items: readonly Item[];
  /** Once its contents, and those of the pieces before it, were looked at. */
  readonly scanned: Promise<void>;
}

/** Changes, commits too, of one piece. */
const MOST_ITEMS = 20_000;

export interface PieceOptions {
  /** Contents of one piece. */
  readonly chunkSize: number;
  readonly progress: { commit(): void };
  readonly signal: AbortSignal | undefined;
}

export async function* piecesOf(
  repository: GitHistory,
  graph: CommitGraph,
  contents: Contents,
  options: PieceOptions,
): AsyncGenerator<Piece> {
  let items: Item[] = [];
  const piece = async (): Promise<Piece> => {
    const full = items;
    items = [];
    return { items: full, scanned: (await contents.read()).scanned };
  };
  for await (const { step, change } of events(repository, graph)) {
    if (step) {
      options.signal?.throwIfAborted();
      options.progress.commit();
      items.push({ step });
    } else if (change.path.startsWith(repository.prefix)) {
      const { now } = change;
      const path = change.path.slice(repository.prefix.length);
      items.push({ path, place: now && contents.place(path, now.type, now.id) });
    }
    if (items.length >= MOST_ITEMS || contents.waiting >= options.chunkSize) yield await piece();
  }
  yield await piece();
}

type Event =
  | { readonly step: Step; readonly change?: undefined }
  | { readonly step?: undefined; readonly change: TreeChange };

/** Each step, and behind it what it changed. */
async function* events(repository: GitHistory, graph: CommitGraph): AsyncGenerator<Event> {
  const { window, context, location, shallow } = repository;
  const first = window.after && graph.addBeyond(window.after.id, window.after.time);
  const inOrder = (): Generator<Compared> => steps(graph, first, (commit) => shallow.has(graph.idOf(commit)));
  const changes = listChanges(context, comparisons(graph, inOrder(), first), location);
  try {
    let next = await changes.next();
    for (const step of inOrder()) {
      yield { step };
      if (step.commit === first) {
        for await (const change of listWhole(context, graph.idOf(first), location)) yield { change };
      }
      const id = graph.idOf(step.commit);
      for (; !next.done && next.value.commit === id; next = await changes.next()) yield { change: next.value };
    }
  } finally {
    await changes.return(undefined);
  }
}

function* comparisons(graph: CommitGraph, all: Iterable<Compared>, first: number | undefined) {
  for (const { commit, against } of all) {
    if (commit === first) continue;
    yield { commit: graph.idOf(commit), ...(against !== undefined && { against: graph.idOf(against) }) };
  }
}
