/**
 * Looks at every file and folder of an index, by all cores: a look is a call of the system, and most of what a scan of an
 * unchanged tree does. Memory is shared; each thread takes the next part until none is left.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { checkStamps } from "./stamp-check.ts";
import { entriesIn, type LookedPart, withoutResults } from "./tree-index.ts";

export interface StampWork {
  readonly root: string;
  /** In shared memory. */
  readonly parts: readonly Uint8Array[];
  /** For each part a byte an entry: 1 where it is as it was. */
  readonly unchanged: readonly Uint8Array[];
  /** The number of the next part to be taken. */
  readonly next: Int32Array;
}

/** A thread takes as long to start as so many parts take. */
const PARTS_A_THREAD = 6;
const MOST_THREADS = 4;

export function checkAll({ root, parts, unchanged, next }: StampWork): void {
  for (let at = Atomics.add(next, 0, 1); at < parts.length; at = Atomics.add(next, 0, 1)) {
    const [part, answer] = [parts[at], unchanged[at]];
    if (part && answer) checkStamps(part, root, answer);
  }
}

export async function lookAtAll(parts: readonly Buffer[], root: string): Promise<LookedPart[]> {
  const work: StampWork = {
    root,
    parts: parts.map((part) => shared(withoutResults(part))),
    unchanged: parts.map((part) => new Uint8Array(new SharedArrayBuffer(entriesIn(part)))),
    next: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  };
  const beside = Math.min(availableParallelism(), MOST_THREADS, Math.ceil(parts.length / PARTS_A_THREAD)) - 1;
  const threads = Array.from({ length: Math.max(0, beside) }, () => startThread(work));
  checkAll(work);
  await Promise.all(threads);
  return parts.map((bytes, at) => ({ bytes, unchanged: work.unchanged[at] ?? new Uint8Array(entriesIn(bytes)) }));
}

function shared(bytes: Buffer): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

/** What a thread that dies had taken counts as changed, and is looked at again. */
function startThread(work: StampWork): Promise<void> {
  const worker = new Worker(threadEntry(), { workerData: work });
  return new Promise((ended) => {
    const end = () => {
      ended();
      void worker.terminate();
    };
    worker.once("message", end);
    worker.once("error", end);
    worker.once("exit", end);
  });
}

function threadEntry(): URL {
  const bundled = new URL("./stamp-thread.js", import.meta.url);
  return existsSync(fileURLToPath(bundled)) ? bundled : new URL("./stamp-thread.ts", import.meta.url);
}
