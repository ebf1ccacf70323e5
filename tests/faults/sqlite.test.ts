/** The embedded service on its SQLite file: killed in the middle of a scan, its write-ahead log cut, its file damaged. */
import { mkdtemp, open, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loopback, runCommand, startService } from "../integration/command.ts";
import { direct } from "../integration/deployments.ts";
import { makeRealRepository, type RealRepository } from "../integration/repository.ts";
import type { ServerProcess } from "../servers/process.ts";
import { PACKAGES } from "./fault-case.ts";

let repository: RealRepository;
let oracle: AuditResult;
let folder: string;
let http: string;
let config: string;
let service: ServerProcess | undefined;

beforeAll(async () => {
  repository = makeRealRepository(PACKAGES);
  oracle = await direct(repository.url);
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-sqlite-"));
  http = await loopback();
  config = join(folder, "config.yaml");
  const sections = {
    http: { listen: http },
    health: { listen: await loopback() },
    embedded: { data_dir: join(folder, "data") },
    sources: { file_roots: [repository.folder] },
    performance: { chunk_size: 12, max_workers: 1 },
    distribution: { page_entries: 60, claim_seconds: 4, reconcile_seconds: 2, stale_seconds: 4 },
  };
  // JSON is YAML.
  await writeFile(config, JSON.stringify(sections));
});
afterAll(async () => {
  await service?.stop();
  repository?.remove();
  await rm(folder, { recursive: true, force: true });
});

const start = (failpoint?: string) =>
  startService("pqc-audit", "all", config, `http://${http}/readyz`, {
    ...(failpoint !== undefined && { env: { PQC_AUDIT_FAILPOINT: failpoint } }),
  });

async function ask<T>(path: string, body?: object): Promise<T> {
  // A service that is busy says so; users come again too.
  for (let tried = 1; ; tried++) {
    try {
      return await askOnce<T>(path, body);
    } catch (thrown) {
      if (tried === 20 || !String(thrown).includes("answered 503")) throw thrown;
      await sleep(200);
    }
  }
}

async function askOnce<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(`http://${http}${path}`, {
    ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}\n${service?.output()}`);
  return (await answer.json()) as T;
}

interface Scan {
  readonly state: string;
  readonly progress: { readonly unitsDone: number; readonly units: number };
}

const line = (id: string, fault: string, started: number, digestEqual: boolean) => ({
  id,
  fault,
  redelivered: 0,
  duplicates: 0,
  digestEqual,
  seconds: (performance.now() - started) / 1000,
});

test("8a service killed in the middle, the end of its write-ahead log cut off", { timeout: 180_000 }, async ({
  task,
}) => {
  const started = performance.now();
  service = await start("worker.during-scan:wait=100");
  const { id } = await ask<{ id: string }>("/api/v1/scans", { target: repository.url });
  let scan: Scan;
  do {
    await sleep(50);
    scan = await ask<Scan>(`/api/v1/scans/${id}`);
  } while (scan.progress.unitsDone < 5);
  await service.kill();
  const log = join(folder, "data", "pqc-audit.db-wal");
  const { size } = await stat(log);
  // In the middle of a page: what was committed there is gone, and has to be done again.
  await truncate(log, Math.floor(size * 0.9));
  service = await start();
  do {
    await sleep(100);
    scan = await ask<Scan>(`/api/v1/scans/${id}`);
  } while (!["completed", "incomplete", "failed", "cancelled"].includes(scan.state));
  expect(scan.state).toBe("completed");
  const result = await ask<AuditResult>(`/api/v1/scans/${id}/result`);
  task.meta.faultLine = line("8a", "SQLite killed, log cut", started, result.digest === oracle.digest);
  expect(result.coverage).toEqual(oracle.coverage);
  expect(result.digest).toBe(oracle.digest);
});

test("8b a database file that is damaged is refused by name, not used", { timeout: 60_000 }, async ({ task }) => {
  const started = performance.now();
  await service?.stop();
  service = undefined;
  const file = join(folder, "data", "pqc-audit.db");
  const damaged = await open(file, "r+");
  await damaged.write(Buffer.alloc(4096, 0x5a), 0, 4096, 0);
  await damaged.close();
  const { code, stderr } = await runCommand(["serve", "--config", config], { timeoutMs: 30_000 });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/restore the file from a backup or remove it/);
  expect(stderr.trim().split("\n").length, "one line").toBeLessThan(4);
  task.meta.faultLine = line("8b", "SQLite file damaged: refused", started, true);
});
