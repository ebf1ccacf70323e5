/**
 * What is asked of a server for one commit: history cut to depth 1, no tags, no submodules, no checkout. Either everything
 * at once, contents above the size limit left there where it knows partial clone; or the trees first, and contents by
 * their ids when they are wanted.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { explained } from "./git-messages.ts";
import { type GitContext, type RunOptions, runGit } from "./git-process.ts";
import { COMMIT_ID, checkRef, remoteRef } from "./git-refs.ts";

export interface FetchRequest {
  /** For messages: the URL without credentials. */
  readonly location: string;
  /** Branch, tag, full ref name or full commit id; the remote's HEAD where absent. */
  readonly ref: string | undefined;
  readonly gitDir: string;
  readonly maxFileSizeBytes: number;
  /** Bytes on disk. */
  readonly maxBytes: number;
  /** For all that is fetched, together. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  /** Told of each request, before it is made. */
  readonly asked: (request: GitRequest) => void;
}

/** What a server is asked for: where a ref stands, a commit with its trees, contents by their ids, everything. */
export type GitRequest = "refs" | "trees" | "contents" | "everything";
export const GIT_REQUESTS: readonly GitRequest[] = ["refs", "trees", "contents", "everything"];

/** The ref under which the fetched commit is kept, and one beside it. */
export const FETCHED_REF = "refs/pqc-audit/target";
const BESIDE_REF = "refs/pqc-audit/beside";
const FETCH = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];

export class GitFetcher {
  readonly #context: () => Promise<GitContext>;
  readonly #request: FetchRequest;
  #leftMs: number;
  #wanted: string | undefined;

  /** `context` is asked before each command: what it may say it is may have changed since the last. */
  constructor(context: () => Promise<GitContext>, request: FetchRequest) {
    checkRef(request.ref);
    this.#context = context;
    this.#request = request;
    this.#leftMs = request.timeoutMs;
  }

  /**
   * The commit and its trees, and those of the commit `beside`. A server that knows no partial clone sends everything
   * instead, and that is no failure.
   */
  async fetchTrees(beside?: string): Promise<void> {
    const wanted = await this.#wantedRef();
    this.#request.asked("trees");
    const refs = [`+${wanted}:${FETCHED_REF}`, ...(beside === undefined ? [] : [`+${beside}:${BESIDE_REF}`])];
    await this.#run(["--depth=1", "--filter=blob:none", "origin", ...refs]);
  }

  /** The commit, its trees and its contents, in one request. */
  async fetchEverything(): Promise<void> {
    await this.#fetchEverything(await this.#wantedRef());
  }

  /** The same of a commit that is here already; by its ref from a server that gives out what a ref names and nothing else. */
  async fetchRest(commit: string): Promise<void> {
    try {
      await this.#fetchEverything(commit, "--refetch");
    } catch (error) {
      const wanted = await this.#wantedRef();
      if (!(error instanceof TerminalError) || wanted === commit) throw error;
      await this.#fetchEverything(wanted, "--refetch");
    }
  }

  /** The commit and all that it comes from, with their contents. */
  async fetchHistory(): Promise<void> {
    await this.#fetch(await this.#wantedRef());
  }

  async #fetchEverything(wanted: string, ...more: readonly string[]): Promise<void> {
    await this.#fetch(wanted, "--depth=1", ...more);
  }

  async #fetch(wanted: string, ...how: readonly string[]): Promise<void> {
    const filter = `--filter=blob:limit=${this.#request.maxFileSizeBytes + 1}`;
    this.#request.asked("everything");
    await this.#run([...how, filter, "origin", `+${wanted}:${FETCHED_REF}`]);
  }

  /** These contents, in one request and without talk about what is here; throws `TerminalError` once they take more than `most` bytes. */
  async fetchBlobs(ids: readonly string[], most: number): Promise<void> {
    const { location } = this.#request;
    const before = this.#bytes();
    this.#request.asked("contents");
    await this.#run(["--filter=blob:none", "--stdin", "origin"], `${ids.join("\n")}\n`, () => {
      if (this.#bytes() - before <= most) return;
      throw new TerminalError(`${ids.length} contents of ${location} take more than ${most} bytes`);
    });
  }

  async #wantedRef(): Promise<string> {
    const { ref, location, gitDir } = this.#request;
    if (ref !== undefined && COMMIT_ID.test(ref)) return ref;
    if (this.#wanted === undefined) {
      this.#request.asked("refs");
      const look = async (run: RunOptions) => remoteRef(await this.#context(), gitDir, location, ref, run);
      this.#wanted = (await this.#timed(look, () => this.#checkSize())).name;
    }
    return this.#wanted;
  }

  async #run(args: readonly string[], input?: string, watch = () => {}): Promise<void> {
    const { gitDir, location, ref } = this.#request;
    const command = ["--git-dir", gitDir, "-c", "fetch.negotiationAlgorithm=noop", ...FETCH, ...args];
    const check = () => {
      this.#checkSize();
      watch();
    };
    const fetched = async (run: RunOptions) => {
      const context = await this.#context();
      const explain = (message: string) => explained(message, location, ref, context.advice);
      await runGit(context, command, { ...run, ...(input !== undefined && { input }) }, explain);
    };
    try {
      await this.#timed(fetched, check);
      check();
    } catch (error) {
      removeUnfinished(gitDir);
      throw error;
    }
  }

  async #timed<T>(work: (run: RunOptions) => Promise<T>, watch: () => void): Promise<T> {
    const begun = performance.now();
    try {
      return await work({ timeoutMs: Math.max(1, this.#leftMs), signal: this.#request.signal, watch });
    } finally {
      this.#leftMs -= performance.now() - begun;
    }
  }

  /** Everything a fetch writes of any size is a pack, finished or not. */
  #bytes(): number {
    return bytesBelow(join(this.#request.gitDir, "objects", "pack"));
  }

  #checkSize(): void {
    const { location, maxBytes } = this.#request;
    if (this.#bytes() <= maxBytes) return;
    throw new TerminalError(
      `${location} takes more than the ${maxBytes} bytes of disk allowed for a repository: raise the limit to scan it.`,
    );
  }
}

/** What a fetch that was killed leaves behind: locks, which would stop the next one, and packs that are none. */
function removeUnfinished(gitDir: string): void {
  const unfinished = /\.lock$|^tmp_/;
  for (const folder of [".", "objects/pack", dirname(FETCHED_REF)]) {
    const names = existsSync(join(gitDir, folder)) ? readdirSync(join(gitDir, folder)) : [];
    for (const name of names) if (unfinished.test(name)) rmSync(join(gitDir, folder, name), { force: true });
  }
}

function bytesBelow(folder: string): number {
  try {
    return readdirSync(folder).reduce((sum, name) => {
      const stats = statSync(join(folder, name), { throwIfNoEntry: false });
      return sum + (stats?.size ?? 0);
    }, 0);
  } catch {
    return 0; // The folder comes with the first pack.
  }
}
