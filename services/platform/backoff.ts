/** Waiting before trying again: longer each time, never in step with others, and never longer than a stop. */
import { setTimeout as sleep } from "node:timers/promises";
import { RetryableError } from "./errors.ts";

export interface Backoff {
  /** Wait before the second try, milliseconds. */
  readonly firstMs: number;
  readonly longestMs: number;
}

export const BACKOFF: Backoff = { firstMs: 500, longestMs: 30_000 };

/** Between half and all of `firstMs * 2^failures`, at most `longestMs`. `failures` counts from 0. */
export function backoffDelay(failures: number, { firstMs, longestMs }: Backoff = BACKOFF): number {
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30));
  return ceiling / 2 + (Math.random() * ceiling) / 2;
}

/** Resolves after the delay, or at once when the signal ends it; true where the whole delay passed. */
export async function delay(ms: number, signal?: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
    return true;
  } catch {
    return false;
  }
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly backoff?: Backoff;
  /** Tries in all; without a limit where absent. */
  readonly attempts?: number;
  readonly onRetry?: (error: RetryableError, delayMs: number) => void;
}

/** Tries again while `RetryableError` is thrown and the signal lets it. Everything else, and the last error, is thrown on. */
export async function retrying<T>(work: () => Promise<T>, options: RetryOptions): Promise<T> {
  for (let failures = 0; ; failures++) {
    try {
      return await work();
    } catch (error) {
      const last = failures + 1 >= (options.attempts ?? Number.POSITIVE_INFINITY);
      if (!(error instanceof RetryableError) || last || options.signal.aborted) throw error;
      const ms = error.retryAfterMs ?? backoffDelay(failures, options.backoff);
      options.onRetry?.(error, ms);
      if (!(await delay(ms, options.signal))) throw error;
    }
  }
}
