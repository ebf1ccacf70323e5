/**
 * The way of one delivery: fetch its pack, ask whether to begin, scan, hand the result over, and only when the ledger
 * has given its receipt take the message out of the queue. Whatever goes wrong on the way ends in one of three: the
 * message goes back, the unit is reported as failed, or (dropped, done) the message is taken out.
 */
import { backoffDelay, delay, retrying } from "@pqc-audit/platform/backoff.ts";
import { CorruptInputError, messageOf, RetryableError } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import { orAborted } from "@pqc-audit/platform/lifecycle/signals.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import { contentOf } from "@pqc-audit/platform/packs/member.ts";
import { readPack } from "@pqc-audit/platform/packs/read.ts";
import { release } from "@pqc-audit/platform/packs/release.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type {
  BeginDecision,
  BeginRequest,
  FailureCause,
  Receipt,
  ResultSink,
} from "@pqc-audit/platform/ports/result-sink.ts";
import type { Delivery } from "@pqc-audit/platform/ports/work-queue.ts";
import { observeTraced } from "@pqc-audit/platform/telemetry/exemplars.ts";
import type { Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { Admission } from "./guard/admission.ts";
import { countOutcome, type UnitOutcome, type UnitStep, type WorkerMetrics } from "./metrics.ts";
import type { ScanPool } from "./pool/scan-pool.ts";
import { following } from "./signals.ts";
import type { Slots } from "./slots.ts";
import { filesOf, type Unpacked, unpacked } from "./unpacked.ts";

export interface UnitDependencies {
  readonly workerId: string;
  readonly blobs: Pick<BlobStore, "get">;
  readonly sink: Pick<ResultSink, "begin" | "submit" | "fail">;
  readonly pool: ScanPool;
  readonly slots: Slots;
  readonly admission: Admission;
  readonly logger: Logger;
  readonly metrics: WorkerMetrics;
  readonly tracing: Tracing;
  readonly extendMs: number;
  readonly maxUnpackedBytes: number;
  /** The worker ends: what has not begun goes back at once. */
  readonly stopping: AbortSignal;
  /** The time for ending is over: what has begun goes back too. */
  readonly forced: AbortSignal;
}

/** Never rejects: what became of the delivery is settled with the queue, counted and logged. */
export async function workOn(delivery: Delivery, dependencies: UnitDependencies): Promise<void> {
  const { message } = delivery;
  const { metrics, tracing } = dependencies;
  const logger = dependencies.logger.child({
    scanId: message.scanId,
    unitId: message.unitId,
    attempt: message.attempt,
  });
  // Scanning happens on other threads, so nothing keeps this timer from firing.
  const extending = setInterval(() => delivery.extend(), dependencies.extendMs);
  metrics.unitsInFlight.inc();
  if (delivery.deliveryCount > 1) metrics.redeliveries.inc();
  try {
    const attributes = { "pqc_audit.unit.id": message.unitId, "pqc_audit.unit.attempt": message.attempt };
    const { traceparent: parent } = message;
    // A child of what published it, and linked to it, as the conventions for messages want.
    const links = parent === undefined ? [] : [parent];
    const outcome = await tracing.span("unit", { parent, links, kind: "consumer", attributes }, () =>
      new Unit(delivery, { ...dependencies, logger }).run(),
    );
    metrics.units.inc({ outcome });
    logger.debug("unit ended", { outcome });
  } catch (error) {
    metrics.units.inc({ outcome: "returned" });
    const { forced } = dependencies;
    const delayMs = forced.aborted ? 0 : backoffDelay(delivery.deliveryCount, RETURN_BACKOFF);
    logger.warn("unit goes back to the queue", { reason: messageOf(error), delayMs: Math.round(delayMs) });
    await delivery.retry(delayMs).catch((thrown: unknown) => {
      logger.warn("the queue could not be told; the unit comes back by itself", { reason: messageOf(thrown) });
    });
  } finally {
    clearInterval(extending);
    metrics.unitsInFlight.dec();
  }
}

const RETURN_BACKOFF = { firstMs: 1_000, longestMs: 60_000 };

/** For telling the ledger what goes back; within the worker's last words. */
const FAREWELL_MS = 1_000;

type Fetched = Unpacked | { readonly fault: string };
type Begun = Extract<BeginDecision, { readonly decision: "scan" }>;
type HandOver = (nonce: string) => Promise<Receipt>;

/** What the unit is about: the whole pack, or some of its contents. */
function partOf(fetched: Fetched, { part }: Begun): Fetched {
  if (part === undefined || "fault" in fetched) return fetched;
  const wanted = new Set(part.keys.map(({ blob, kind }) => `${kind}/${blob}`));
  const blobs = fetched.blobs.filter(({ blob, kind }) => wanted.has(`${kind}/${blob}`));
  if (blobs.length === wanted.size) return { ...fetched, blobs };
  return { fault: `the pack holds ${blobs.length} of the unit's ${wanted.size} contents` };
}

class Unit {
  readonly #delivery: Delivery;
  readonly #dependencies: UnitDependencies;
  readonly #request: BeginRequest;

  constructor(delivery: Delivery, dependencies: UnitDependencies) {
    this.#delivery = delivery;
    this.#dependencies = dependencies;
    const { unitId, attempt, engineDigest } = delivery.message;
    this.#request = { unitId, attempt, engineDigest, workerId: dependencies.workerId };
  }

  /** What it throws sends the message back. */
  async run(): Promise<UnitOutcome> {
    const { admission, stopping } = this.#dependencies;
    // Before its pack takes memory. The message is kept meanwhile, so the queue gives out no more.
    const leave = await admission.enter(stopping);
    if (!leave) return this.#giveBack();
    try {
      return await this.#work();
    } finally {
      leave();
    }
  }

  async #work(): Promise<UnitOutcome> {
    const { slots, stopping } = this.#dependencies;
    const fetched = await this.#step("fetch", () => orAborted(this.#fetch(), stopping));
    const release = fetched && (await slots.take(stopping));
    if (!fetched || !release) return this.#giveBack();
    let begun: Begun;
    let handOver: HandOver;
    let places = release;
    try {
      const decision = await this.#step("begin", () => this.#begin());
      if (decision === undefined) return await this.#giveBack();
      if (decision.decision === "drop") return await this.#drop(decision.reason);
      if (decision.decision === "wait") {
        await this.#delivery.retry(decision.delayMs);
        return "waited";
      }
      begun = decision;
      if (begun.alone) {
        places();
        const all = await slots.takeAll(stopping);
        if (!all) return await this.#giveBackBegun(begun);
        places = all;
      }
      handOver = await this.#untilForced(begun, () => this.#scan(partOf(fetched, begun)));
    } finally {
      places();
    }
    const receipt = await this.#untilForced(begun, () =>
      this.#step("submit", () => this.#receiptOf(() => handOver(begun.nonce))),
    );
    return this.#complete(receipt);
  }

  /** A unit that is given back because the worker ends did nothing wrong: the ledger is told, so that it is no suspect. */
  async #untilForced<T>(begun: Begun, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (this.#dependencies.forced.aborted) await this.#sayReturned(begun);
      throw error;
    }
  }

  async #giveBackBegun(begun: Begun): Promise<UnitOutcome> {
    await this.#sayReturned(begun);
    return this.#giveBack();
  }

  async #sayReturned({ nonce }: Begun): Promise<void> {
    const { sink, logger } = this.#dependencies;
    const said = sink
      .fail({ ...this.#request, nonce, error: "the worker ends", cause: "returned" })
      .catch((thrown: unknown) => logger.debug("the ledger could not be told", { reason: messageOf(thrown) }));
    await Promise.race([said, delay(FAREWELL_MS)]);
  }

  /** A pack that is gone or wrong will not get better by trying: the ledger decides. A store that is away may. */
  async #fetch(): Promise<Fetched> {
    const { blobs, maxUnpackedBytes } = this.#dependencies;
    await failpoint("worker.before-fetch");
    const { packKey, packDigest } = this.#delivery.message;
    try {
      const pack = await blobs.get(packKey);
      const members = await readPack(pack, packDigest, { maxUnpackedBytes });
      release(pack);
      return await unpacked(members);
    } catch (error) {
      if (error instanceof RetryableError) throw error;
      return { fault: messageOf(error) };
    }
  }

  async #begin(): Promise<BeginDecision | undefined> {
    const { sink, stopping, logger } = this.#dependencies;
    if (stopping.aborted) return undefined;
    return retrying(() => sink.begin(this.#request), {
      signal: stopping,
      onRetry: (error, delayMs) => logger.warn("the result sink is away", { reason: error.message, delayMs }),
    });
  }

  /** Scans, and answers how to hand over what came of it: a result, or the reason why there is none. */
  async #scan(fetched: Fetched): Promise<HandOver> {
    const { pool, sink, forced, metrics, logger } = this.#dependencies;
    const { unitId, attempt, engineDigest } = this.#delivery.message;
    const failing = (error: string, cause: FailureCause) => {
      logger.error("unit cannot be scanned", { reason: error });
      return (nonce: string) => sink.fail({ ...this.#request, nonce, error, cause });
    };
    if ("fault" in fetched) return failing(fetched.fault, "pack");
    const { blobs } = fetched;
    try {
      const files = filesOf(fetched);
      await failpoint("worker.during-scan", () => blobs.map((member) => Buffer.from(contentOf(member))).join("\n"));
      const scanned = await this.#step("scan", () => following(forced, (signal) => pool.scan(files, signal)));
      const results = blobs.map(({ blob, kind }, at) => {
        const { outcome, anchors } = scanned[at] ?? {};
        if (outcome === undefined) throw new Error(`${scanned.length} outcomes came for ${blobs.length} files`);
        countOutcome(metrics, outcome);
        return { blob, kind, outcome, ...(anchors !== undefined && { anchors }) };
      });
      metrics.bytes.inc(blobs.reduce((sum, each) => sum + (each.inflated ?? each.bytes.length), 0));
      // Every thread has its copy, and is done with it.
      for (const { bytes } of blobs) release(bytes);
      metrics.memoryPeak.observe(process.memoryUsage.rss());
      return (nonce) => sink.submit({ unitId, attempt, engineDigest, nonce, blobs: results });
    } catch (error) {
      if (forced.aborted) throw error;
      return failing(messageOf(error), error instanceof CorruptInputError ? "pack" : "scan");
    }
  }

  /** Asks until the ledger takes the result or refuses it; the result stays in memory, so fewer units are taken meanwhile. */
  async #receiptOf(ask: () => Promise<Receipt>): Promise<Receipt> {
    const { forced, logger } = this.#dependencies;
    for (;;) {
      const receipt = await retrying(ask, {
        signal: forced,
        onRetry: (error, delayMs) =>
          logger.warn("the result cannot be handed over yet", { reason: error.message, delayMs }),
      });
      if (receipt.status !== "RETRY_AFTER") return receipt;
      if (!(await delay(receipt.delayMs, forced))) throw new RetryableError("the result was not taken in time");
    }
  }

  async #complete(receipt: Receipt): Promise<UnitOutcome> {
    const { logger } = this.#dependencies;
    if (receipt.status === "REJECTED") logger.warn("the result was rejected", { reason: receipt.reason });
    await this.#acknowledge();
    if (receipt.status === "COMMITTED") return "committed";
    return receipt.status === "DUPLICATE" ? "duplicate" : "rejected";
  }

  async #drop(reason: string): Promise<UnitOutcome> {
    this.#dependencies.logger.debug("unit dropped", { reason });
    await this.#acknowledge();
    return "dropped";
  }

  /** A message that could not be taken out is delivered again, and dropped then: the ledger knows. */
  async #acknowledge(): Promise<void> {
    const { tracing, logger } = this.#dependencies;
    await failpoint("worker.before-ack");
    const confirmed = await tracing.span("acknowledge", {}, () => this.#delivery.complete());
    if (!confirmed) logger.debug("the queue did not confirm; the unit may come again");
  }

  async #giveBack(): Promise<UnitOutcome> {
    await this.#delivery.retry(0);
    return "returned";
  }

  async #step<T>(step: UnitStep, work: () => Promise<T>): Promise<T> {
    const { metrics, tracing } = this.#dependencies;
    const begun = performance.now();
    try {
      return await tracing.span(step, {}, work);
    } finally {
      observeTraced(metrics.stepDuration, (performance.now() - begun) / 1000, { step });
    }
  }
}
