import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { type Logger, silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { expect, test } from "vitest";
import { postponements } from "./postponed.ts";

test("each is counted, and the reason is said once in ten seconds", () => {
  const said: unknown[] = [];
  const logger: Logger = { ...silentLogger, warn: (_, fields) => void said.push(fields) };
  let [now, counted] = [0, 0];
  const postponed = postponements(
    logger,
    () => counted++,
    () => now,
  );
  postponed();
  for (now = 1_000; now <= 12_000; now += 1_000) postponed(new RetryableError("disk full"));
  expect(counted).toBe(13);
  expect(said).toEqual([
    { reason: "disk full", times: 2 },
    { reason: "disk full", times: 10 },
  ]);
});
