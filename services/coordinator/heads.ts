/** Looks where the heads of repositories stand that were scanned before: what has not moved is not scanned again. */
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { HeadCheck, Ledger, SeenHead } from "@pqc-audit/platform/ports/ledger.ts";
import { Bounded } from "./bounded.ts";
import type { CoordinatorMetrics } from "./metrics.ts";

export interface HeadDependencies {
  readonly ledger: Pick<Ledger, "claimHeads" | "headsSeen">;
  /** The commit that the ref names now. */
  readonly headOf: (head: HeadCheck, signal: AbortSignal) => Promise<string>;
  readonly metrics: CoordinatorMetrics;
  readonly logger: Logger;
  /** Servers asked at once. */
  readonly concurrency: number;
}

/** Most time is spent waiting for servers: so many for each that is asked at once. */
const ROUNDS = 4;

/** One batch; false where there was none. What fails here is left to the scan, which is tried again and says why. */
export async function checkHeads(
  engineDigest: string,
  { ledger, headOf, metrics, logger, concurrency }: HeadDependencies,
  signal: AbortSignal,
): Promise<boolean> {
  const heads = await ledger.claimHeads(concurrency * ROUNDS);
  if (heads.length === 0) return false;
  const seen: SeenHead[] = [];
  const asking = new Bounded(concurrency);
  for (const head of heads) {
    await asking.add(async () => {
      const { checkId, epoch } = head;
      try {
        seen.push({ checkId, epoch, commit: await headOf(head, signal) });
      } catch (error) {
        if (signal.aborted) return;
        logger.info("a head cannot be looked at; the repository is scanned", { reason: messageOf(error) });
        seen.push({ checkId, epoch });
      }
    });
  }
  await asking.drain();
  signal.throwIfAborted();
  const submitted = await ledger.headsSeen(engineDigest, seen);
  metrics.headsChecked.inc({ outcome: "scanned" }, submitted);
  metrics.headsChecked.inc({ outcome: "unchanged" }, Math.max(0, seen.length - submitted));
  return true;
}
