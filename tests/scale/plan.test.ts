/** The short run: what the long ones measure (README.md) has to be right first. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { submitScan } from "@pqc-audit/aggregator/ledger/scans.ts";
import { createAggregator } from "@pqc-audit/aggregator/service.ts";
import { createCoordinator } from "@pqc-audit/coordinator/service.ts";
import { openFolderBlobStore } from "@pqc-audit/platform/adapters/fs/blob-store.ts";
import { createMemoryWorkQueue } from "@pqc-audit/platform/adapters/memory/work-queue.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { expect, onTestFinished, test } from "vitest";
import { type PlannedScan, plannedScan, withoutUnit } from "./ledger.ts";
import { makeSourceRepository, makeTreeRepository, type ScaleRepository } from "./repositories.ts";

const ENGINE = "e".repeat(64);

async function planned(make: (path: string) => Promise<ScaleRepository>) {
  const folder = mkdtempSync(join(tmpdir(), "pqc-audit-scale-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const repository = await make(join(folder, "repository.git"));
  const aggregator = await createAggregator({
    config: {
      store: { kind: "sqlite", file: join(folder, "store.db") },
      http: { host: "127.0.0.1", port: 0 },
      scan: { maxFileSizeBytes: 1_000_000, chunkSize: 1_000 },
    },
    engineDigest: ENGINE,
    version: "scale",
    logger: silentLogger,
    checkTarget: (target) => target,
  });
  onTestFinished(() => aggregator.stop());
  const blobs = openFolderBlobStore(join(folder, "packs"));
  const queue = createMemoryWorkQueue();
  const coordinator = createCoordinator({
    ledger: aggregator.ledger,
    queue,
    blobs,
    engineDigest: ENGINE,
    logger: silentLogger,
    sources: { allowFileRoots: [folder], temporaryFolder: folder },
  });
  onTestFinished(() => coordinator.stop());
  const { scanId } = await submitScan(aggregator.context, {
    target: repository.url,
    options: { include: [], exclude: [], maxFileSizeBytes: 1_000_000, chunkSize: 1_000 },
    engineDigest: ENGINE,
    priority: "on-demand",
    requester: "scale",
  });
  coordinator.start();
  let plan: PlannedScan | undefined;
  await expect
    .poll(
      async () => {
        plan = await plannedScan(aggregator.store, scanId);
        return plan !== undefined;
      },
      { timeout: 50_000 },
    )
    .toBe(true);
  return { plan, repository, missing: await withoutUnit(aggregator.store, scanId) };
}

test("20,000 paths of few contents: every path is in the ledger, every content in one unit", async () => {
  const { plan, repository, missing } = await planned((path) => makeTreeRepository(path, 20_000, 2_000));
  expect(repository).toMatchObject({ files: 20_000, contents: 2_000 });
  expect(plan).toMatchObject({ occurrences: 20_000, contents: 2_000, pages: 4, units: 2 });
  expect(missing).toBe(0);
});

test("different sources: each of them is in one unit", async () => {
  const { plan, missing } = await planned((path) => makeSourceRepository(path, 1_500));
  expect(plan).toMatchObject({ occurrences: 1_500, contents: 1_500, pages: 1, units: 2 });
  expect(missing).toBe(0);
});
