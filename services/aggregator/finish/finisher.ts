/** Finishes scans whose blobs are all final: at once when told, and by looking, for those whose aggregator went away. */
import { randomUUID } from "node:crypto";
import { messageOf, RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Policy } from "../join/policy.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { moveScan } from "../ledger/transitions.ts";
import { databaseFault } from "../store/faults.ts";
import { cleanOneScan } from "./clean-up.ts";
import { type FinishedScan, finishScan } from "./finish-scan.ts";

export interface FinisherOptions {
  readonly context: LedgerContext;
  readonly logger: Logger;
  readonly policyAt: (day: Date) => Policy;
  readonly pollMs: number;
  readonly finished: (scan: FinishedScan) => void;
}

export class Finisher {
  readonly #options: FinisherOptions;
  readonly #holder = randomUUID();
  readonly #told = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | undefined;
  #again = false;
  #stopped = true;

  constructor(options: FinisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#stopped = false;
    this.#timer = setInterval(() => this.#wake(), this.#options.pollMs);
    this.#wake();
  }

  /** These scans are complete now. */
  notify(scanIds: readonly string[]): void {
    for (const scanId of scanIds) this.#told.add(scanId);
    if (scanIds.length > 0) this.#wake();
  }

  /** Resolves once what was begun is ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  #wake(): void {
    if (this.#stopped) return;
    if (this.#round) {
      this.#again = true;
      return;
    }
    this.#round = this.#work().finally(() => {
      this.#round = undefined;
      if (this.#again) {
        this.#again = false;
        this.#wake();
      }
    });
  }

  async #work(): Promise<void> {
    const { context, logger } = this.#options;
    try {
      const joining = await context.store.read((db) =>
        db.selectFrom("scan").select("id").where("state", "=", "joining").orderBy("joining_at").execute(),
      );
      for (const scanId of new Set([...this.#told, ...joining.map((scan) => scan.id)])) {
        if (this.#stopped) return;
        await this.#finish(scanId);
        this.#told.delete(scanId);
      }
      while (!this.#stopped && (await cleanOneScan(context))) {
        // One scan a turn, so that a stop is heeded between them.
      }
    } catch (thrown) {
      logger.warn("could not look for finished scans; trying again", { err: thrown });
    }
  }

  async #finish(scanId: string): Promise<void> {
    const { context, policyAt, finished, logger } = this.#options;
    try {
      const scan = await finishScan(context, scanId, this.#holder, policyAt);
      if (!scan) return;
      logger.info("scan finished", { scanId, state: scan.state, durationMs: scan.durationMs, files: scan.files });
      finished(scan);
    } catch (thrown) {
      const fault = databaseFault(thrown);
      if (fault instanceof RetryableError) {
        logger.warn("could not finish the scan; trying again", { scanId, err: fault });
        return;
      }
      // Its own data stand in the way: trying again would meet the same, for ever.
      logger.error("the scan cannot be finished", { scanId, err: thrown });
      await context.store.write((transaction) =>
        moveScan(transaction, scanId, "failed", { error: messageOf(thrown), finished_at: context.clock() }),
      );
    }
  }
}
