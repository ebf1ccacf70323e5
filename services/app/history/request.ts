/** What the `history` command asks for, and how it is told of progress. */
import type { GitCredentials } from "@pqc-audit/coordinator/sources/git-credentials.ts";
import type { MemoryLimit } from "@pqc-audit/worker/pool/memory.ts";
import type { ProgressListener } from "../scan/request.ts";
import type { UseFilter } from "./use-types.ts";

export interface HistoryRequest {
  /** A folder of a repository on this machine, or a git URL. */
  readonly location: string;
  /** Branch, tag or commit; HEAD where absent. */
  readonly ref?: string;
  /** A day or a commit: what was there with it was there before. */
  readonly since?: string;
  /** A day or a commit: the last that is looked at. */
  readonly until?: string;
  /** Of merges only what they were merged into: each counts as one commit. */
  readonly firstParent: boolean;
  readonly uses: UseFilter;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maxFileSizeBytes: number;
  /** New contents handed to the pool at once. */
  readonly chunkSize: number;
  /** Threads; one per core where absent. */
  readonly workers?: number;
  readonly memory?: MemoryLimit;
  /** Folder for CPU profiles of the threads. */
  readonly profileFolder?: string;
  readonly credentials?: GitCredentials;
}

export interface HistoryListener extends Pick<ProgressListener, "advanced"> {
  /** Commits read so far, of how many. */
  commits(read: number, all: number): void;
}
