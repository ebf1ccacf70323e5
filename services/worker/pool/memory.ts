/**
 * How the memory that a process may use is shared out. The process around the threads takes its own part, the rest is
 * divided equally; a thread's part is what it holds whatever it scans, and two limits that V8 enforces while a file is
 * scanned: its heap, and the memory of the parser. The sum of all of that is the whole, so no file can make the process
 * larger. A file that needs more than a share gets the whole, alone, once all other threads have ended: so which files
 * are quarantined does not depend on the number of threads.
 */

import { LARGEST_PARSED_BYTES } from "@pqc-audit/scanner/windows/limits.ts";

export interface MemoryLimit {
  /** Bytes for the whole process. */
  readonly maxBytes: number;
  /** Part of its share that a thread may hold between two jobs, 0 to 1. */
  readonly threshold: number;
}

/** What one thread may use; its limits are hard. */
export interface ThreadMemory {
  /** Mebibytes of V8's heap. */
  readonly heapMb: number;
  /** Bytes of the parser's memory. */
  readonly parserBytes: number;
  /** A thread that holds more heap and parser memory than this after a job is replaced. */
  readonly replaceAboveBytes: number;
}

export interface MemoryShares {
  /** Threads that fit, at least one. */
  readonly threads: number;
  readonly share: ThreadMemory;
  /** Of the one thread that scans what needs more than a share; the same whatever the number of threads. */
  readonly whole: ThreadMemory;
}

const MIB = 1024 * 1024;
/** Of the process around the threads: code, main heap, what is on its way to them. */
const OWN_BYTES = 160 * MIB;
/** A thread's code, anchors, batch of 8 MiB and young generation, outside of both limits. */
const FIXED_BYTES = 36 * MIB;
const BATCH_BYTES = 8 * MIB;
/** Of both limits together; enough for ordinary files. */
const LEAST_LIMITED_BYTES = 96 * MIB;
/** Of both limits, what the heap gets, and the least of it: a tree takes more than what is found in it. */
const HEAP_PART = 0.35;
const LEAST_HEAP_BYTES = 43 * MIB;

export function shareMemory(limit: MemoryLimit, wanted: number, maxFileSizeBytes: number): MemoryShares {
  // The largest file lies in its job, and as far as it is parsed in a batch of its own.
  const batch = Math.min(maxFileSizeBytes, LARGEST_PARSED_BYTES);
  const fixed = FIXED_BYTES + maxFileSizeBytes + Math.max(0, batch - BATCH_BYTES);
  const forThreads = limit.maxBytes - OWN_BYTES;
  const threads = Math.max(1, Math.min(wanted, Math.floor(forThreads / (fixed + LEAST_LIMITED_BYTES))));
  const limited = (bytes: number): ThreadMemory => {
    const both = Math.max(bytes - fixed, LEAST_LIMITED_BYTES);
    const heapMb = Math.floor(Math.max(both * HEAP_PART, LEAST_HEAP_BYTES) / MIB);
    return { heapMb, parserBytes: both - heapMb * MIB, replaceAboveBytes: both * limit.threshold };
  };
  return { threads, share: limited(forThreads / threads), whole: limited(forThreads) };
}

/** Mebibytes of both limits, as a message names them. */
export function limitMb({ heapMb, parserBytes }: ThreadMemory): number {
  return heapMb + Math.floor(parserBytes / MIB);
}
