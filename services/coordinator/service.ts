/**
 * The coordinator: claims scans and plans them, keeps the queue filled, and makes good what was lost. It holds nothing
 * that is not in the ledger or can be made again, so any number of them work side by side, and one may end anywhere.
 */
import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { HeadCheck, Ledger, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { noTracing, type Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { Registry } from "prom-client";
import { COORDINATOR_DEFAULTS, type CoordinatorSettings, type SourceSettings } from "./config.ts";
import { checkHeads } from "./heads.ts";
import { KeptSource } from "./kept-source.ts";
import { Loop } from "./loop.ts";
import { createCoordinatorMetrics } from "./metrics.ts";
import { planScan } from "./plan.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import { publishUnits } from "./publish.ts";
import { deletePacks, RECONCILE_BATCH, removeLeftOver, requeueLost } from "./reconcile.ts";
import { headOfCheck, headOfClaimed, openClaimed } from "./sources/claimed.ts";
import type { GitEvents } from "./sources/git.ts";
import type { Source } from "./sources/source.ts";
import { sweepTemporary } from "./sources/temporary.ts";

export interface CoordinatorOptions {
  readonly ledger: Ledger;
  readonly queue: WorkQueue;
  readonly blobs: BlobStore;
  /** Whose scans this coordinator plans and whose units it publishes. */
  readonly engineDigest: string;
  readonly logger: Logger;
  /** Which git servers may be reached and how. */
  readonly sources?: SourceSettings;
  /** Spans of planning, storing and publishing; none where absent. */
  readonly tracing?: Tracing;
  /** Where metrics are registered; a registry of its own where absent. */
  readonly registry?: Registry;
  readonly settings?: Partial<CoordinatorSettings>;
  /** Names this coordinator in the ledger; made up where absent. */
  readonly coordinatorId?: string;
  /**
   * The functions of its own that a repository declares in its policy; none where it is void. The composition root hands in
   * the aggregator's reading of the whole file, so that there is one.
   */
  readonly wrappersOf?: (policy: string) => Wrappers | undefined;
  /** Opens the source of a claim; git where absent. */
  readonly openSource?: (claim: ScanClaim, signal: AbortSignal) => Promise<Source>;
}

export type CoordinatorState = "IDLE" | "RUNNING" | "STOPPING" | "STOPPED";

export interface Coordinator {
  readonly id: string;
  readonly state: CoordinatorState;
  start(): void;
  /** Ends what is under way without waiting for it to finish; a plan goes on where it stopped, here or elsewhere. Ports stay open. */
  stop(): Promise<void>;
}

const SWEEP_MS = 60 * 60_000;

/** The ports are the caller's: they are not closed here. */
export function createCoordinator(options: CoordinatorOptions): Coordinator {
  const { ledger, queue, blobs, engineDigest, logger } = options;
  const settings = { ...COORDINATOR_DEFAULTS, ...options.settings };
  const metrics = createCoordinatorMetrics(options.registry ?? new Registry());
  const tracing = options.tracing ?? noTracing;
  const id = options.coordinatorId ?? `${hostname()}-${process.pid}-${randomBytes(3).toString("hex")}`;
  const eventsOf = ({ scanId }: ScanClaim): GitEvents => ({
    asked: (request) => metrics.gitRequests.inc({ request }),
    fetched: (blobs) => metrics.fetchedBlobs.inc(blobs),
    fellBack: (reason) => logger.info("contents do not come by themselves: everything is fetched", { scanId, reason }),
    lfsMissing: (pointers, reason) =>
      logger.warn("contents behind pointers of Git LFS did not come", { scanId, pointers, reason }),
  });
  const git: Pick<PlanDependencies, "openSource" | "headOf"> = {
    openSource: (claim, signal, commits = {}) =>
      openClaimed(claim, options.sources ?? {}, {
        ...commits,
        signal,
        events: eventsOf(claim),
        rangeEntries: settings.rangeEntries,
      }),
    headOf: (claim, signal) => headOfClaimed(claim, options.sources ?? {}, { signal, events: eventsOf(claim) }),
  };
  const headOf = (head: HeadCheck, signal: AbortSignal) =>
    headOfCheck(head, options.sources ?? {}, {
      signal,
      events: { asked: (request) => metrics.gitRequests.inc({ request }) },
    });
  const sources = options.openSource ? { openSource: options.openSource } : git;
  const wrappersOf = options.wrappersOf ?? (() => undefined);
  let state: CoordinatorState = "IDLE";

  const loop = (step: string, intervalMs: number, work: (signal: AbortSignal) => Promise<boolean>): Loop =>
    new Loop({
      intervalMs,
      work,
      onError(error) {
        metrics.errors.inc({ step });
        logger.warn(`${step} failed and is tried again`, { reason: messageOf(error) });
      },
    });
  const publishing = loop("publish", settings.pollMs, async (signal) => {
    const window = settings.publishWindow;
    await publishUnits(engineDigest, { ledger, queue, metrics, logger, tracing, window }, signal);
    return false;
  });
  const kept = Array.from({ length: settings.concurrentPlans }, () => new KeptSource());
  const planning = kept.map((open) =>
    loop("plan", settings.pollMs, async (signal) => {
      const { scanId: prefer } = open;
      const except = kept.flatMap((other) => (other === open || other.scanId === undefined ? [] : [other.scanId]));
      const wanted = { ...(prefer !== undefined && { prefer }), ...(except.length > 0 && { except }) };
      const claim = await ledger.claimScan(id, engineDigest, wanted);
      if (claim === undefined) {
        await open.close();
        return false;
      }
      const { scanId, epoch, resume, range } = claim;
      const what = { scanId, epoch, resumed: resume !== undefined, ...(range && { range: range.number }) };
      logger.info("scan claimed", what);
      const onPage = () => publishing.nudge();
      const around = { ledger, blobs, ...sources, wrappersOf, settings, metrics, logger, tracing, onPage };
      // More ranges to claim, for whoever has nothing else to do.
      if ((await planScan(claim, around, signal, open)) === "cut") for (const each of planning) each.nudge();
      return true;
    }),
  );
  const looking = loop("check heads", settings.pollMs, (signal) =>
    checkHeads(engineDigest, { ledger, headOf, metrics, logger, concurrency: settings.concurrentHeads }, signal),
  );
  const reconciling = loop("reconcile", settings.reconcileMs, async () => {
    const lost = await requeueLost(engineDigest, { ledger, queue, metrics, logger, staleMs: settings.staleMs });
    if (lost > 0) publishing.nudge();
    const orphans = await queue.removeOrphans(engineDigest, RECONCILE_BATCH);
    if (orphans > 0) {
      metrics.orphansRemoved.inc(orphans);
      logger.warn("the queue still held units that were acknowledged; they were removed", { orphans });
    }
    const left = await removeLeftOver(engineDigest, { ledger, queue });
    if (left > 0) {
      metrics.orphansRemoved.inc(left);
      logger.info("the queue still held units of an engine that no scan is for any more; they were removed", { left });
    }
    return false;
  });
  const sweeping = loop("sweep", SWEEP_MS, async () => {
    const swept = await sweepTemporary(options.sources?.temporaryFolder);
    if (swept > 0) logger.info("removed what killed processes left", { folders: swept });
    return false;
  });
  const cleaning = loop("clean up", settings.reconcileMs, async () => {
    return (await deletePacks({ ledger, blobs, metrics })) === RECONCILE_BATCH;
  });
  const loops = [publishing, ...planning, looking, reconciling, cleaning, sweeping];

  return {
    id,
    get state() {
      return state;
    },
    start() {
      if (state !== "IDLE") return;
      state = "RUNNING";
      for (const each of loops) each.start();
      logger.info("coordinator started", { coordinatorId: id });
    },
    async stop() {
      if (state === "STOPPED") return;
      state = "STOPPING";
      await Promise.all(loops.map((each) => each.stop()));
      await Promise.all(kept.map((each) => each.close()));
      state = "STOPPED";
      logger.info("coordinator stopped", { coordinatorId: id });
    },
  };
}
