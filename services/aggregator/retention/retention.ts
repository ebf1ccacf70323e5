/** Takes away what is older than the limits, one aggregator at a time. */
import { randomUUID } from "node:crypto";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { acquireLease, holdLease, releaseLease } from "../ledger/leases.ts";
import type { Write } from "../store/store.ts";
import { removeRequested } from "./removals.ts";
import { deleteResults } from "./results.ts";
import { deleteScan, expiredScans, type ScanLimits } from "./scans.ts";

const LEASE_MS = 120_000;
const HOUR_MS = 3_600_000;

export interface RetentionLimits extends ScanLimits {
  /** How long a result that nothing refers to is kept after its last use. */
  readonly resultHours: number;
}

export interface Retired {
  readonly scans: number;
  readonly results: number;
}

/** Undefined where another aggregator is at it. Broken off anywhere, the next turn goes on. */
export async function retire(
  context: LedgerContext,
  limits: RetentionLimits,
  holder: string,
): Promise<Retired | undefined> {
  const lease = await acquireLease(context, "retention", holder, LEASE_MS);
  if (!lease) return undefined;
  const write = <T>(work: (transaction: Write) => Promise<T>) =>
    context.store.write(
      async (transaction) => {
        if (await holdLease(context, transaction, lease, LEASE_MS)) return work(transaction);
        throw new RetryableError("another aggregator looks after old scans now");
      },
      { long: true },
    );
  try {
    const keepMs = limits.resultHours * HOUR_MS;
    const removed = await removeRequested(context, keepMs, write);
    const scans = await expiredScans(context, limits);
    for (const scanId of scans) await write((transaction) => deleteScan(transaction, scanId));
    const results = await deleteResults(context, keepMs, write);
    return { scans: removed + scans.length, results };
  } finally {
    await releaseLease(context, lease);
  }
}

/** Does it now and then. */
export class Retention {
  readonly #context: LedgerContext;
  readonly #limits: RetentionLimits;
  readonly #logger: Logger;
  readonly #holder = randomUUID();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #again = false;
  #stopped = false;

  constructor(context: LedgerContext, limits: RetentionLimits, logger: Logger) {
    this.#context = context;
    this.#limits = limits;
    this.#logger = logger;
  }

  start(everyMs: number): void {
    this.#timer = setInterval(() => this.nudge(), everyMs);
    this.#timer.unref();
  }

  /** There is something to delete: now, or once what is under way has ended. */
  nudge(): void {
    if (this.#stopped) return;
    if (this.#round) {
      this.#again = true;
      return;
    }
    this.#round = this.#turn().finally(() => {
      this.#round = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.nudge();
    });
  }

  /** Resolves once what was begun is ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  async #turn(): Promise<void> {
    try {
      const retired = await retire(this.#context, this.#limits, this.#holder);
      if (retired && retired.scans + retired.results > 0) {
        this.#logger.info("old scans and results deleted", { ...retired });
      }
    } catch (thrown) {
      this.#logger.warn("could not delete old scans and results; trying again", { err: thrown });
    }
  }
}
