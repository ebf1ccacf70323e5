/**
 * The one place where adapters are picked. It reads like the picture in the design:
 *
 *   user → aggregator ⇄ ledger ⇄ coordinator → packs, units → worker → results → aggregator
 *
 * `all` puts everything into one process with embedded adapters; the other targets are one box each, joined by NATS, S3
 * and gRPC. The services are the same and see only ports. What is opened first is closed last.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createLifecycleMetrics } from "@pqc-audit/platform/health/metrics.ts";
import { describeHealth, Readiness } from "@pqc-audit/platform/health/readiness.ts";
import { orAborted } from "@pqc-audit/platform/lifecycle/signals.ts";
import {
  channelOptions,
  closing,
  openCluster,
  openUploads,
  startAggregator,
  startCoordinator,
  startGrpc,
  startHealth,
  startProfiles,
  startWorker,
} from "./services.ts";
import type { Running, Starting, Surroundings } from "./surroundings.ts";

type Started = Pick<Running, "urls" | "failed">;

/** One process, nothing to install: SQLite and packs in one folder, the queue in memory. */
async function all(around: Starting, open: AsyncDisposableStack): Promise<Started> {
  const folder = around.config.embedded.data_dir;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { openFolderBlobStore } = await import("@pqc-audit/platform/adapters/fs/blob-store.ts");
  const { createMemoryWorkQueue } = await import("@pqc-audit/platform/adapters/memory/work-queue.ts");
  const blobs = closing(open, openFolderBlobStore(join(folder, "packs")));
  const queue = closing(open, createMemoryWorkQueue());
  const { openFolderUploadStore } = await import("@pqc-audit/platform/adapters/fs/upload-store.ts");
  const uploads = closing(open, openFolderUploadStore(join(folder, "uploads")));
  const { ledger, resultSink, url } = await startAggregator(around, open, uploads);
  // There is nobody to share a tree with.
  await startCoordinator(around, open, { ledger, queue, blobs, uploads }, { rangeEntries: 0 });
  const { failed } = await startWorker(around, open, { sink: resultSink, queue, blobs });
  return { urls: { api: url }, failed };
}

/** User → aggregator → PostgreSQL; coordinators and workers → its gRPC port. */
async function aggregator(around: Starting, open: AsyncDisposableStack): Promise<Started> {
  const uploads = await openUploads(around, open);
  const { ledger, resultSink, url } = await startAggregator(around, open, uploads);
  const grpc = await startGrpc(around, open, { ledger, results: resultSink });
  return { urls: { api: url, grpc }, failed: neverFails() };
}

/** Coordinator → aggregator, NATS, S3, git. Its health answers first, so that a start that takes long can be seen. */
async function coordinator(around: Starting, open: AsyncDisposableStack): Promise<Started> {
  const health = await startHealth(around, open);
  const { queue, blobs } = await openCluster(around, open, "coordinator");
  const { openLedgerClient } = await import("@pqc-audit/platform/adapters/grpc/ledger-client.ts");
  const ledger = closing(open, openLedgerClient(channelOptions(around)));
  around.readiness.watch("aggregator", () => ledger.connected());
  const uploads = await openUploads(around, open);
  await startCoordinator(around, open, { ledger, queue, blobs, uploads });
  return { urls: { health }, failed: neverFails() };
}

/** Worker → NATS, S3, aggregator. */
async function worker(around: Starting, open: AsyncDisposableStack): Promise<Started> {
  const health = await startHealth(around, open);
  const { queue, blobs } = await openCluster(around, open, "worker");
  const { openResultsClient } = await import("@pqc-audit/platform/adapters/grpc/results-client.ts");
  const sink = closing(open, openResultsClient(channelOptions(around)));
  around.readiness.watch("aggregator", () => sink.connected());
  const { failed } = await startWorker(around, open, { sink, queue, blobs });
  return { urls: { health }, failed };
}

export const TARGETS = { all, coordinator, worker, aggregator };
export type Target = keyof typeof TARGETS;

/** Resolves once the target works. Where a step fails, or the signal says so, what was opened before is closed again. */
export async function startTarget(target: Target, surroundings: Surroundings): Promise<Running> {
  const { logger, registry, signal = new AbortController().signal } = surroundings;
  const readiness = new Readiness((report) => {
    const level = report.state === "degraded" ? "warn" : "info";
    logger[level](`health: ${report.state}`, { health: describeHealth(report) });
  });
  const metrics = createLifecycleMetrics(registry, readiness);
  const around: Starting = { ...surroundings, readiness, drains: [] };
  await using opening = new AsyncDisposableStack();
  // First of all, so that a start that takes long can be looked at.
  const profiles = await startProfiles(around, opening);
  const started = await orAborted(TARGETS[target](around, opening), signal);
  if (started === undefined) throw signal.reason;
  readiness.enter("serving");
  const open = opening.move();
  return {
    ...started,
    urls: { ...started.urls, ...(profiles !== undefined && { profiles }) },
    async stop() {
      readiness.enter("draining");
      metrics.drains.inc();
      const ended = await Promise.allSettled(around.drains.map((drain) => drain()));
      await open.disposeAsync();
      readiness.enter("stopped");
      for (const each of ended) if (each.status === "rejected") throw each.reason;
    },
  };
}

/** For targets that outlive every trouble. */
function neverFails(): Promise<never> {
  return new Promise(() => {});
}
