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
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import {
  channelOptions,
  closing,
  openCluster,
  startAggregator,
  startCoordinator,
  startGrpc,
  startHealth,
  startWorker,
} from "./services.ts";
import type { Running, Surroundings } from "./surroundings.ts";

type Started = Pick<Running, "urls" | "failed">;

/** One process, nothing to install: SQLite and packs in one folder, the queue in memory. */
async function all(around: Surroundings, open: AsyncDisposableStack): Promise<Started> {
  const folder = around.config.embedded.data_dir;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { openFolderBlobStore } = await import("@pqc-audit/platform/adapters/fs/blob-store.ts");
  const { createMemoryWorkQueue } = await import("@pqc-audit/platform/adapters/memory/work-queue.ts");
  const blobs = closing(open, openFolderBlobStore(join(folder, "packs")));
  const queue = closing(open, createMemoryWorkQueue());
  const { ledger, resultSink, url } = await startAggregator(around, open);
  await startCoordinator(around, open, { ledger, queue, blobs });
  const { failed } = await startWorker(around, open, { sink: resultSink, queue, blobs });
  return { urls: { api: url }, failed };
}

/** User → aggregator → PostgreSQL; coordinators and workers → its gRPC port. */
async function aggregator(around: Surroundings, open: AsyncDisposableStack): Promise<Started> {
  const { ledger, resultSink, url } = await startAggregator(around, open);
  const grpc = await startGrpc(around, open, { ledger, results: resultSink });
  return { urls: { api: url, grpc }, failed: neverFails() };
}

/** Coordinator → aggregator, NATS, S3, git. */
async function coordinator(around: Surroundings, open: AsyncDisposableStack): Promise<Started> {
  const { queue, blobs } = await openCluster(around, open, "coordinator");
  const { openLedgerClient } = await import("@pqc-audit/platform/adapters/grpc/ledger-client.ts");
  const ledger = closing(open, openLedgerClient(channelOptions(around)));
  await startCoordinator(around, open, { ledger, queue, blobs });
  const health = await startHealth(around, open, () => queue.depth(engineDigest()));
  return { urls: { health }, failed: neverFails() };
}

/** Worker → NATS, S3, aggregator. */
async function worker(around: Surroundings, open: AsyncDisposableStack): Promise<Started> {
  const { queue, blobs } = await openCluster(around, open, "worker");
  const { openResultsClient } = await import("@pqc-audit/platform/adapters/grpc/results-client.ts");
  const sink = closing(open, openResultsClient(channelOptions(around)));
  const { failed } = await startWorker(around, open, { sink, queue, blobs });
  const health = await startHealth(around, open, () => queue.depth(engineDigest()));
  return { urls: { health }, failed };
}

export const TARGETS = { all, coordinator, worker, aggregator };
export type Target = keyof typeof TARGETS;

/** Resolves once the target works. Where a step fails, what was opened before it is closed again. */
export async function startTarget(target: Target, around: Surroundings): Promise<Running> {
  await using opening = new AsyncDisposableStack();
  const started = await TARGETS[target](around, opening);
  const open = opening.move();
  return { ...started, stop: () => open.disposeAsync() };
}

/** For targets that outlive every trouble. */
function neverFails(): Promise<never> {
  return new Promise(() => {});
}
