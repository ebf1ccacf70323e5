/** What the `scan` command asks for, and how it is told of progress. */
import type { GitCredentials } from "@pqc-audit/coordinator/sources/git-credentials.ts";
import type { MemoryLimit } from "@pqc-audit/worker/pool/memory.ts";
import type { CacheOptions } from "../cache/result-cache.ts";

/** By which rules findings are judged. */
export interface Judging {
  /** Ids of those in force; all where empty. */
  readonly mandates: readonly string[];
  /** Where present, findings say whether a deadline passes within so many months. */
  readonly leadMonths?: number;
  /** Whether the repository may suppress and re-scope itself, by comments and `.pqc-audit.yaml`. */
  readonly honourRepository: boolean;
  /** Instead of the repository's `.pqc-audit.yaml`. */
  readonly policyFile?: string;
}

/** Which contents are scanned, and with how much of this machine. */
export interface ScanningRequest {
  /** A local path or a git URL. */
  readonly location: string;
  /** Branch, tag or commit of a repository; HEAD, or the folder as it is, where absent. */
  readonly ref?: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly maxFileSizeBytes: number;
  /** Files handed to the pool at once. */
  readonly chunkSize: number;
  /** Threads; one per core where absent. */
  readonly workers?: number;
  /** Memory the process may use. */
  readonly memory?: MemoryLimit;
  /** Further arguments of Node for each thread. */
  readonly nodeArguments?: readonly string[];
  /** Files of git credentials, never the credentials themselves. */
  readonly credentials?: GitCredentials;
  /** PEM of the authorities to trust for https. */
  readonly caFile?: string;
  /** Contents behind pointers of Git LFS too, from these hosts besides the repository's own. */
  readonly lfs?: { readonly hosts: readonly string[] };
}

export interface ScanRequest extends ScanningRequest {
  /** A commit, tag or day: only what changed since is scanned. */
  readonly since?: string;
  /** Default: all mandates, and the repository's own policy. */
  readonly judging?: Judging;
  /** Where results of earlier runs lie; nothing is kept where absent. */
  readonly cache?: CacheOptions & {
    /** Whether files that look unchanged are not read. */
    readonly index: boolean;
  };
  /** Leave out what a working tree's .gitignore files name. */
  readonly gitignore: boolean;
}

export interface ProgressListener {
  /** Files known so far and whether the count is complete. */
  found(files: number, complete: boolean): void;
  /** Files finished since the last call, and their bytes. */
  advanced(files: number, bytes: number): void;
  /** Something the user is to be told, one line. */
  noticed?(line: string): void;
}
