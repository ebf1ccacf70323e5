/**
 * Contents that stay at the server until they are wanted. They come by their ids, a batch in one request, never one by
 * one; where most of what was listed is wanted, or the server does not give out contents by id, everything comes at once.
 */
import { messageOf, RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { FETCHED_REF, type GitFetcher } from "./git-fetch.ts";
import { type GitContext, runGit } from "./git-process.ts";
import { GitSizes } from "./git-sizes.ts";

export interface RemoteContentsOptions {
  readonly location: string;
  readonly commit: string;
  readonly fetcher: GitFetcher;
  /** Sees what was fetched, and can fetch nothing. */
  readonly reading: GitContext;
  readonly gitDir: string;
  readonly maxFileSizeBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Contents came by their ids. */
  readonly fetched: (blobs: number) => void;
  /** Contents cannot come by their ids, and why. */
  readonly fellBack: (reason: string) => void;
}

/** Ids in one request. */
const BATCH = 5_000;
/** A server searches for deltas among contents asked for by id: so many, and so large a share, are slower than everything. */
const MANY = 2_000;
const MOST_OF = 3;
/** What a batch may take: above it lies something too large, which the server keeps back when everything is asked for. */
const BATCH_BYTES = 64 * 2 ** 20;
const BYTES_EACH = 128 * 1024;
/**
 * Of contents that a server kept back for their size: so many are asked for by their ids after all, in so many bytes, as what
 * is seen to be too large is known of every copy of the repository, and what a server says is not.
 */
const MOST_MEASURED = 16;
const MEASURED_BYTES = 16 * 2 ** 20;
const LOCAL_TIMEOUT_MS = 60_000;

export class RemoteContents {
  readonly #options: RemoteContentsOptions;
  readonly #sizes: GitSizes;
  #listed = 0;
  #wanted = 0;
  #everything = false;
  #toMeasure = MOST_MEASURED;

  constructor(options: RemoteContentsOptions) {
    this.#options = options;
    this.#sizes = new GitSizes(options.reading, options.location);
  }

  close(): void {
    this.#sizes.close();
  }

  /** So many contents more stand in the listing, or would. */
  countListed(contents = 1): void {
    this.#listed += contents;
  }

  /** Brings these here; their sizes by id. What is not among them was left at the server for being too large, by its word. */
  async bring(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const distinct = [...new Set(ids)];
    this.#wanted += distinct.length;
    const sizes = new Map<string, number>();
    for (let from = 0; from < distinct.length; from += BATCH) {
      const batch = distinct.slice(from, from + BATCH);
      if (!this.#everything) await this.#bringBatch(batch);
      for (const [id, size] of await this.#here(batch)) sizes.set(id, size);
      for (const [id, size] of await this.#measured(batch.filter((id) => !sizes.has(id)))) sizes.set(id, size);
    }
    return sizes;
  }

  async #measured(kept: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (kept.length === 0 || kept.length > this.#toMeasure) return new Map();
    this.#toMeasure -= kept.length;
    try {
      await this.#options.fetcher.fetchBlobs(kept, MEASURED_BYTES);
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      this.#toMeasure = 0;
    }
    return this.#here(kept);
  }

  async has(id: string): Promise<boolean> {
    return (await this.#here([id])).has(id);
  }

  async #bringBatch(batch: readonly string[]): Promise<void> {
    const { fetcher, location, maxFileSizeBytes, fetched, fellBack } = this.#options;
    if (this.#wanted >= MANY && this.#wanted * MOST_OF > this.#listed) return this.#bringEverything();
    try {
      await fetcher.fetchBlobs(batch, Math.max(BATCH_BYTES, maxFileSizeBytes) + batch.length * BYTES_EACH);
      const here = await this.#here(batch);
      if (here.size < batch.length) {
        throw new TerminalError(`${location} did not send ${batch.length - here.size} of ${batch.length} contents`);
      }
      fetched(batch.length);
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      fellBack(messageOf(error));
      this.#toMeasure = 0;
      await this.#bringEverything();
    }
  }

  async #bringEverything(): Promise<void> {
    const { fetcher, location, commit } = this.#options;
    await fetcher.fetchRest(commit);
    const now = await this.#git(["rev-parse", "--verify", "--quiet", `${FETCHED_REF}^{commit}`]);
    if (now.trim() !== commit) {
      throw new RetryableError(`${location} moved on from ${commit} while its contents were fetched.`);
    }
    this.#everything = true;
  }

  /** Those of these that are here, and their sizes. */
  async #here(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const found = await this.#sizes.of(ids);
    return new Map(
      ids.flatMap((id, at) => {
        const size = found[at];
        return size === undefined ? [] : [[id, size] as const];
      }),
    );
  }

  #git(args: readonly string[]): Promise<string> {
    const { reading, gitDir, signal, location } = this.#options;
    return runGit(
      { ...reading, env: { ...reading.env, GIT_DIR: gitDir } },
      args,
      { timeoutMs: LOCAL_TIMEOUT_MS, signal },
      (message) => new TerminalError(`Cannot look into ${location}: ${message}.`),
    );
  }
}
