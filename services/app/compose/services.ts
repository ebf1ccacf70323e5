/** Starts one service with the ports it is given, and leaves behind how to stop it. Modules load when they are needed. */

import type { Aggregator } from "@pqc-audit/aggregator/service.ts";
import type { CoordinatorSettings, SourceSettings } from "@pqc-audit/coordinator/config.ts";
import type { ChannelOptions } from "@pqc-audit/platform/adapters/grpc/channel.ts";
import type { Advisory } from "@pqc-audit/platform/adapters/nats/advisories.ts";
import type { Config } from "@pqc-audit/platform/config/config.ts";
import { messageOf, RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import type { UploadStore } from "@pqc-audit/platform/ports/upload-store.ts";
import type { WorkQueue } from "@pqc-audit/platform/ports/work-queue.ts";
import { traceHttpRequests } from "@pqc-audit/platform/telemetry/http-requests.ts";
import { currentTraceparent } from "@pqc-audit/platform/telemetry/tracing.ts";
import { engineDigest } from "@pqc-audit/scanner/engine-digest.ts";
import { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
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
  s3Access,
  s3Options,
  sourceSettings,
  uploadOptions,
  workerSettings,
} from "./settings.ts";
import type { Starting } from "./surroundings.ts";

export async function startAggregator(
  around: Starting,
  open: AsyncDisposableStack,
  uploads: UploadStore,
): Promise<Pick<Aggregator, "ledger" | "resultSink"> & { readonly url: string }> {
  const { config, logger, registry, tracing, readiness, drains } = around;
  const { createAggregator } = await import("@pqc-audit/aggregator/service.ts");
  const { parseGitUrl } = await import("@pqc-audit/coordinator/sources/git-url.ts");
  const { checkUploadTarget, isUploadTarget, uploadKey } = await import(
    "@pqc-audit/coordinator/sources/archive/upload-target.ts"
  );
  const { formatOfHead, HEAD_BYTES } = await import("@pqc-audit/coordinator/sources/archive/format.ts");
  const { isS3Target, parseS3Target } = await import("@pqc-audit/coordinator/sources/s3/s3-target.ts");
  const sources = sourceSettings(config);
  const checkTarget = (target: string) => {
    if (isUploadTarget(target)) return checkUploadTarget(target);
    if (isS3Target(target)) return parseS3Target(target, s3Access(config)).target;
    return parseGitUrl(target, sources).url;
  };
  open.defer(traceHttpRequests(tracing));
  const aggregator = await createAggregator({
    config: aggregatorConfig(config),
    engineDigest: engineDigest(),
    kinds: new KindDigests(),
    version: VERSION,
    logger: logger.child({ component: "aggregator" }),
    registry,
    readiness,
    traceparent: currentTraceparent,
    checkTarget,
    ...(config.archives.max_upload_mb > 0 && {
      uploads: {
        store: uploads,
        maxBytes: config.archives.max_upload_mb * 1024 * 1024,
        keepMs: config.archives.keep_days * 24 * 60 * 60_000,
        headBytes: HEAD_BYTES,
        isArchive: (head) => formatOfHead(head) !== undefined,
        isTarget: isUploadTarget,
        keyOf: uploadKey,
      },
    }),
  });
  open.defer(() => aggregator.stop());
  drains.push(() => aggregator.drain(graceMs(config)));
  const url = await aggregator.start().catch((error: unknown) => {
    throw new UsageError(`http.listen ${config.http.listen}: ${messageOf(error)}`, { cause: error });
  });
  return { ledger: aggregator.ledger, resultSink: aggregator.resultSink, url };
}

export async function startCoordinator(
  around: Starting,
  open: AsyncDisposableStack,
  ports: {
    readonly ledger: Ledger;
    readonly queue: WorkQueue;
    readonly blobs: BlobStore;
    readonly uploads: UploadStore;
  },
  settings: Partial<CoordinatorSettings> = {},
): Promise<void> {
  const { config, logger, registry, tracing, readiness, drains } = around;
  const { createCoordinator } = await import("@pqc-audit/coordinator/service.ts");
  const { openRepositoryPolicy } = await import("@pqc-audit/aggregator/join/repository-policy.ts");
  const { uploads, ...rest } = ports;
  const coordinator = createCoordinator({
    ...rest,
    engineDigest: engineDigest(),
    logger: logger.child({ component: "coordinator" }),
    registry,
    tracing,
    sources: { ...sourceSettings(config), uploads, ...(await openObjects(config, open)) },
    settings: { ...coordinatorSettings(config), ...settings },
    wrappersOf: (text) => openRepositoryPolicy({ text }).policy?.wrappers,
  });
  open.defer(() => coordinator.stop());
  drains.push(() => coordinator.stop());
  readiness.watch("coordinator", async () => demand(coordinator.state, "RUNNING"));
  coordinator.start();
}

/** The promise rejects where the worker cannot go on. */
export async function startWorker(
  around: Starting,
  open: AsyncDisposableStack,
  ports: { readonly sink: ResultSink; readonly queue: WorkQueue; readonly blobs: BlobStore },
): Promise<{ readonly failed: Promise<never> }> {
  const { config, logger, registry, tracing, nodeArguments, readiness, drains } = around;
  const { createWorker } = await import("@pqc-audit/worker/service.ts");
  const { createScanPool } = await import("@pqc-audit/worker/pool/threads.ts");
  const { ResourceGuard } = await import("@pqc-audit/worker/guard/guard.ts");
  const { memoryLimit } = await import("@pqc-audit/worker/guard/memory-limit.ts");
  const { createResourceMetrics, createScanMetrics } = await import("@pqc-audit/worker/metrics.ts");
  const pool = closing(
    open,
    createScanPool({
      ...poolOptions(config),
      worked: createScanMetrics(registry),
      ...(nodeArguments && { nodeArguments }),
    }),
  );
  const guard = new ResourceGuard({
    memory: memoryLimit(config.performance),
    maxCpuPercent: config.performance.max_cpu_percent,
    metrics: createResourceMetrics(registry),
    hold: (held) => pool.hold?.(held),
  });
  guard.start();
  open.defer(() => guard.stop());
  const worker = createWorker({
    ...ports,
    pool,
    admission: guard.admission,
    logger: logger.child({ component: "worker" }),
    registry,
    tracing,
    settings: workerSettings(config),
  });
  open.defer(() => worker.stop());
  drains.push(() => {
    guard.stop();
    return worker.stop();
  });
  readiness.watch("worker", async () => demand(worker.state, "RUNNING"));
  worker.start();
  return { failed: worker.ended.then(() => new Promise<never>(() => {})) };
}

async function demand(state: string, wanted: string): Promise<void> {
  if (state !== wanted) throw new RetryableError(`it is ${state}`);
}

/** The queue and the packs of a cluster. */
export async function openCluster(
  { config, logger, registry, readiness }: Starting,
  open: AsyncDisposableStack,
  name: string,
): Promise<{ readonly queue: WorkQueue; readonly blobs: BlobStore }> {
  const { openNatsWorkQueue } = await import("@pqc-audit/platform/adapters/nats/work-queue.ts");
  const { openS3BlobStore } = await import("@pqc-audit/platform/adapters/s3/blob-store.ts");
  const onProblem = (err: Error) => logger.warn("trouble with the queue, being dealt with", { err });
  const { createQueueMetrics, watchQueue } = await import("@pqc-audit/platform/adapters/nats/metrics.ts");
  const metrics = createQueueMetrics(registry);
  const onAdvisory = (advisory: Advisory) => {
    metrics.advisories.inc({ kind: advisory.kind });
    logger[loudness(advisory)]("the queue says", { ...advisory });
  };
  const options = {
    ...natsOptions(config, `pqc-audit-${name}`),
    onProblem,
    onReconnect: () => metrics.reconnects.inc(),
    // Workers may not listen to them.
    ...(name === "coordinator" && { onAdvisory }),
  };
  const queue = closing(open, await openNatsWorkQueue(options));
  watchQueue(registry, () => queue.depth(engineDigest()));
  const blobs = closing(open, openS3BlobStore(s3Options(config)));
  readiness.watch("NATS", () => queue.depth(engineDigest()));
  readiness.watch("S3", () => answering(blobs));
  return { queue, blobs };
}

function loudness({ kind }: Advisory): "debug" | "info" | "warn" {
  // Every unit that is given back or waits makes one.
  if (kind === "message_naked") return "debug";
  return kind === "stream_created" || kind === "consumer_created" || kind === "leader_elected" ? "info" : "warn";
}

/** Whether this object may be asked for is for those to find out who need one: a store that refuses is there. */
async function answering(blobs: BlobStore): Promise<void> {
  await blobs.exists("health/none").catch((error: unknown) => {
    if (error instanceof RetryableError) throw error;
  });
}

/** Archives that were sent, in a cluster. */
export async function openUploads({ config }: Starting, open: AsyncDisposableStack): Promise<UploadStore> {
  const { openS3UploadStore } = await import("@pqc-audit/platform/adapters/s3/upload-store.ts");
  return closing(open, openS3UploadStore(uploadOptions(config)));
}

/** Objects that may be scanned, where any may. */
async function openObjects(config: Config, open: AsyncDisposableStack): Promise<Pick<SourceSettings, "objects">> {
  const access = s3Access(config);
  if (access.allow.length === 0) return {};
  const { openS3ObjectTrees } = await import("@pqc-audit/platform/adapters/s3/object-trees.ts");
  const objects = closing(open, openS3ObjectTrees(s3Options(config)));
  const { max_members: maxObjects, max_unpacked_mb } = config.archives;
  return { objects: { ...access, objects, maxObjects, maxBytes: max_unpacked_mb * 1024 * 1024 } };
}

/** Where coordinators and workers find the ledger and the results. Answers its address. */
export async function startGrpc(
  { config, logger, registry, tracing, drains }: Starting,
  open: AsyncDisposableStack,
  ports: { readonly ledger: Ledger; readonly results: ResultSink },
): Promise<string> {
  const { startGrpcServer } = await import("@pqc-audit/platform/adapters/grpc/server.ts");
  const { answeredCalls, drainedStreams } = await import("@pqc-audit/platform/adapters/grpc/metrics.ts");
  const { listen } = config.grpc;
  const drained = drainedStreams(registry);
  const server = await startGrpcServer({
    ...ports,
    listen,
    ...grpcTls(config),
    ...grpcClients(config),
    tracing,
    onDrained: () => drained.inc(),
    onAnswered: answeredCalls(registry),
    onDefect: (err, method) => logger.error("a call failed for a reason nobody foresaw", { err, method }),
  });
  open.defer(() => server.close(0));
  drains.push(() => server.close(graceMs(config)));
  return listen;
}

export function channelOptions({ config, tracing }: Starting): ChannelOptions {
  return { address: config.grpc.aggregator, ...grpcTls(config), tracing };
}

/** Liveness, readiness and metrics of a process without an API. Answers its URL. */
export async function startHealth(
  { config, registry, readiness }: Starting,
  open: AsyncDisposableStack,
): Promise<string> {
  const { startHealthServer } = await import("@pqc-audit/platform/health/health.ts");
  const server = await startHealthServer({
    ...addressOf("health.listen", config.health.listen),
    health: () => readiness.report(),
    ...(config.performance.monitoring_enabled && { metrics: registry }),
  });
  open.defer(() => server.close());
  return server.url;
}

/** Where the process takes profiles of itself when asked; undefined where that is not configured. */
export async function startProfiles(
  { config, logger }: Starting,
  open: AsyncDisposableStack,
): Promise<string | undefined> {
  const { profile_listen: listen, profile_token_file: tokenFile } = config.health;
  if (listen === "") return undefined;
  const { startProfileServer } = await import("@pqc-audit/platform/health/profile-server.ts");
  const address = addressOf("health.profile_listen", listen);
  const server = closing(open, await startProfileServer({ ...address, tokenFile, logger }));
  return server.url;
}

export function closing<T extends { close(): Promise<void> }>(open: AsyncDisposableStack, opened: T): T {
  open.defer(() => opened.close());
  return opened;
}
