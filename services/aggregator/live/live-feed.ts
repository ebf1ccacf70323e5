/**
 * What those who watch are told. The ledger is the truth, so any replica serves any of them: it asks once for all who
 * listen at it, whoever they are, and not at all while nobody does. A question that takes long is asked less often.
 */
import { delay } from "@pqc-audit/platform/backoff.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import type { Selectable } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { FINAL_SCANS } from "../ledger/transitions.ts";
import { type Progress, progressOf } from "../query/progress.ts";
import { type DepthByTarget, depthByTarget } from "../query/queue.ts";
import { scanRow } from "../query/scans.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { ChangesPoll } from "./changes-poll.ts";

/** At most this share of the time is spent on asking. */
const SHARE = 0.2;
const DEPTH_MS = 5_000;

export interface Snapshot {
  readonly scan: Selectable<ScanTable>;
  readonly progress: Progress;
  /** Nothing follows. */
  readonly last: boolean;
}

/** Undefined once the scan is gone. */
export type ScanListener = (snapshot: Snapshot | undefined) => void;

export interface OverallListener {
  readonly changed: (scan: Selectable<ScanTable>) => void;
  readonly depth: (depths: DepthByTarget) => void;
}

export async function snapshotOf(context: LedgerContext, scanId: string): Promise<Snapshot | undefined> {
  const { store, clock } = context;
  const scan = await scanRow(store, scanId);
  if (scan === undefined) return undefined;
  const progress = await store.ask((db) => progressOf(db, scan, clock()));
  return { scan, progress, last: FINAL_SCANS.includes(scan.state) };
}

export class LiveFeed {
  readonly #context: LedgerContext;
  readonly #logger: Logger;
  readonly #pollMs: number;
  readonly #scans = new Map<string, Set<ScanListener>>();
  readonly #overall = new Set<OverallListener>();
  #changes: Promise<ChangesPoll> | undefined;
  #depth: { readonly at: number; readonly depths: Promise<DepthByTarget> } | undefined;
  #running: Promise<void> | undefined;
  #over = new AbortController();

  constructor(context: LedgerContext, logger: Logger, pollMs = 1_000) {
    this.#context = context;
    this.#logger = logger;
    this.#pollMs = pollMs;
  }

  /** Answers how to stop. */
  watchScan(scanId: string, listener: ScanListener): () => void {
    const listeners = this.#scans.get(scanId) ?? new Set();
    this.#scans.set(scanId, listeners.add(listener));
    this.#run();
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#scans.delete(scanId);
    };
  }

  /** From when it resolves on, no change is missed. */
  async watchAll(listener: OverallListener): Promise<() => void> {
    this.#overall.add(listener);
    try {
      await this.#changesPoll();
    } catch (thrown) {
      this.#overall.delete(listener);
      throw thrown;
    }
    this.#run();
    return () => this.#overall.delete(listener);
  }

  #changesPoll(): Promise<ChangesPoll> {
    if (this.#changes === undefined) {
      const begun = ChangesPoll.from(this.#context.store);
      this.#changes = begun;
      begun.catch(() => (this.#changes = undefined));
    }
    return this.#changes;
  }

  /** What waits, as it was within the last seconds: asked once for all. */
  depths(): Promise<DepthByTarget> {
    const now = Date.now();
    if (this.#depth === undefined || now - this.#depth.at > DEPTH_MS) {
      const depths = depthByTarget(this.#context.store);
      this.#depth = { at: now, depths };
      depths.catch(() => (this.#depth = undefined));
    }
    return this.#depth.depths;
  }

  /** Resolves once nothing is asked any more. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.#scans.clear();
    this.#overall.clear();
    await this.#running;
  }

  #run(): void {
    if (this.#over.signal.aborted) return;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
      // Who came while the last round ended.
      if (this.#scans.size + this.#overall.size > 0) this.#run();
    });
  }

  async #loop(): Promise<void> {
    let depthAt = Date.now();
    while (!this.#over.signal.aborted && this.#scans.size + this.#overall.size > 0) {
      const began = performance.now();
      try {
        for (const scanId of [...this.#scans.keys()]) await this.#lookAt(scanId);
        if (this.#overall.size === 0) this.#changes = undefined;
        else {
          const changes = await this.#changesPoll();
          for (const scan of await changes.next()) for (const each of [...this.#overall]) each.changed(scan);
          if (Date.now() - depthAt >= DEPTH_MS) {
            const depths = await this.depths();
            depthAt = Date.now();
            for (const each of [...this.#overall]) each.depth(depths);
          }
        }
      } catch (thrown) {
        this.#logger.warn("could not look at what changed, for those who watch; trying again", { err: thrown });
      }
      const took = performance.now() - began;
      await delay(Math.max(this.#pollMs, took / SHARE - took), this.#over.signal);
    }
    if (this.#overall.size === 0) this.#changes = undefined;
  }

  async #lookAt(scanId: string): Promise<void> {
    const snapshot = await snapshotOf(this.#context, scanId);
    for (const each of [...(this.#scans.get(scanId) ?? [])]) each(snapshot);
  }
}
