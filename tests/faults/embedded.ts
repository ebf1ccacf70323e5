/** `serve --target=all` for one case: one process on one folder, started, killed and started again. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import { afterAll, beforeAll, test } from "vitest";
import { loopback, startService } from "../integration/command.ts";
import { direct } from "../integration/deployments.ts";
import { makeRealRepository, type RealRepository } from "../integration/repository.ts";
import { mountSmallDisk, type SmallDisk } from "../servers/small-disk.ts";
import { PACKAGES } from "./fault-case.ts";
import { type Checked, checkInvariants, type Expected, type Observed, observe } from "./invariants.ts";
import { type Service, sumOf } from "./rig.ts";
import { type Question, until } from "./until.ts";

export interface EmbeddedCase {
  readonly id: string;
  readonly fault: string;
  /** What lies on a small disk that the case fills: the whole data folder, or the packs in it alone. */
  readonly onSmallDisk?: "data" | "packs";
  /** Answers the scan that must end as the oracle has it; undefined where the service must refuse to go on. */
  readonly run: (embedded: Embedded, url: string) => Promise<string | undefined>;
}

export class Embedded implements Checked {
  readonly dataDir: string;
  readonly database: string;
  readonly config: string;
  readonly disk: SmallDisk | undefined;
  services: readonly Service[] = [];
  readonly #http: string;

  private constructor(folder: string, config: string, http: string, disk: SmallDisk | undefined) {
    this.dataDir = folder;
    this.database = join(folder, "pqc-audit.db");
    this.config = config;
    this.disk = disk;
    this.#http = http;
  }

  /** Nothing runs before `start`. */
  static async prepare(folder: string, root: string, what?: string, disk?: SmallDisk): Promise<Embedded> {
    const dataDir = join((what === "data" && disk?.path) || folder, "data");
    await mkdir(dataDir);
    if (what === "packs" && disk) await symlink(disk.path, join(dataDir, "packs"));
    const http = await loopback();
    const config = join(folder, "config.yaml");
    const sections = {
      http: { listen: http },
      health: { listen: await loopback() },
      embedded: { data_dir: dataDir },
      sources: { file_roots: [root] },
      performance: { chunk_size: 12, max_workers: 1 },
      distribution: { page_entries: 60, claim_seconds: 4, reconcile_seconds: 2, stale_seconds: 4 },
      log: { level: "debug" },
    };
    // JSON is YAML.
    await writeFile(config, JSON.stringify(sections));
    return new Embedded(dataDir, config, http, disk);
  }

  async start(failpoint?: string): Promise<void> {
    const started = await startService("pqc-audit", "all", this.config, `http://${this.#http}/readyz`, {
      outputLimit: 8 * 1024 * 1024,
      ...(failpoint !== undefined && { env: { PQC_AUDIT_FAILPOINT: failpoint } }),
    });
    const metric: Service["metric"] = (name, labels = {}) => sumOf(`http://${this.#http}/metrics`, name, labels);
    this.services = [{ ...started, name: "pqc-audit", target: "all", address: this.#http, metric }];
  }

  get service(): Service {
    const [service] = this.services;
    if (!service) throw new Error("the service was not started");
    return service;
  }

  until<T>(what: string, question: Question<T>, withinMs = 60_000): Promise<T> {
    return until(what, question, withinMs, async () => this.services[0]?.output().slice(-5_000) ?? "");
  }

  async ask<T>(path: string, body?: object): Promise<T> {
    const answer = await fetch(`http://${this.#http}${path}`, {
      signal: AbortSignal.timeout(30_000),
      ...(body && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  async submit(target: string): Promise<string> {
    return this.until(
      "the scan is taken",
      async () => (await this.ask<{ id: string }>("/api/v1/scans", { target })).id,
    );
  }

  async committed(): Promise<number> {
    return this.count("select count(*) from unit where state = 'committed'");
  }

  async finished(id: string): Promise<AuditResult> {
    const state = await this.until(
      `scan ${id} ends`,
      async () => {
        const { state } = await this.ask<{ state: string }>(`/api/v1/scans/${id}`);
        return ["completed", "incomplete", "failed", "cancelled"].includes(state) && state;
      },
      120_000,
    );
    if (state !== "completed") throw new Error(`scan ${id} is ${state}\n${this.service.output().slice(-5_000)}`);
    return this.until("the result", () => this.ask<AuditResult>(`/api/v1/scans/${id}/result`));
  }

  /** Asked beside the service, which is not disturbed by a reader. */
  async count(sql: string, ...values: readonly string[]): Promise<number> {
    const database = new DatabaseSync(this.database, { readOnly: true });
    try {
      const row = database.prepare(sql.replaceAll(/\$(\d)/g, "?$1")).get(...values);
      return Number(Object.values(row ?? {})[0] ?? 0);
    } finally {
      database.close();
    }
  }

  /** The queue is in the memory of the service: what it holds is what the ledger calls published. */
  messagesInStream(): Promise<number> {
    return this.count("select count(*) from unit where state in ('published', 'started')");
  }
}

const caseTimeoutMs = 240_000;
const DISK_MEGABYTES = 64;

export function runEmbeddedCases(cases: readonly EmbeddedCase[]): void {
  let repository: RealRepository;
  let oracle: Expected;

  beforeAll(async () => {
    repository = makeRealRepository(PACKAGES);
    oracle = await direct(repository.url);
  });
  afterAll(() => repository?.remove());

  for (const { id, fault, onSmallDisk, run } of cases) {
    test(`${id} ${fault}`, { timeout: caseTimeoutMs }, async ({ task }) => {
      const started = performance.now();
      let seen: Observed = { redelivered: 0, duplicates: 0 };
      const disk = onSmallDisk && (await mountSmallDisk(DISK_MEGABYTES));
      if (disk && "refused" in disk) {
        task.meta.faultLine = { id, fault, ...seen, digestEqual: false, seconds: 0, waived: disk.refused };
        return;
      }
      const folder = await mkdtemp(join(tmpdir(), "pqc-audit-embedded-"));
      const embedded = await Embedded.prepare(folder, repository.folder, onSmallDisk, disk);
      let digestEqual = false;
      try {
        const scanId = await run(embedded, repository.url);
        if (scanId !== undefined) {
          await checkInvariants(embedded, scanId, await embedded.finished(scanId), oracle);
          seen = await observe(embedded);
        }
        digestEqual = true;
      } finally {
        task.meta.faultLine = { id, fault, ...seen, digestEqual, seconds: (performance.now() - started) / 1000 };
        await Promise.all(embedded.services.map((each) => each.stop()));
        await disk?.remove();
        await rm(folder, { recursive: true, force: true });
      }
    });
  }
}
