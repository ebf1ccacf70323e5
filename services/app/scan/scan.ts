/**
 * The direct road of `pqc-audit scan`: source → filter → what earlier runs know → threads → join, in one process. It
 * shares every room with the services (sources and filter with the coordinator, pool with the worker, join with the
 * aggregator) and needs no ledger, since nothing outlives it but a cache. Its findings digest is the oracle of the cluster's.
 */
import { joinFindings } from "@pqc-audit/aggregator/join/join.ts";
import { createFilter, type Filter } from "@pqc-audit/coordinator/filter.ts";
import type { Source, SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { buildResult } from "@pqc-audit/reports/model/result.ts";
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { ScanFile, ScanPool } from "@pqc-audit/worker/pool/scan-pool.ts";
import { entriesOf, type IndexEntry } from "../cache/tree-index.ts";
import { VERSION } from "../version.ts";
import { Glance } from "./glance.ts";
import { KeptResults } from "./kept-results.ts";
import { openSource } from "./open-source.ts";
import type { Recall } from "./recall.ts";
import type { Asked, Results } from "./recalled.ts";
import type { ProgressListener, ScanRequest } from "./request.ts";
import { RunPolicy } from "./run-policy.ts";
import { Tally } from "./tally.ts";

/** Chunks handed to the threads and not yet back: enough that none of them waits, few enough that memory stays flat. */
const CHUNKS_IN_FLIGHT = 4;
/** Content held in memory for one chunk of a git source. */
const CHUNK_BYTES = 8 * 1024 * 1024;

/** Throws `UsageError` for a location or pattern that cannot be used, `TerminalError` or `RetryableError` for a source that fails. */
export async function runScan(
  request: ScanRequest,
  progress: ProgressListener,
  signal?: AbortSignal,
): Promise<AuditResult> {
  const [startedAt, started] = [new Date(), performance.now()];
  const filter = createFilter(request);
  const policy = await RunPolicy.of(request.judging, startedAt);
  const source = await openSource(request, filter, signal, (line) => progress.noticed?.(line));
  // Where every result is known no engine is needed.
  let made: Promise<ScanPool> | undefined;
  const pool = (): Promise<ScanPool> => {
    made ??= openPool(request);
    return made;
  };
  let kept: KeptResults | undefined;
  try {
    kept = new KeptResults(request, startedAt, progress);
    const tally = new Tally();
    const looked = !kept.saysNothing(source, policy.wrappers());
    const fault = looked ? await policy.look(source, request.maxFileSizeBytes) : undefined;
    if (fault !== undefined) tally.malformed(POLICY_FILE, fault);
    const wrappers = policy.wrappers();
    const work = await kept.use(source, wrappers, (recall) =>
      scanAll(source, filter, { pool, wrappers, recall }, tally, request.chunkSize, progress, signal),
    );
    // Where nothing was found nobody need be named for it.
    const unowned = tally.files.length > 0 ? await policy.lookForOwners(source, request.maxFileSizeBytes) : undefined;
    if (unowned) tally.malformed(unowned.path, unowned.fault);
    return buildResult({
      version: VERSION,
      engineDigest: engineDigest(),
      target: {
        location: source.location,
        ...(source.commit !== undefined && { commit: source.commit }),
        ...(source.since && { since: source.since }),
      },
      startedAt,
      durationMs: performance.now() - started,
      coverage: tally.coverage(),
      work,
      errors: tally.errors,
      findings: joinFindings(tally.files, policy.policy()),
    });
  } finally {
    kept?.close();
    await Promise.all([made?.then((opened) => opened.close()), source.close()]);
  }
}

async function openPool({ maxFileSizeBytes, workers, memory, nodeArguments }: ScanRequest): Promise<ScanPool> {
  const { createScanPool } = await import("@pqc-audit/worker/pool/threads.ts");
  return createScanPool({
    maxFileSizeBytes,
    atOnce: true,
    ...(workers !== undefined && { threads: workers }),
    ...(memory && { memory }),
    ...(nodeArguments && { nodeArguments }),
  });
}

interface Passes {
  readonly pool: () => Promise<ScanPool>;
  /** The repository's own functions, for a second pass; none where it declares none, or may not. */
  readonly wrappers: Wrappers | undefined;
  readonly recall: Recall;
}

async function scanAll(
  source: Source,
  filter: Filter,
  passes: Passes,
  tally: Tally,
  chunkSize: number,
  progress: ProgressListener,
  signal: AbortSignal | undefined,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failure: unknown;
  const launch = async (chunk: readonly Asked[]): Promise<void> => {
    const contents = await contentsOf(source, chunk, passes.wrappers, tally);
    const task = scanChunk(contents, passes, tally, progress, signal).catch((thrown: unknown) => {
      failure ??= thrown;
    });
    running.add(task);
    void task.finally(() => running.delete(task));
    if (running.size >= CHUNKS_IN_FLIGHT) await Promise.race(running);
    if (failure !== undefined) throw failure;
  };

  let taken = 0;
  let reused = 0;
  let chunk: Asked[] = [];
  let bytes = 0;
  const { recall, wrappers } = passes;
  const second = wrappers && (await import("@pqc-audit/scanner/wrappers/wrappers.ts"));
  const secondKindOf = (path: string) => wrappers && second?.secondKind(path, wrappers);
  const keep = (path: string, { outcome, second }: Results): void => {
    tally.outcome(path, outcome, second);
    if (++reused % 1000 === 0) progress.advanced(1000, 0);
  };
  /** Of a file that the index does not tell of. What is answered is to be waited for. */
  const ask = (entry: SourceEntry, before: IndexEntry | undefined): Promise<void> | undefined => {
    const asked = recall.ask(entry, secondKindOf(entry.path), before);
    if ("results" in asked) {
      keep(entry.path, asked.results);
      return undefined;
    }
    const held = entry.file === undefined ? entry.size : 0;
    const full = chunk.length > 0 && (chunk.length >= chunkSize || bytes + held > CHUNK_BYTES);
    const ready = full ? chunk : undefined;
    if (full) [chunk, bytes] = [[], 0];
    chunk.push(asked);
    bytes += held;
    return ready && launch(ready);
  };
  const glance = recall.knowsTarget && !wrappers ? new Glance() : undefined;
  /** A thread starts while it is loaded what kinds there are. */
  const askFirst = async (entry: SourceEntry, before: IndexEntry | undefined): Promise<void> => {
    const content = glance?.plainContent(entry);
    if (content) {
      keep(entry.path, recall.plain(entry, content));
      return;
    }
    if (recall.isOther(entry, before)) await passes.pool();
    await recall.ready();
    await ask(entry, before);
  };
  /** `looked`: what the index says of it, where that was looked up already. What is answered is to be waited for. */
  const take = (entry: SourceEntry, looked?: IndexEntry): Promise<void> | undefined => {
    tally.present();
    if (entry.error !== undefined) {
      recall.unsound();
      tally.fail(entry.path, entry.error);
      return undefined;
    }
    const skip = filter.decide(entry);
    if (skip !== undefined) {
      tally.skip(skip);
      recall.skipped(entry, skip, looked);
      return undefined;
    }
    if (++taken % 1000 === 0) progress.found(taken, false);
    const secondKind = secondKindOf(entry.path);
    const before = looked ?? recall.before(entry, secondKind);
    const same = recall.same(entry, before, secondKind);
    if (same) {
      keep(entry.path, same);
      return undefined;
    }
    if (recall.isReady) return ask(entry, before);
    return askFirst(entry, before);
  };

  const replay = await recall.replay(source);
  if (replay) {
    tally.leaveOut(replay);
    for (const part of replay.parts) {
      signal?.throwIfAborted();
      const reused = wrappers ? undefined : recall.reusePart(part);
      if (reused) {
        tally.reused(reused);
        const files = reused.plain + reused.binary + reused.found.length;
        taken += files;
        progress.advanced(files, 0);
        continue;
      }
      for (const [at, before] of entriesOf(part.bytes).entries()) {
        const results = part.unchanged[at] === 1 ? recall.reuse(before, secondKindOf(before.path)) : undefined;
        if (results) {
          tally.present();
          taken++;
          keep(before.path, results);
          continue;
        }
        const entry = await source.find(before.path);
        if (entry) await take(entry, before);
        else recall.unsound();
      }
    }
  } else {
    for await (const entry of source.entries(undefined, recall.watch)) {
      signal?.throwIfAborted();
      const busy = take(entry);
      if (busy) await busy;
    }
  }
  progress.found(taken, true);
  progress.advanced(reused % 1000, 0);
  if (chunk.length > 0) await launch(chunk);
  await Promise.all(running);
  if (failure !== undefined) throw failure;
}

interface Content {
  readonly asked: Asked;
  readonly first: ScanFile;
  /** For the repository's own functions, where the file may use them. */
  readonly second?: ScanFile;
}

/** Local files are read by the threads themselves; contents of a git source are fetched here. */
async function contentsOf(
  source: Source,
  chunk: readonly Asked[],
  wrappers: Wrappers | undefined,
  tally: Tally,
): Promise<readonly Content[]> {
  const contents: Content[] = [];
  const fetched = new Map<SourceEntry, Asked>();
  for (const asked of chunk) {
    const { file } = asked.entry;
    if (file === undefined) fetched.set(asked.entry, asked);
    else contents.push(contentOf(asked, { file }, wrappers));
  }
  if (fetched.size === 0) return contents;
  for await (const { entry, bytes } of source.read([...fetched.keys()])) {
    const asked = fetched.get(entry);
    fetched.delete(entry);
    if (asked) contents.push(contentOf(asked, { bytes }, wrappers));
  }
  for (const { path } of fetched.keys()) tally.fail(path, "the repository did not deliver this file's content");
  return contents;
}

function contentOf(asked: Asked, source: ScanFile["source"], wrappers: Wrappers | undefined): Content {
  const { kind, secondKind: again, known, name } = asked;
  const wanted = { source, ...(known && { known: [...known.keys()] }), ...(name && { name }) };
  const first = { ...wanted, kind };
  return again === undefined || !wrappers
    ? { asked, first }
    : { asked, first, second: { ...wanted, kind: again, wrappers } };
}

async function scanChunk(
  contents: readonly Content[],
  { pool, recall }: Passes,
  tally: Tally,
  progress: ProgressListener,
  signal: AbortSignal | undefined,
): Promise<void> {
  const seconds = contents.flatMap((content) => (content.second ? [content.second] : []));
  const scanned = await (await pool()).scan([...contents.map(({ first }) => first), ...seconds], signal);
  let bytes = 0;
  let after = contents.length;
  for (const [index, { asked, second }] of contents.entries()) {
    const first = scanned[index];
    const again = second && scanned[after++];
    if (first) {
      bytes += first.bytes;
      const results = recall.answer(asked, first, again);
      tally.outcome(asked.entry.path, results.outcome, results.second);
    } else {
      tally.fail(asked.entry.path, messageOf("the scan pool gave no outcome"));
    }
  }
  progress.advanced(contents.length, bytes);
}
