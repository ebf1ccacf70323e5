/** The port, in process. */
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Receipt, ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { begin } from "./begin.ts";
import { failUnit } from "./fail.ts";
import { submitUnit } from "./submit.ts";

const AGAIN_MS = 250;
const AWAY_MS = 2_000;

/** Closing it leaves the store open: its owner closes that. */
export function createResultSink(context: LedgerContext): ResultSink {
  let committing = 0;

  /** A database that is away is the workers' reason to wait, not to fail: they keep the result and come again. */
  async function received(work: () => Promise<Receipt>): Promise<Receipt> {
    if (committing >= context.settings.maxConcurrentCommits) {
      context.events.postponed();
      return { status: "RETRY_AFTER", delayMs: AGAIN_MS };
    }
    committing++;
    try {
      return await work();
    } catch (thrown) {
      if (thrown instanceof RetryableError) {
        context.events.postponed(thrown);
        return { status: "RETRY_AFTER", delayMs: thrown.retryAfterMs ?? AWAY_MS };
      }
      throw thrown;
    } finally {
      committing--;
    }
  }

  const { answered = () => {} } = context.events;
  const tell = (what: "submit" | "fail") => (receipt: Receipt) => {
    answered(what, receipt.status);
    return receipt;
  };
  return {
    begin: async (request) => {
      try {
        const decision = await begin(context, request);
        answered("begin", decision.decision === "scan" && decision.alone ? "alone" : decision.decision);
        return decision;
      } catch (thrown) {
        if (thrown instanceof RetryableError) answered("begin", "wait");
        if (thrown instanceof RetryableError) return { decision: "wait", delayMs: thrown.retryAfterMs ?? AWAY_MS };
        throw thrown;
      }
    },
    submit: (result) => received(() => submitUnit(context, result)).then(tell("submit")),
    fail: (request) => received(() => failUnit(context, request)).then(tell("fail")),
    close: async () => {},
  };
}
