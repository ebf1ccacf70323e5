/**
 * Keeps a claim while its scan is planned, ends the planning when the claim is gone (lost to another, or cancelled), and
 * gives it back when planning is told to stop.
 */
import { delay } from "@pqc-audit/platform/backoff.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Ledger, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";

/** A ledger that is away shall not hold up who stops: the claim runs out by itself. */
const GIVE_BACK_MS = 2_000;

export interface ClaimKeeperOptions {
  readonly renewMs: number;
  readonly stop: AbortSignal;
  readonly logger: Logger;
}

export class ClaimKeeper {
  /** Aborted when the claim is lost or planning shall stop. */
  readonly signal: AbortSignal;
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  readonly #ledger: Pick<Ledger, "renewClaim" | "releaseClaim">;
  readonly #claim: ScanClaim;
  readonly #options: ClaimKeeperOptions;
  readonly #renewing: Promise<void>;

  constructor(ledger: Pick<Ledger, "renewClaim" | "releaseClaim">, claim: ScanClaim, options: ClaimKeeperOptions) {
    this.#ledger = ledger;
    this.#claim = claim;
    this.#options = options;
    this.signal = AbortSignal.any([options.stop, this.#lost.signal]);
    this.#renewing = this.#renew();
  }

  get lost(): boolean {
    return this.#lost.signal.aborted;
  }

  async close(): Promise<void> {
    this.#done.abort();
    await this.#renewing;
  }

  /** Another coordinator may go on at once. Nothing of this plan may be written any more. */
  async giveBack(): Promise<void> {
    const given = this.#ledger.releaseClaim(this.#claim).catch((error: unknown) => {
      this.#options.logger.warn("the claim could not be given back; it runs out by itself", {
        reason: messageOf(error),
      });
    });
    const answered = new AbortController();
    await Promise.race([given, delay(GIVE_BACK_MS, answered.signal)]);
    answered.abort();
  }

  async #renew(): Promise<void> {
    const ended = AbortSignal.any([this.signal, this.#done.signal]);
    while (await delay(this.#options.renewMs, ended)) {
      try {
        if (await this.#ledger.renewClaim(this.#claim)) continue;
        // Asked before the plan's end and answered after it: there was nothing left to renew.
        if (!this.#done.signal.aborted) this.#lost.abort();
      } catch (error) {
        // A ledger that is away may come back in time; every write is checked against the epoch anyway.
        if (error instanceof TerminalError) this.#lost.abort();
        else this.#options.logger.warn("the claim could not be renewed", { reason: messageOf(error) });
      }
    }
  }
}
