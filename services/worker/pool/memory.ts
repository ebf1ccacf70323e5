/**
 * How the memory that a process may use is shared out to its scanning threads. V8 bounds the heap of a thread; the memory
 * of tree-sitter only ever grows, so a thread that holds more than its share is replaced between two jobs.
 */

export interface MemoryLimit {
  /** Bytes for the whole process. */
  readonly maxBytes: number;
  /** Part of its share that a thread may hold between two jobs, 0 to 1. */
  readonly threshold: number;
}

export interface MemoryShares {
  /** Threads that fit, at least one. */
  readonly threads: number;
  /** A thread that holds more than this after a job is replaced. */
  readonly replaceAboveBytes: number;
  /** Mebibytes; the same whatever the number of threads, so that which files are quarantined does not depend on it. */
  readonly heapLimitMb: number;
}

const MIB = 1024 * 1024;
/** Of the process around the threads: code, main heap, what is on its way to them. */
const OWN_BYTES = 96 * MIB;
/** A thread with engine, models, one grammar and a batch holds about 52 MiB. */
const THREAD_BYTES = 64 * MIB;
/** Enough to parse and match a file of ten megabytes. */
const LEAST_HEAP_BYTES = 128 * MIB;

export function shareMemory({ maxBytes, threshold }: MemoryLimit, wanted: number): MemoryShares {
  const forThreads = Math.max(maxBytes - OWN_BYTES, THREAD_BYTES);
  const threads = Math.max(1, Math.min(wanted, Math.floor(forThreads / THREAD_BYTES)));
  return {
    threads,
    replaceAboveBytes: Math.max((forThreads / threads) * threshold, THREAD_BYTES),
    heapLimitMb: Math.floor(Math.max(forThreads, LEAST_HEAP_BYTES) / MIB),
  };
}
