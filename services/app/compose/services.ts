/** Starts one service with the ports it is given, and leaves behind how to stop it. Modules load when they are needed. */

import type { Aggregator } from "@pqc-audit/aggregator/service.ts";
import type { ChannelOptions } from "@pqc-audit/platform/adapters/grpc/channel.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { traceHttpRequests } from "@pqc-audit/platform/telemetry/http-requests.ts";
import { currentTraceparent } from "@pqc-audit/platform/telemetry/tracing.ts";
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import { VERSION } from "../version.ts";
import { addressOf } from "./address.ts";
import {
  aggregatorConfig,
  coordinatorSettings,
  graceMs,
  grpcClients,
  grpcTls,
  natsOptions,
  poolOptions,
  s3Options,
  sourceSettings,
  workerSettings,
} from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

export async function startAggregator(
  around: Surroundings,
  open: AsyncDisposableStack,
): Promise<Pick<Aggregator, "ledger" | "resultSink"> & { readonly url: string }> {
  const { config, logger, registry, tracing } = around;
  const { createAggregator } = await import("@pqc-audit/aggregator/service.ts");
  const { parseGitUrl } = await import("@pqc-audit/coordinator/sources/git-url.ts");
  open.defer(traceHttpRequests(tracing));
  const aggregator = await createAggregator({
    config: aggregatorConfig(config),
    engineDigest: engineDigest(),
    version: VERSION,
    logger: logger.child({ component: "aggregator" }),
    registry,
    traceparent: currentTraceparent,
    checkTarget: (target) => parseGitUrl(target, sourceSettings(config)).url,
  });
  open.defer(() => aggregator.stop());
  const url = await aggregator.start().catch((error: unknown) => {
    throw new UsageError(`http.listen ${config.http.listen}: ${messageOf(error)}`, { cause: error });
  });
  return { ledger: aggregator.ledger, resultSink: aggregator.resultSink, url };
}

export async function startCoordinator(
  around: Surroundings,
  open: AsyncDisposableStack,
  ports: { readonly ledger: Ledger; readonly queue: WorkQueue; readonly blobs: BlobStore },
): Promise<void> {
  const { config, logger, registry, tracing } = around;
  const { createCoordinator } = await import("@pqc-audit/coordinator/service.ts");
  const coordinator = createCoordinator({
    ...ports,
    engineDigest: engineDigest(),
    logger: logger.child({ component: "coordinator" }),
    registry,
    tracing,
    sources: sourceSettings(config),
    settings: coordinatorSettings(config),
  });
  open.defer(() => coordinator.stop());
  coordinator.start();
}

/** The promise rejects where the worker cannot go on. */
export async function startWorker(
  around: Surroundings,
  open: AsyncDisposableStack,
  ports: { readonly sink: ResultSink; readonly queue: WorkQueue; readonly blobs: BlobStore },
): Promise<{ readonly failed: Promise<never> }> {
  const { config, logger, registry, tracing, profileFolder } = around;
  const { createWorker } = await import("@pqc-audit/worker/service.ts");
  const { createScanPool } = await import("@pqc-audit/worker/pool/threads.ts");
  const pool = closing(
    open,
    createScanPool({ ...poolOptions(config), ...(profileFolder !== undefined && { profileFolder }) }),
  );
  const worker = createWorker({
    ...ports,
    pool,
    logger: logger.child({ component: "worker" }),
    registry,
    tracing,
    settings: workerSettings(config),
  });
  open.defer(() => worker.stop());
  worker.start();
  return { failed: worker.ended.then(() => new Promise<never>(() => {})) };
}

/** The queue and the packs of a cluster. */
export async function openCluster(
  { config, logger }: Surroundings,
  open: AsyncDisposableStack,
  name: string,
): Promise<{ readonly queue: WorkQueue; readonly blobs: BlobStore }> {
  const { openNatsWorkQueue } = await import("@pqc-audit/platform/adapters/nats/work-queue.ts");
  const { openS3BlobStore } = await import("@pqc-audit/platform/adapters/s3/blob-store.ts");
  const onProblem = (err: Error) => logger.warn("trouble with the queue, being dealt with", { err });
  const queue = closing(open, await openNatsWorkQueue({ ...natsOptions(config, `pqc-audit-${name}`), onProblem }));
  const blobs = closing(open, openS3BlobStore(s3Options(config)));
  return { queue, blobs };
}

/** Where coordinators and workers find the ledger and the results. Answers its address. */
export async function startGrpc(
  { config, logger, tracing }: Surroundings,
  open: AsyncDisposableStack,
  ports: { readonly ledger: Ledger; readonly results: ResultSink },
): Promise<string> {
  const { startGrpcServer } = await import("@pqc-audit/platform/adapters/grpc/server.ts");
  const { listen } = config.grpc;
  const server = await startGrpcServer({
    ...ports,
    listen,
    ...grpcTls(config),
    ...grpcClients(config),
    tracing,
    onDefect: (err, method) => logger.error("a call failed for a reason nobody foresaw", { err, method }),
  });
  open.defer(() => server.close(graceMs(config)));
  return listen;
}

export function channelOptions({ config, tracing }: Surroundings): ChannelOptions {
  return { address: config.grpc.aggregator, ...grpcTls(config), tracing };
}

/** Liveness, readiness and metrics of a process without an API. Answers its URL. */
export async function startHealth(
  { config, registry }: Surroundings,
  open: AsyncDisposableStack,
  check: () => Promise<unknown>,
): Promise<string> {
  const { startHealthServer } = await import("@pqc-audit/platform/health/health.ts");
  const server = await startHealthServer({
    ...addressOf("health.listen", config.health.listen),
    ready: async () => void (await check()),
    ...(config.performance.monitoring_enabled && { metrics: registry }),
  });
  open.defer(() => server.close());
  return server.url;
}

export function closing<T extends { close(): Promise<void> }>(open: AsyncDisposableStack, opened: T): T {
  open.defer(() => opened.close());
  return opened;
}
