/** Servers and clients of the gRPC tests: opened on loopback, closed after each test. */
import { openLedgerClient } from "@pqc-audit/platform/adapters/grpc/ledger-client.ts";
import { openResultsClient } from "@pqc-audit/platform/adapters/grpc/results-client.ts";
import { type GrpcServer, type GrpcServerOptions, startGrpcServer } from "@pqc-audit/platform/adapters/grpc/server.ts";
import type { Ledger, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { ResultSink, UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { afterEach } from "vitest";

export const request = { unitId: "u1", attempt: 3, engineDigest: "e1", workerId: "w1" };
export const claim: ScanClaim = {
  scanId: "s1",
  epoch: 7,
  target: "https://example.org/r.git",
  options: { ref: "main", include: ["**/*.py"], exclude: [], maxFileSizeBytes: 10_485_760, chunkSize: 1000 },
  engineDigest: "e1",
  resume: { commit: "c".repeat(40), pages: 0, lastPath: "", wrappers: "0f", paths: 0 },
  range: { number: 3, start: 2 ** 33, entries: 100_000, upTo: "src/ü.py" },
  cuts: true,
  previous: { scanId: "s0", commit: "b".repeat(40), wrappers: "0f", policy: "version: 1 # ü\n", present: 7 },
  sizesKept: true,
  ofCommit: true,
};
const fact: Fact = {
  ruleId: "python.hashlib.md5",
  line: 3,
  column: 1,
  endLine: 3,
  endColumn: 14,
  language: "python",
  algorithm: "MD5",
  family: "MD5",
  primitive: "hash",
  operation: "digest",
  purpose: "hash",
  resolved: true,
  usage: "call",
  quantum: "broken",
  classical: "broken",
  confidence: "high",
  snippet: "hashlib.md5(ü)".padEnd(190, "."),
  fingerprint: "00ff",
};
/** About `megabytes` of findings. */
export const unit = (megabytes: number, unitId = "u1"): UnitResult => ({
  unitId,
  attempt: 1,
  engineDigest: "e1",
  nonce: "n",
  blobs: Array.from({ length: megabytes * 10 }, (_, index) => ({
    blob: `${index}`.padStart(40, "0"),
    kind: "python",
    outcome: { status: "scanned", facts: Array.from({ length: 180 }, (_, line) => ({ ...fact, line })) },
  })),
});

export const unused = async (): Promise<never> => {
  throw new Error("this test does not call it");
};
export const sink = (parts: Partial<ResultSink>): ResultSink => ({
  begin: unused,
  submit: unused,
  fail: unused,
  close: async () => {},
  ...parts,
});
export const ledger = (parts: Partial<Ledger>): Ledger => ({
  claimScan: unused,
  claimHeads: unused,
  headsSeen: unused,
  renewClaim: unused,
  releaseClaim: unused,
  knownBlobs: unused,
  largeBlobs: unused,
  scanOfCommit: unused,
  repeatScan: unused,
  planDifference: unused,
  cutPlan: unused,
  announcePack: unused,
  appendPage: unused,
  sealPlan: unused,
  failScan: unused,
  unitsToPublish: unused,
  markPublished: unused,
  stalePublished: unused,
  requeue: unused,
  disposablePacks: unused,
  packsDeleted: unused,
  close: async () => {},
  ...parts,
});

const opened: (() => Promise<void>)[] = [];

/** Closes what the test opened, in reverse, after it. */
export function afterwards(close: () => Promise<void>): void {
  opened.push(close);
}

afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

export async function serve(options: Partial<GrpcServerOptions>): Promise<GrpcServer> {
  const all = { listen: "127.0.0.1:0", ledger: ledger({}), results: sink({}), ...options };
  const server = await startGrpcServer(all);
  afterwards(() => server.close(0));
  return server;
}

type ClientOptions = Parameters<typeof openResultsClient>[0];

export function results(port: number, options: Partial<ClientOptions> = {}): ResultSink {
  const client = openResultsClient({ address: `localhost:${port}`, callTimeoutMs: 10_000, ...options });
  afterwards(() => client.close());
  return client;
}

export function coordinator(port: number, options: Partial<ClientOptions> = {}): Ledger {
  const client = openLedgerClient({ address: `localhost:${port}`, callTimeoutMs: 10_000, ...options });
  afterwards(() => client.close());
  return client;
}
