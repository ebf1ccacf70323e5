/** Keeps a claim while its scan is planned, and ends the planning when the claim is gone: lost to another, or cancelled. */
import { delay } from "@pqc-audit/platform/backoff.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Ledger, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";

export class ClaimKeeper {
  /** Aborted when the claim is lost or planning shall stop. */
  readonly signal: AbortSignal;
  readonly #lost = new AbortController();
  readonly #done = new AbortController();
  readonly #renewing: Promise<void>;

  constructor(
    ledger: Pick<Ledger, "renewClaim">,
    claim: ScanClaim,
    options: { readonly renewMs: number; readonly stop: AbortSignal; readonly logger: Logger },
  ) {
    this.signal = AbortSignal.any([options.stop, this.#lost.signal]);
    this.#renewing = this.#renew(ledger, claim, options.renewMs, options.logger);
  }

  get lost(): boolean {
    return this.#lost.signal.aborted;
  }

  async close(): Promise<void> {
    this.#done.abort();
    await this.#renewing;
  }

  async #renew(ledger: Pick<Ledger, "renewClaim">, claim: ScanClaim, renewMs: number, logger: Logger): Promise<void> {
    const ended = AbortSignal.any([this.signal, this.#done.signal]);
    while (await delay(renewMs, ended)) {
      try {
        if (await ledger.renewClaim(claim)) continue;
        this.#lost.abort();
      } catch (error) {
        // A ledger that is away may come back in time; every write is checked against the epoch anyway.
        if (error instanceof TerminalError) this.#lost.abort();
        else logger.warn("the claim could not be renewed", { reason: messageOf(error) });
      }
    }
  }
}
