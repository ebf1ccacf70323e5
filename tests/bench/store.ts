/** How fast results get into the aggregator's store and a scan gets finished: on SQLite, and on PostgreSQL. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AggregatorConfig } from "@pqc-audit/aggregator/config.ts";
import { submitScan } from "@pqc-audit/aggregator/ledger/scans.ts";
import { type Aggregator, createAggregator } from "@pqc-audit/aggregator/service.ts";
import { ENGINE, makeFact } from "@pqc-audit/aggregator/test-scan.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import type { BlobKey, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { startPostgres } from "../servers/postgres.ts";
import { absent, heading, note, seconds, table } from "./report.ts";

const UNITS = 40;
const BLOBS = 1_000;
const FACTS_PER_BLOB = 5;
/** Results handed over at once, and blobs asked for at once. */
const AT_ONCE = 4;
const ASKED = 2 * BLOBS;

export async function store(): Promise<void> {
  heading("store of the aggregator");
  const folder = mkdtempSync(join(tmpdir(), "bench-store-"));
  try {
    await onStore("SQLite", { kind: "sqlite", file: join(folder, "store.db") });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const postgres = await startPostgres().catch((error: unknown) => messageOf(error));
  if (typeof postgres === "string") {
    absent("PostgreSQL", postgres);
    return;
  }
  try {
    await onStore("PostgreSQL", { kind: "postgres", url: postgres.url });
  } finally {
    await postgres.stop();
  }
}

export function openAggregator(
  config: AggregatorConfig["store"],
  http: Partial<AggregatorConfig["http"]> = {},
): Promise<Aggregator> {
  return createAggregator({
    config: {
      store: config,
      http: { host: "127.0.0.1", port: 0, ...http },
      scan: { maxFileSizeBytes: 1, chunkSize: BLOBS },
    },
    engineDigest: ENGINE,
    version: "bench",
    logger: silentLogger,
    checkTarget: (target) => target,
  });
}

async function onStore(name: string, config: AggregatorConfig["store"]): Promise<void> {
  const aggregator = await openAggregator(config);
  try {
    note(
      `${name}: ${UNITS * BLOBS} files of ${FACTS_PER_BLOB} facts in ${UNITS} units, ${AT_ONCE} handed over at once`,
    );
    table([["", "wall", "CPU", "rate"], ...(await steps(aggregator))]);
  } finally {
    await aggregator.stop();
  }
}

/** Scans all of it without measuring; the id of the scan. */
export async function finishedScan(aggregator: Aggregator): Promise<string> {
  const { claim, blobs } = await submitted(aggregator);
  await plan(aggregator, claim, blobs);
  await submit(aggregator, await begin(aggregator, blobs));
  await finish(aggregator, claim.scanId);
  return claim.scanId;
}

async function submitted(
  { ledger, context }: Aggregator,
  repository = "bench",
): Promise<{ claim: ScanClaim; blobs: readonly BlobKey[] }> {
  const { scanId } = await submitScan(context, {
    target: `https://git.example.org/${repository}`,
    options: { include: [], exclude: [], maxFileSizeBytes: 1, chunkSize: BLOBS },
    engineDigest: ENGINE,
    priority: "on-demand",
    requester: "bench",
  });
  const claim = await ledger.claimScan("bench", ENGINE);
  if (claim?.scanId !== scanId) throw new Error("the database is not empty");
  const blobs = Array.from({ length: UNITS * BLOBS }, (_, at) => ({
    blob: createHash("sha1").update(`${at}`).digest("hex"),
    kind: "python",
  }));
  return { claim, blobs };
}

async function steps(aggregator: Aggregator): Promise<readonly (readonly string[])[]> {
  const { claim, blobs } = await submitted(aggregator);
  const { scanId } = claim;
  const facts = blobs.length * FACTS_PER_BLOB;
  const rows = [
    await timed("ask for blobs, none known", blobs.length, "blobs", () => expectKnown(aggregator, claim, blobs, 0)),
    await timed("store the plan", blobs.length, "paths", () => plan(aggregator, claim, blobs)),
  ];
  const results = await begin(aggregator, blobs);
  rows.push(await timed("store results", facts, "facts", () => submit(aggregator, results)));
  // Nothing is asked for a plan that is sealed: a fork asks.
  const { claim: fork } = await submitted(aggregator, "fork");
  rows.push(
    await timed("ask for blobs, all known", blobs.length, "blobs", () => expectKnown(aggregator, fork, blobs, ASKED)),
    await timed("finish the scan", facts, "findings", () => finish(aggregator, scanId)),
    await timed("a late page of findings", 1, "page", () => latePage(aggregator, scanId, facts)),
  );
  return rows;
}

/** CPU is that of this process, with the thread of SQLite and without PostgreSQL. */
async function timed(what: string, count: number, unit: string, work: () => Promise<void>): Promise<readonly string[]> {
  const before = process.cpuUsage();
  const begun = performance.now();
  await work();
  const wall = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(before);
  const rate = Math.round(count / wall).toLocaleString("en");
  return [what, seconds(wall), seconds((user + system) / 1e6), `${rate} ${unit}/s`];
}

async function expectKnown({ ledger }: Aggregator, claim: ScanClaim, blobs: readonly BlobKey[], each: number) {
  for (let at = 0; at < blobs.length; at += ASKED) {
    const known = await ledger.knownBlobs(claim, blobs.slice(at, at + ASKED));
    if (known.length !== each) throw new Error(`${known.length} blobs are known, not ${each}`);
  }
}

async function plan({ ledger }: Aggregator, claim: ScanClaim, blobs: readonly BlobKey[]): Promise<void> {
  for (let page = 0; page < UNITS; page++) {
    const own = blobs.slice(page * BLOBS, (page + 1) * BLOBS);
    const unit = {
      unitId: createHash("sha256").update(`${claim.scanId} ${page}`).digest("hex"),
      packKey: `packs/${claim.scanId}/${page}`,
      packDigest: "0".repeat(64),
      packSize: 1,
      bytes: 1,
      blobs: own,
    };
    const folder = `src/module-${String(page).padStart(3, "0")}/package`;
    const occurrences = own.map((key, at) => ({
      ...key,
      path: `${folder}/file-${String(at).padStart(4, "0")}.py`,
      size: 1,
    }));
    await ledger.appendPage(claim, {
      page,
      commit: "c".repeat(40),
      lastPath: "",
      units: [unit],
      occurrences,
      skipped: {},
    });
  }
  await ledger.sealPlan(claim, { pages: UNITS, present: blobs.length });
}

/** What the workers would hand over, made before the clock runs. */
async function begin({ ledger, resultSink }: Aggregator, blobs: readonly BlobKey[]): Promise<UnitResult[]> {
  const messages = await ledger.unitsToPublish(ENGINE, UNITS);
  const results: UnitResult[] = [];
  for (const [at, message] of messages.entries()) {
    await ledger.markPublished(message.unitId, message.attempt, at + 1);
    const begun = await resultSink.begin({ ...message, workerId: "bench" });
    if (begun.decision !== "scan") throw new Error(`begin was answered ${begun.decision}`);
    const facts = Array.from({ length: FACTS_PER_BLOB }, (_, line) => makeFact({ line: line + 1, endLine: line + 1 }));
    const own = blobs.slice(at * BLOBS, (at + 1) * BLOBS);
    const outcomes = own.map((key) => ({ ...key, outcome: { status: "scanned", facts } as const }));
    results.push({ ...message, nonce: begun.nonce, blobs: outcomes });
  }
  return results;
}

async function submit({ resultSink }: Aggregator, results: UnitResult[]): Promise<void> {
  const worker = async () => {
    for (let next = results.shift(); next; next = results.shift()) {
      const receipt = await resultSink.submit(next);
      if (receipt.status !== "COMMITTED") throw new Error(`a result was answered ${JSON.stringify(receipt)}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function finish(aggregator: Aggregator, scanId: string): Promise<void> {
  await aggregator.start();
  for (;;) {
    const { state } = await aggregator.context.store.read((db) =>
      db.selectFrom("scan").select("state").where("id", "=", scanId).executeTakeFirstOrThrow(),
    );
    if (state === "completed") return;
    if (state === "failed") throw new Error("the scan failed");
    await sleep(20);
  }
}

async function latePage({ http }: Aggregator, scanId: string, facts: number): Promise<void> {
  const query = `size=50&page=${Math.floor(facts / 50)}&severity=medium&file_pattern=src/**/*.py`;
  const answer = await http.inject(`/api/v1/scans/${scanId}/findings?${query}`);
  if (answer.statusCode !== 200 || answer.json().total !== facts) throw new Error(answer.body.slice(0, 200));
}
