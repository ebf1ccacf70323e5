/** The worker: takes units from the queue, several at once, and sees each to its end. Its states: `state.ts`. */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { backoffDelay, delay } from "@pqc-audit/platform/backoff.ts";
import { messageOf, RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { Delivery, WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { noTracing, type Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { Registry } from "prom-client";
import { maxInFlight, WORKER_DEFAULTS, type WorkerSettings } from "./config.ts";
import { Admission } from "./guard/admission.ts";
import { createWorkerMetrics } from "./metrics.ts";
import type { ScanPool } from "./pool/scan-pool.ts";
import { Slots } from "./slots.ts";
import { WorkerLifecycle, type WorkerState } from "./state.ts";
import { type UnitDependencies, workOn } from "./unit.ts";

export interface WorkerOptions {
  readonly queue: Pick<WorkQueue, "consume">;
  readonly blobs: Pick<BlobStore, "get">;
  readonly sink: Pick<ResultSink, "begin" | "submit" | "fail">;
  readonly pool: ScanPool;
  /** Who may begin; everybody where absent. */
  readonly admission?: Admission;
  readonly logger: Logger;
  readonly tracing?: Tracing;
  /** Where metrics are registered; a registry of its own where absent. */
  readonly registry?: Registry;
  readonly settings?: Partial<WorkerSettings>;
  /** Names this worker in the ledger; made up where absent. */
  readonly workerId?: string;
}

export interface Worker {
  readonly id: string;
  readonly state: WorkerState;
  start(): void;
  /** Ends within the grace time. The ports stay open: their owner closes them after. */
  stop(): Promise<void>;
  /** Resolves when stopped, rejects when failed. */
  readonly ended: Promise<void>;
}

export function createWorker(options: WorkerOptions): Worker {
  return new WorkerService(options);
}

/** After the grace: for telling the queue what goes back. A call that hangs must not keep the process. */
const LAST_WORDS_MS = 2_000;

class WorkerService implements Worker {
  readonly id: string;
  readonly ended: Promise<void>;
  readonly #options: WorkerOptions;
  readonly #settings: WorkerSettings;
  readonly #unit: UnitDependencies;
  readonly #stopping = new AbortController();
  readonly #forced = new AbortController();
  readonly #inFlight = new Set<Promise<void>>();
  readonly #end = Promise.withResolvers<void>();
  readonly #lifecycle = new WorkerLifecycle();
  #consuming: Promise<void> = Promise.resolve();
  #stopped: Promise<void> | undefined;

  constructor(options: WorkerOptions) {
    const settings = { ...WORKER_DEFAULTS, ...options.settings };
    this.id = options.workerId ?? `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`;
    this.#options = options;
    this.#settings = settings;
    this.ended = this.#end.promise;
    this.ended.catch(() => {}); // Whoever does not ask is not told by a crash.
    this.#unit = {
      workerId: this.id,
      blobs: options.blobs,
      sink: options.sink,
      pool: options.pool,
      admission: options.admission ?? new Admission(),
      slots: new Slots(settings.concurrentScans),
      logger: options.logger,
      metrics: createWorkerMetrics(options.registry ?? new Registry()),
      tracing: options.tracing ?? noTracing,
      extendMs: settings.extendMs,
      maxUnpackedBytes: settings.maxUnpackedBytes,
      stopping: this.#stopping.signal,
      forced: this.#forced.signal,
    };
  }

  get state(): WorkerState {
    return this.#lifecycle.state;
  }

  start(): void {
    if (this.state !== "STARTING") return;
    this.#lifecycle.move("RUNNING");
    this.#options.logger.info("worker started", { workerId: this.id });
    this.#consuming = this.#consume().catch((error: unknown) => this.#fail(error));
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #consume(): Promise<void> {
    const { queue, pool, logger } = this.#options;
    const { signal } = this.#stopping;
    const limit = maxInFlight(this.#settings);
    for (let failures = 0; !signal.aborted; failures++) {
      try {
        for await (const delivery of queue.consume({ engineDigest: pool.engineDigest, maxInFlight: limit, signal })) {
          failures = 0;
          this.#track(delivery);
          // The queue keeps the limit; should it not, memory still holds.
          while (this.#inFlight.size >= limit) await Promise.race(this.#inFlight);
        }
        return;
      } catch (error) {
        if (!(error instanceof RetryableError)) throw error;
        logger.warn("the queue is away", { reason: messageOf(error) });
        await delay(error.retryAfterMs ?? backoffDelay(failures), signal);
      }
    }
  }

  #track(delivery: Delivery): void {
    const work = workOn(delivery, this.#unit).finally(() => this.#inFlight.delete(work));
    this.#inFlight.add(work);
  }

  async #stop(): Promise<void> {
    if (this.state !== "FAILED") this.#lifecycle.move("STOPPING");
    this.#stopping.abort();
    const grace = setTimeout(() => this.#forced.abort(), this.#settings.graceMs);
    const consumed = this.#consuming.then(() => {
      if (this.state === "STOPPING") this.#lifecycle.move("DRAINING");
    });
    await Promise.race([consumed.then(() => this.#drained()), this.#lastWords()]);
    clearTimeout(grace);
    if (this.state === "FAILED") return;
    // The queue may hang while it is told what goes back: the end does not wait for it.
    if (this.state === "STOPPING") this.#lifecycle.move("DRAINING");
    this.#lifecycle.move("DRAINED");
    this.#options.logger.info("worker stopped", { workerId: this.id, unfinished: this.#inFlight.size });
    this.#lifecycle.move("STOPPED");
    this.#end.resolve();
  }

  async #drained(): Promise<void> {
    while (this.#inFlight.size > 0) await Promise.all(this.#inFlight);
  }

  async #lastWords(): Promise<void> {
    const { signal } = this.#forced;
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await delay(LAST_WORDS_MS);
  }

  #fail(error: unknown): void {
    // Refused only after it was given up waiting for: there is nothing left to fail.
    if (this.state !== "RUNNING" && this.state !== "STOPPING") return;
    this.#lifecycle.move("FAILED");
    this.#options.logger.error("worker failed", { workerId: this.id, err: error });
    this.#end.reject(error);
  }
}
