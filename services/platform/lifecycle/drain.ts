/** How a service ends: asked to, it finishes what it began, within the time it is given. */
import type { Logger } from "../logging/logger.ts";

export interface DrainOptions {
  /** Aborted when the service shall end. */
  readonly signal: AbortSignal;
  /** Refuses new work, finishes begun work, closes connections. */
  readonly stop: () => Promise<void>;
  readonly graceMs: number;
  readonly logger: Logger;
}

/** Resolves once the service has ended: true where it finished in time, false where the grace ran out or `stop` failed. */
export async function drainOnStop({ signal, stop, graceMs, logger }: DrainOptions): Promise<boolean> {
  if (!signal.aborted) {
    // Keeps the process alive even while every connection is closed.
    const alive = setInterval(() => {}, 2 ** 30);
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    clearInterval(alive);
  }
  logger.info("stopping", { graceMs });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, graceMs, "late");
  });
  try {
    const outcome = await Promise.race([stop().then(() => "stopped" as const), late]);
    if (outcome === "late") logger.warn("not everything ended in time; it will be done again elsewhere", { graceMs });
    else logger.info("stopped");
    return outcome === "stopped";
  } catch (err) {
    logger.error("stopping failed", { err });
    return false;
  } finally {
    clearTimeout(timer);
  }
}
