/**
 * The pool of scanning threads. Jobs are small and any idle thread takes the next, so a slow file holds up nothing but
 * its own thread and the one job that waits there, lest a thread be idle while this one walks a tree. A thread that dies or is stuck is replaced and its job's files are tried once more, each alone; the
 * one that kills again is quarantined and every other file keeps its result. A file that needs more than a thread's share
 * of the memory is tried a last time on a thread that has all of it, while there is no other.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { CorruptInputError } from "@pqc-audit/platform/errors.ts";
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import { PARSER_MEMORY_CODE } from "@pqc-audit/scanner/languages/parser-memory.ts";
import { prepareWasm } from "@pqc-audit/scanner/wasm-code.ts";
import { JobBuffers } from "./job-buffers.ts";
import { jobOf, scannedOf, slices } from "./jobs.ts";
import { limitMb, type MemoryLimit, type MemoryShares, shareMemory, type ThreadMemory } from "./memory.ts";
import type { CorruptJob, JobResult, JobWork, ThreadOptions } from "./messages.ts";
import type { ScanFile, ScannedFile, ScanPool } from "./scan-pool.ts";

export interface ScanPoolOptions extends Pick<ThreadOptions, "maxFileSizeBytes"> {
  /** Threads; one per available core where absent. */
  readonly threads?: number;
  /** Wall clock for one job before its thread is taken for stuck. It only kills what hangs; budgets are work. */
  readonly jobTimeoutMs?: number;
  /** No limit but V8's own where absent. */
  readonly memory?: MemoryLimit;
  /** The first thread starts with the pool, before there is work for it. */
  readonly atOnce?: boolean;
  /** Further arguments of Node for each thread, such as those that leave a profile of it. */
  readonly nodeArguments?: readonly string[];
  /** Told of each job that a thread has ended. */
  readonly worked?: (work: JobWork) => void;
  /** Thread entry; another one in tests. */
  readonly entry?: URL;
}

const JOB_TIMEOUT_MS = 120_000;
/** A thread makes much short-lived garbage: a small nursery costs no time here and saves a fifth of the memory. */
const YOUNG_GENERATION_MB = 4;
/** Of the job it works at, of the one that waits there, and one that comes back meanwhile. */
const BUFFERS_PER_THREAD = 3;

/** How a job's files came to be tried: with others, alone after a thread died of them, alone with all memory. */
type Trial = "together" | "alone" | "with all memory";

interface Pending {
  /** Of the job that it is sent as, which is made when it is sent: only what threads work at is in memory twice. */
  readonly id: number;
  readonly trial: Trial;
  readonly files: readonly ScanFile[];
  readonly settle: (outcomes: readonly ScannedFile[]) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly memory: ThreadMemory | undefined;
  current: Pending | undefined;
  /** Already sent: begins when the current job ends. */
  next: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Why a thread ended in the middle of a job. */
interface Loss {
  readonly cause: string;
  readonly ofMemory: boolean;
}

export function createScanPool(options: ScanPoolOptions): ScanPool {
  return new ThreadPool(options);
}

class ThreadPool implements ScanPool {
  readonly engineDigest = engineDigest();
  readonly #options: ScanPoolOptions;
  readonly #limit: number;
  readonly #memory: MemoryShares | undefined;
  readonly #threads = new Set<Thread>();
  /** Threads told to end whose memory is not free yet. */
  readonly #ending = new Set<Thread>();
  readonly #queue: Pending[] = [];
  /** What needs more than a share of the memory; goes before the queue, with no thread beside it. */
  readonly #large: Pending[] = [];
  readonly #buffers: JobBuffers;
  #nextId = 1;
  #closed = false;
  #held = false;

