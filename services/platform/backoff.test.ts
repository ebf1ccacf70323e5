import { expect, test } from "vitest";
import { backoffDelay, delay, retrying } from "./backoff.ts";
import { RetryableError, TerminalError } from "./errors.ts";

const backoff = { firstMs: 1, longestMs: 4 };

test("delays grow to the limit and are never in step", () => {
  for (let failures = 0; failures < 40; failures++) {
    const ceiling = Math.min(1000, 10 * 2 ** failures);
    const ms = backoffDelay(failures, { firstMs: 10, longestMs: 1000 });
    expect(ms).toBeGreaterThanOrEqual(ceiling / 2);
    expect(ms).toBeLessThanOrEqual(ceiling);
  }
  expect(new Set(Array.from({ length: 20 }, () => backoffDelay(5))).size).toBeGreaterThan(1);
});

test("only what may pass is tried again", async () => {
  let tries = 0;
  const thirdTime = async () => {
    if (++tries < 3) throw new RetryableError("away");
    return tries;
  };
  const retries: number[] = [];
  const options = {
    signal: new AbortController().signal,
    backoff,
    onRetry: (_: Error, ms: number) => retries.push(ms),
  };
  expect(await retrying(thirdTime, options)).toBe(3);
  expect(retries).toHaveLength(2);
  tries = 0;
  await expect(retrying(thirdTime, { ...options, attempts: 2 })).rejects.toThrow("away");
  const refused = async () => Promise.reject(new TerminalError("no"));
  await expect(retrying(refused, options)).rejects.toThrow(TerminalError);
});

test("a stop ends the waiting at once", async () => {
  const stop = new AbortController();
  const away = async () => Promise.reject(new RetryableError("away", { retryAfterMs: 60_000 }));
  const trying = retrying(away, { signal: stop.signal });
  const waiting = delay(60_000, stop.signal);
  setTimeout(() => stop.abort(), 10);
  await expect(trying).rejects.toThrow("away");
  expect(await waiting).toBe(false);
  expect(await delay(1)).toBe(true);
});
