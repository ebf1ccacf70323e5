/**
 * The road of `pqc-audit history`: commits → what they changed → each new content scanned once → lives of uses, in one
 * process, nothing stored. It shares sources and filter with the coordinator, and the scan threads with the worker.
 */
import { createFilter } from "@pqc-audit/coordinator/filter.ts";
import { listCommits } from "@pqc-audit/coordinator/sources/git-commits.ts";
import type { GitHistory } from "@pqc-audit/coordinator/sources/git-history.ts";
import type { HistoryResult } from "@pqc-audit/reports/history/model.ts";
import { createScanPool } from "@pqc-audit/worker/pool/threads.ts";
import { CommitGraph } from "./commit-graph.ts";
import { Contents } from "./contents.ts";
import type { ContentUses } from "./life.ts";
import { openHistory } from "./open-history.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { Replay, type Step } from "./replay.ts";
import type { HistoryListener, HistoryRequest } from "./request.ts";
import { resultOf } from "./result.ts";
import { UseTypes } from "./use-types.ts";

/** Pieces read ahead of the replay: enough that no thread waits, few enough that memory stays flat. */
const PIECES_AHEAD = 3;

/** Throws `UsageError` for what cannot be used as given, `TerminalError` or `RetryableError` for a repository that fails. */
export async function runHistory(
  request: HistoryRequest,
  listener: HistoryListener,
  signal?: AbortSignal,
  openPool: typeof createScanPool = createScanPool,
): Promise<HistoryResult> {
  const startedAt = new Date();
  const started = performance.now();
  const filter = createFilter(request);
  const repository = await openHistory(request, signal);
  const pool = openPool({
    maxFileSizeBytes: request.maxFileSizeBytes,
    ...(request.workers !== undefined && { threads: request.workers }),
    ...(request.memory && { memory: request.memory }),
    ...(request.nodeArguments && { nodeArguments: request.nodeArguments }),
  });
  try {
    const types = new UseTypes(request.uses);
    const contents = new Contents({ repository, filter, pool, types, progress: listener, signal });
    const graph = await graphOf(repository, request.firstParent, signal);
    const replay = await replayed(repository, graph, contents, types, request.chunkSize, listener, signal);
    const result = { repository, graph, replay, types, contents, engineDigest: pool.engineDigest };
    return resultOf({ ...result, request, startedAt, durationMs: performance.now() - started });
  } finally {
    await Promise.all([pool.close(), repository.close()]);
  }
}

async function graphOf(repository: GitHistory, firstParent: boolean, signal: AbortSignal | undefined) {
  const { context, location, window } = repository;
  const range = { head: window.head, firstParent, ...(window.after && { after: window.after.id }) };
  const graph = new CommitGraph();
  for await (const commit of listCommits(context, range, location)) {
    graph.add(commit);
    if (graph.commits % 1024 === 0) signal?.throwIfAborted();
  }
  return graph;
}

async function replayed(
  repository: GitHistory,
  graph: CommitGraph,
  contents: Contents,
  types: UseTypes,
  chunkSize: number,
  listener: HistoryListener,
  signal: AbortSignal | undefined,
): Promise<Replay> {
  const { window } = repository;
  const first = window.after && graph.addBeyond(window.after.id, window.after.time);
  const replay = new Replay(graph, types, [graph.headNumber ?? first ?? 0, ...(first === undefined ? [] : [first])]);
  const applying = new Applying(replay, contents);
  let read = 0;
  const progress = { commit: () => listener.commits(++read, graph.commits) };
  const ahead: Piece[] = [];
  for await (const piece of piecesOf(repository, graph, contents, { chunkSize, progress, signal })) {
    ahead.push(piece);
    if (ahead.length > PIECES_AHEAD) await applying.take(ahead.shift());
  }
  for (const piece of ahead) await applying.take(piece);
  applying.end();
  return replay;
}

/** Gathers what a commit changed, of which most says nothing about uses, and applies it once it is whole. */
class Applying {
  readonly #replay: Replay;
  readonly #contents: Contents;
  #step: Step | undefined;
  #changes = new Map<string, ContentUses | undefined>();

  constructor(replay: Replay, contents: Contents) {
    this.#replay = replay;
    this.#contents = contents;
  }

  async take(piece: Piece | undefined): Promise<void> {
    await piece?.scanned;
    for (const item of piece?.items ?? []) {
      if ("step" in item) {
        this.end();
        this.#step = item.step;
      } else {
        const uses = item.place && this.#contents.usesAt(item.place);
        if (uses || this.#had(item.path)) this.#changes.set(item.path, uses);
      }
    }
  }

  #had(path: string): boolean {
    const [parent] = this.#step?.parents ?? [];
    return parent !== undefined && this.#replay.filesOf(parent).get(path) !== undefined;
  }

  end(): void {
    if (this.#step) this.#replay.apply(this.#step, this.#changes);
    this.#step = undefined;
    this.#changes = new Map();
  }
}