  constructor(options: ScanPoolOptions) {
    prepareWasm();
    this.#options = options;
    const wanted = Math.max(1, options.threads ?? availableParallelism());
    this.#memory = options.memory && shareMemory(options.memory, wanted, options.maxFileSizeBytes);
    this.#limit = this.#memory?.threads ?? wanted;
    this.#buffers = new JobBuffers(this.#limit * BUFFERS_PER_THREAD);
    if (options.atOnce) this.#spawn();
  }

  async scan(files: readonly ScanFile[], signal?: AbortSignal): Promise<readonly ScannedFile[]> {
    signal?.throwIfAborted();
    const jobs = slices(files).map((slice) => this.#submit(slice));
    const aborted = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    const all = Promise.all(jobs);
    const outcomes = signal ? await Promise.race([all, aborted]) : await all;
    return outcomes.flat();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const threads = [...this.#threads];
    this.#threads.clear();
    for (const pending of [...this.#queue.splice(0), ...this.#large.splice(0)])
      pending.reject(new Error("the scan pool was closed"));
    await Promise.all(
      threads.map(async (thread) => {
        clearTimeout(thread.timer);
        for (const pending of [thread.current, thread.next]) pending?.reject(new Error("the scan pool was closed"));
        thread.current = undefined;
        thread.next = undefined;
        await thread.worker.terminate();
      }),
    );
  }

  #submit(files: readonly ScanFile[], trial: Trial = "together"): Promise<readonly ScannedFile[]> {
    return new Promise((settle, reject) => {
      const queue = trial === "with all memory" ? this.#large : this.#queue;
      queue.push({ id: this.#nextId++, trial, files, settle, reject });
      this.#dispatch();
    });
  }

  /** Held, threads end what they have and get no more. */
  hold(held: boolean): void {
    this.#held = held;
    this.#dispatch();
  }

  #dispatch(): void {
    if (this.#held) return;
    if (this.#large.length > 0) {
      this.#dispatchLarge(this.#large);
      return;
    }
    while (this.#queue.length > 0) {
      const threads = [...this.#threads];
      const idle = threads.find((thread) => !thread.current) ?? this.#spawn();
      if (idle) this.#give(idle, this.#queue);
      else if (!this.#sendAhead(threads.find(takesAnother))) return;
    }
  }

  #sendAhead(thread: Thread | undefined): boolean {
    if (!thread || this.#queue[0]?.trial !== "together") return false;
    thread.next = this.#queue.shift();
    if (thread.next) this.#send(thread.worker, thread.next);
    return true;
  }

  /** Begins once every thread has come to the end of its job and is gone. */
  #dispatchLarge(queue: Pending[]): void {
    for (const thread of this.#threads) if (!thread.current) this.#end(thread);
    if (this.#threads.size > 0 || this.#ending.size > 0) return;
    const thread = this.#spawn(this.#memory?.whole);
    if (thread) this.#give(thread, queue);
  }

  #give(thread: Thread, queue: Pending[]): void {
    const pending = queue.shift();
    if (!pending) return;
    this.#begin(thread, pending);
    this.#send(thread.worker, pending);
  }

  #send(worker: Worker, { id, files }: Pending): void {
    const job = jobOf(id, files, (bytes) => this.#buffers.take(bytes));
    worker.postMessage(job, job.buffer ? [job.buffer] : []);
  }

  #begin(thread: Thread, pending: Pending): void {
    const limitMs = this.#options.jobTimeoutMs ?? JOB_TIMEOUT_MS;
    thread.current = pending;
    thread.timer = setTimeout(() => this.#lost(thread, { cause: `stuck for ${limitMs} ms`, ofMemory: false }), limitMs);
  }

  #spawn(memory: ThreadMemory | undefined = this.#memory?.share): Thread | undefined {
    if (this.#closed || this.#threads.size + this.#ending.size >= this.#limit) return undefined;
    const { maxFileSizeBytes, nodeArguments } = this.#options;
    const worker = new Worker(this.#options.entry ?? threadEntry(), {
      workerData: { maxFileSizeBytes, ...(memory && { parserBytes: memory.parserBytes }) } satisfies ThreadOptions,
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
        ...(memory && { maxOldGenerationSizeMb: memory.heapMb }),
      },
      name: "scan",
      ...(nodeArguments && { execArgv: [...process.execArgv, ...nodeArguments] }),
    });
    const thread: Thread = { worker, memory, current: undefined, next: undefined, timer: undefined };
    this.#threads.add(thread);
    worker.on("message", (result: JobResult | CorruptJob) => this.#done(thread, result));
    worker.on("error", (error) => this.#lost(thread, lossOf(error, memory)));
    worker.on("exit", (code) => this.#lost(thread, { cause: `ended with code ${code}`, ofMemory: false }));
    return thread;
  }

  /** Its memory is free, and its place another's, only once it has ended. What waits there goes to another. */
  #end(thread: Thread): void {
    this.#threads.delete(thread);
    clearTimeout(thread.timer);
    if (thread.next) this.#queue.unshift({ ...thread.next, id: this.#nextId++ });
    thread.next = undefined;
    this.#ending.add(thread);
    void thread.worker.terminate().finally(() => {
      this.#ending.delete(thread);
      this.#dispatch();
    });
  }

  #done(thread: Thread, result: JobResult | CorruptJob): void {
    const pending = thread.current;
    if (result.buffer) this.#buffers.give(result.buffer);
    if (pending?.id !== result.id) return;
    clearTimeout(thread.timer);
    thread.current = undefined;
    if ("work" in result) this.#options.worked?.(result.work);
    if ("corrupt" in result) pending.reject(new CorruptInputError(result.corrupt));
    else pending.settle(scannedOf(result));
    const tooLarge = thread.memory && "held" in result && result.held > thread.memory.replaceAboveBytes;
    const next = thread.next;
    if (tooLarge || pending.trial === "with all memory") {
      this.#end(thread);
    } else if (next) {
      thread.next = undefined;
      this.#begin(thread, next);
    }
    this.#dispatch();
  }

  /** The thread is gone or stuck: its job's files go again. */
  #lost(thread: Thread, loss: Loss): void {
    if (!this.#threads.has(thread)) return;
    clearTimeout(thread.timer);
    const pending = thread.current;
    thread.current = undefined;
    this.#end(thread);
    const next = pending && this.#nextTrial(pending.trial, loss);
    if (next) {
      const again = Promise.all(pending.files.map((file) => this.#submit([file], next)));
      again.then((outcomes) => pending.settle(outcomes.flat()), pending.reject);
    } else {
      pending?.settle([{ outcome: { status: "quarantined", error: `the scanning thread ${loss.cause}` }, bytes: 0 }]);
    }
    this.#dispatch();
  }

  #nextTrial(trial: Trial, { ofMemory }: Loss): Trial | undefined {
    if (trial === "together") return "alone";
    return trial === "alone" && ofMemory && this.#memory ? "with all memory" : undefined;
  }
}

/**
 * Only behind a job that is tried for the first time: a thread that dies of the next one may be told of before the result of
 * this one, which is then tried again.
 */
function takesAnother({ current, next }: Thread): boolean {
  return current?.trial === "together" && !next;
}

function lossOf(error: Error, memory: ThreadMemory | undefined): Loss {
  const code = "code" in error ? error.code : undefined;
  if (code !== "ERR_WORKER_OUT_OF_MEMORY" && code !== PARSER_MEMORY_CODE)
    return { cause: error.message, ofMemory: false };
  const cause = memory
    ? `needs more memory than the ${limitMb(memory)} MiB that the scan of one file may take (${error.message})`
    : error.message;
  return { cause, ofMemory: true };
}

/** The source in a checkout, `scan-thread.js` beside the bundled command. */
function threadEntry(): URL {
  const bundled = new URL("./scan-thread.js", import.meta.url);
  return existsSync(fileURLToPath(bundled)) ? bundled : new URL("./thread.ts", import.meta.url);
}
