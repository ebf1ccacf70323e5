/** Says why results are not taken, now and then: with a database that is away, every worker asks every few seconds. */
import type { RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { LedgerEvents } from "../ledger/context.ts";

const EVERY_MS = 10_000;

/** `count` is told of each, the log of one in ten seconds. */
export function postponements(
  logger: Logger,
  count: () => void,
  clock: () => number = performance.now.bind(performance),
): LedgerEvents["postponed"] {
  let saidAt = Number.NEGATIVE_INFINITY;
  let unsaid = 0;
  return (reason?: RetryableError) => {
    count();
    unsaid++;
    const now = clock();
    if (reason === undefined || now - saidAt < EVERY_MS) return;
    logger.warn("results cannot be stored; workers keep them and come again", {
      reason: reason.message,
      times: unsaid,
    });
    saidAt = now;
    unsaid = 0;
  };
}
