/** How long planning waits for whom. */
import { retrying } from "@pqc-audit/platform/backoff.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";

/** The ledger may be away for a while: the claim, not a count of tries, says when to give up. */
export function patiently<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  { logger }: Pick<PlanDependencies, "logger">,
): Promise<T> {
  return retrying(work, {
    signal,
    onRetry: (error, delayMs) => logger.warn("the ledger is away", { reason: error.message, delayMs }),
  });
}

/** A git server is asked a few times. */
export function reaching<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  { settings, logger }: Pick<PlanDependencies, "settings" | "logger">,
): Promise<T> {
  return retrying(work, {
    signal,
    attempts: settings.sourceAttempts,
    onRetry: (error, delayMs) => logger.warn("the source is away", { reason: error.message, delayMs }),
  });
}
