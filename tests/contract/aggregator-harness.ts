/** An aggregator's ledger and result sink over a fresh database, for the contract suites, with the parts that are no port. */
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FinishedScan, finishScan } from "@pqc-audit/aggregator/finish/finish-scan.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { LEDGER_DEFAULTS, type LedgerContext, type LedgerSettings } from "@pqc-audit/aggregator/ledger/context.ts";
import { outstandingUnits } from "@pqc-audit/aggregator/ledger/dispatch.ts";
import { createLedger } from "@pqc-audit/aggregator/ledger/ledger.ts";
import { type Cancellation, cancelScan, type Priority, submitScan } from "@pqc-audit/aggregator/ledger/scans.ts";
import { scanRow } from "@pqc-audit/aggregator/query/scans.ts";
import { createResultSink } from "@pqc-audit/aggregator/results/sink.ts";
import { openStore, type StoreConfig } from "@pqc-audit/aggregator/store/store.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink } from "@pqc-audit/platform/ports/result-sink.ts";
import pg from "pg";
import type { PostgresServer } from "../servers/postgres.ts";

export interface Harness {
  /** The ports under test: in process here, behind gRPC where the adapters' suites wrap them. */
  readonly ledger: Ledger;
  readonly sink: ResultSink;
  readonly context: LedgerContext;
  /** What the events counted. */
  readonly counted: { duplicates: number; divergent: number; joining: string[] };
  /** Moves the clock of claims and leases. */
  advance(ms: number): void;
  submit(options?: {
    target?: string;
    ref?: string;
    priority?: Priority;
    engineDigest?: string;
    exclude?: readonly string[];
    maxFileSizeBytes?: number;
    requester?: string;
  }): Promise<{ scanId: string; joined: boolean }>;
  cancel(scanId: string, by?: Parameters<typeof cancelScan>[2]): Promise<Cancellation | undefined>;
  state(scanId: string): Promise<string | undefined>;
  finish(scanId: string): Promise<FinishedScan | undefined>;
  depth(): Promise<number>;
  stop(): Promise<void>;
}

export const ENGINE = "e".repeat(64);

export async function harness(
  store: StoreConfig,
  settings: Partial<LedgerSettings> = {},
  cleanUp: () => Promise<void> = async () => {},
): Promise<Harness> {
  const counted = { duplicates: 0, divergent: 0, joining: [] as string[] };
  let now = 1_800_000_000_000;
  const context: LedgerContext = {
    store: await openStore(store),
    settings: { ...LEDGER_DEFAULTS, startGraceMs: 0, ...settings },
    clock: () => now,
    judging: "today",
    events: {
      joining: (scanIds) => counted.joining.push(...scanIds),
      duplicate: () => counted.duplicates++,
      divergence: (blobs) => {
        counted.divergent += blobs;
      },
      committed: () => {},
      postponed: () => {},
    },
  };
  return {
    ledger: createLedger(context),
    sink: createResultSink(context),
    context,
    counted,
    advance: (ms) => {
      now += ms;
    },
    submit: (options = {}) =>
      submitScan(context, {
        target: options.target ?? "https://git.example.org/a",
        engineDigest: options.engineDigest ?? ENGINE,
        priority: options.priority ?? "on-demand",
        requester: options.requester ?? "someone",
        options: {
          include: [],
          exclude: options.exclude ?? [],
          maxFileSizeBytes: options.maxFileSizeBytes ?? 10_000_000,
          chunkSize: 1000,
          ...(options.ref !== undefined && { ref: options.ref }),
        },
      }),
    cancel: (scanId, by = { requester: "someone" }) => cancelScan(context, scanId, by),
    state: async (scanId) => (await scanRow(context.store, scanId))?.state,
    finish: (scanId) => finishScan(context, scanId, "harness", defaultPolicy),
    depth: () => outstandingUnits(context),
    async stop() {
      await context.store.close();
      await cleanUp();
    },
  };
}

/** On a file, as the embedded deployment has it. */
export async function sqliteHarness(settings?: Partial<LedgerSettings>): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-store-"));
  return harness({ kind: "sqlite", file: join(folder, "store.db") }, settings, () =>
    rm(folder, { recursive: true, force: true }),
  );
}

export async function memoryHarness(settings?: Partial<LedgerSettings>): Promise<Harness> {
  return harness({ kind: "sqlite", file: ":memory:" }, settings);
}

/** A database of its own on a server that runs. */
export async function postgresDatabase(server: PostgresServer): Promise<string> {
  const name = `t_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return url.href;
}

export async function postgresHarness(server: PostgresServer, settings?: Partial<LedgerSettings>): Promise<Harness> {
  return harness({ kind: "postgres", url: await postgresDatabase(server) }, settings);
}
