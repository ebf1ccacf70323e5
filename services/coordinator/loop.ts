/** Something done again and again until stopped: at once while there is more, else after a pause; later after a failure. */
import { backoffDelay } from "@pqc-audit/platform/backoff.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";

export interface LoopOptions {
  readonly intervalMs: number;
  /** True where there is more to do right away. A failure is reported and tried again with growing delay. */
  readonly work: (signal: AbortSignal) => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

export class Loop {
  readonly #options: LoopOptions;
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;
  #nudged = false;
  #wake = () => {};

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Do it now, or right again where it is being done. */
  nudge(): void {
    this.#nudged = true;
    this.#wake();
  }

  /** Resolves when the work under way has ended; its signal is aborted first. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let failures = 0;
    while (!signal.aborted) {
      this.#nudged = false;
      let pause: number;
      try {
        pause = (await this.#options.work(signal)) ? 0 : this.#options.intervalMs;
        failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#options.onError(error);
        // Whoever says when to come again is not away: a full queue has room again soon.
        const again = error instanceof RetryableError ? error.retryAfterMs : undefined;
        pause = again ?? backoffDelay(failures++, { firstMs: this.#options.intervalMs, longestMs: 30_000 });
      }
      if (pause > 0) await this.#sleep(pause);
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#nudged || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
