/**
 * The pool of scanning threads. Jobs are small and any idle thread takes the next, so a slow file holds up nothing but
 * its own thread. A thread that dies or is stuck is replaced and its job's files are tried once more, each alone; the
 * one that kills again is quarantined and every other file keeps its result.
 */
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import { type MemoryLimit, type MemoryShares, shareMemory } from "./memory.ts";
import type { Job, JobResult, ThreadOptions } from "./messages.ts";
import type { ScanFile, ScannedFile, ScanPool } from "./scan-pool.ts";

export interface ScanPoolOptions extends ThreadOptions {
  /** Threads; one per available core where absent. */
  readonly threads?: number;
  /** Wall clock for one job before its thread is taken for stuck. It only kills what hangs; budgets are work. */
  readonly jobTimeoutMs?: number;
  /** No limit but V8's own where absent. */
  readonly memory?: MemoryLimit;
  /** Folder for a CPU profile of each thread, written when it ends; none where absent. */
  readonly profileFolder?: string;
  /** Thread entry; another one in tests. */
  readonly entry?: URL;
}

const FILES_PER_JOB = 96;
const BYTES_PER_JOB = 4 * 1024 * 1024;
const JOB_TIMEOUT_MS = 120_000;
/** A thread makes much short-lived garbage: a small nursery costs no time here and saves a fifth of the memory. */
const YOUNG_GENERATION_MB = 4;

interface Pending {
  readonly job: Job;
  readonly files: readonly ScanFile[];
  readonly settle: (outcomes: readonly ScannedFile[]) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  current: Pending | undefined;
  timer: NodeJS.Timeout | undefined;
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
  readonly #queue: Pending[] = [];
  #nextId = 1;
  #closed = false;

  constructor(options: ScanPoolOptions) {
    this.#options = options;
    const wanted = Math.max(1, options.threads ?? availableParallelism());
    this.#memory = options.memory && shareMemory(options.memory, wanted);
    this.#limit = this.#memory?.threads ?? wanted;
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
    for (const pending of this.#queue.splice(0)) pending.reject(new Error("the scan pool was closed"));
    await Promise.all(
      threads.map(async (thread) => {
        clearTimeout(thread.timer);
        thread.current?.reject(new Error("the scan pool was closed"));
        thread.current = undefined;
        await thread.worker.terminate();
      }),
    );
  }

  #submit(files: readonly ScanFile[]): Promise<readonly ScannedFile[]> {
    return new Promise((settle, reject) => {
      this.#queue.push({ job: jobOf(this.#nextId++, files), files, settle, reject });
      this.#dispatch();
    });
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const idle = [...this.#threads].find((thread) => !thread.current) ?? this.#spawn();
      if (!idle) return;
      const pending = this.#queue.shift();
      if (!pending) return;
      idle.current = pending;
      idle.timer = setTimeout(
        () => this.#lost(idle, `stuck for ${this.#options.jobTimeoutMs ?? JOB_TIMEOUT_MS} ms`),
        this.#options.jobTimeoutMs ?? JOB_TIMEOUT_MS,
      );
      idle.worker.postMessage(pending.job, pending.job.buffer ? [pending.job.buffer] : []);
    }
  }

  #spawn(): Thread | undefined {
    if (this.#closed || this.#threads.size >= this.#limit) return undefined;
    const { maxFileSizeBytes, profileFolder } = this.#options;
    const worker = new Worker(this.#options.entry ?? threadEntry(), {
      workerData: { maxFileSizeBytes } satisfies ThreadOptions,
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG_GENERATION_MB,
        ...(this.#memory && { maxOldGenerationSizeMb: this.#memory.heapLimitMb }),
      },
      ...(profileFolder !== undefined && {
        execArgv: [...process.execArgv, "--cpu-prof", `--cpu-prof-dir=${profileFolder}`],
      }),
    });
    const thread: Thread = { worker, current: undefined, timer: undefined };
    this.#threads.add(thread);
    worker.on("message", (result: JobResult) => this.#done(thread, result));
    worker.on("error", (error) => this.#lost(thread, error.message));
    worker.on("exit", (code) => this.#lost(thread, `ended with code ${code}`));
    return thread;
  }

  #done(thread: Thread, result: JobResult): void {
    const pending = thread.current;
    if (pending?.job.id !== result.id) return;
    clearTimeout(thread.timer);
    thread.current = undefined;
    pending.settle(result.outcomes);
    if (this.#memory && result.held > this.#memory.replaceAboveBytes) {
      this.#threads.delete(thread);
      void thread.worker.terminate();
    }
    this.#dispatch();
  }

  /** The thread is gone or stuck: its job's files go again, each alone. */
  #lost(thread: Thread, cause: string): void {
    if (!this.#threads.delete(thread)) return;
    clearTimeout(thread.timer);
    void thread.worker.terminate();
    const pending = thread.current;
    thread.current = undefined;
    if (!pending) return;
    if (pending.files.length === 1 && pending.job.id < 0) {
      pending.settle([{ outcome: { status: "quarantined", error: `the scanning thread ${cause}` }, bytes: 0 }]);
    } else {
      this.#retryAlone(pending);
    }
    this.#dispatch();
  }

  /** Retries carry negative ids: a second loss of the same single file is final. */
  #retryAlone(pending: Pending): void {
    const alone = pending.files.map(
      (file) =>
        new Promise<readonly ScannedFile[]>((settle, reject) => {
          this.#queue.push({ job: jobOf(-this.#nextId++, [file]), files: [file], settle, reject });
        }),
    );
    Promise.all(alone).then((outcomes) => pending.settle(outcomes.flat()), pending.reject);
  }
}

function slices(files: readonly ScanFile[]): readonly (readonly ScanFile[])[] {
  const all: ScanFile[][] = [];
  let current: ScanFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const size = "bytes" in file.source ? file.source.bytes.length : 0;
    if (current.length > 0 && (current.length >= FILES_PER_JOB || bytes + size > BYTES_PER_JOB)) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(file);
    bytes += size;
  }
  if (current.length > 0) all.push(current);
  return all;
}

/** Contents are copied into one buffer that is handed over, never shared: a view would clone all that stands behind it. */
function jobOf(id: number, files: readonly ScanFile[]): Job {
  const total = files.reduce((sum, { source }) => sum + ("bytes" in source ? source.bytes.length : 0), 0);
  const buffer = total > 0 ? new ArrayBuffer(total) : undefined;
  const target = buffer ? new Uint8Array(buffer) : undefined;
  let at = 0;
  const described = files.map(({ kind, source }) => {
    if ("file" in source) return { kind, file: source.file };
    target?.set(source.bytes, at);
    at += source.bytes.length;
    return { kind, length: source.bytes.length };
  });
  return { id, files: described, ...(buffer && { buffer }) };
}

/** The source in a checkout, `scan-thread.js` beside the bundled command. */
function threadEntry(): URL {
  const bundled = new URL("./scan-thread.js", import.meta.url);
  return existsSync(fileURLToPath(bundled)) ? bundled : new URL("./thread.ts", import.meta.url);
}
