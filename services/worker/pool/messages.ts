/** What the pool and its threads say to each other. */
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { ScanFile, StreamSource } from "./scan-pool.ts";

/** Contents of one job: files the thread reads itself, and contents that lie in `buffer` one behind another. */
export interface Job {
  readonly id: number;
  readonly files: readonly JobFile[];
  readonly buffer?: ArrayBuffer;
  /** Those that its kinds of the second pass name. */
  readonly wrappers?: readonly Wrappers[];
}

export interface JobFile {
  readonly kind: string;
  /** Absolute path; absent where the content lies in the buffer. */
  readonly file?: string;
  /** Bytes in the buffer. */
  readonly length?: number;
  /** Of the content whose zlib stream lies in the buffer. */
  readonly packed?: Omit<StreamSource, "stream">;
  readonly known?: ScanFile["known"];
  readonly name?: ScanFile["name"];
}

/** A content of the job is not the one that it is said to be. */
export interface CorruptJob {
  readonly id: number;
  readonly corrupt: string;
  /** The job's, given back. */
  readonly buffer?: ArrayBuffer;
}

export interface JobResult {
  readonly id: number;
  /** Bytes of each content that were scanned. */
  readonly bytes: Float64Array<ArrayBuffer>;
  /** By index; of most contents there is nothing to say but that they were scanned, and copying it would cost more than the scan. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** By index; where they were asked for. */
  readonly blobs: ReadonlyMap<number, string>;
  /** By index; those of most contents are empty and are left out, those that are not told are undefined. */
  readonly anchors: ReadonlyMap<number, string | undefined>;
  /** Indexes of contents that were not scanned, being known. */
  readonly known: ReadonlySet<number>;
  /** The job's, given back. */
  readonly buffer?: ArrayBuffer;
  /** Bytes of heap and WASM memory that the thread holds now. */
  readonly held: number;
  /** What of it reached the parser, and how long all of it took. */
  readonly work: JobWork;
}

export interface JobWork {
  readonly seconds: number;
  readonly parsedFiles: number;
  readonly parsedBytes: number;
}

export interface ThreadOptions {
  readonly maxFileSizeBytes: number;
  /** Bytes of memory for the parser; as many as it can address where absent. */
  readonly parserBytes?: number;
}
