import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { Loop } from "./loop.ts";

test("whoever says when to come again is asked then, however often, and not later and later", async () => {
  const turns: number[] = [];
  const done = Promise.withResolvers<void>();
  const loop = new Loop({
    intervalMs: 10_000,
    onError: () => {},
    async work() {
      turns.push(performance.now());
      if (turns.length === 5) done.resolve();
      throw new RetryableError("full", { retryAfterMs: 20 });
    },
  });
  const started = performance.now();
  loop.start();
  await done.promise;
  await loop.stop();
  expect(performance.now() - started).toBeLessThan(5_000);
});
