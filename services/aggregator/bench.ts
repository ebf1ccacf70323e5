/**
 * How fast results get into the store and a scan gets finished: `node services/aggregator/bench.ts [postgres-url]`,
 * with the URL of an empty database; without it, SQLite on a file in the temporary folder.
 */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import type { PlannedUnit } from "@pqc-audit/platform/ports/ledger.ts";
import type { UnitResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { submitScan } from "./ledger/scans.ts";
import { createAggregator } from "./service.ts";
import { ENGINE, makeFact } from "./test-scan.ts";

const UNITS = 40;
const BLOBS = 1_000;
const FACTS_PER_BLOB = Number(process.env.FACTS_PER_BLOB ?? 5);
const CONCURRENCY = 4;

const url = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "pqc-audit-bench-"));
const aggregator = await createAggregator({
  config: {
    store: url === undefined ? { kind: "sqlite", file: join(folder, "store.db") } : { kind: "postgres", url },
    http: { host: "127.0.0.1", port: 0 },
    scan: { maxFileSizeBytes: 1, chunkSize: BLOBS },
  },
  engineDigest: ENGINE,
  version: "bench",
  logger: silentLogger,
  checkTarget: (target) => target,
});
const { ledger, resultSink, context } = aggregator;

/** Wall time counts where the machine is idle; processor time of this process (SQLite's thread included) beside it. */
async function timed<T>(what: string, count: number, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const before = process.cpuUsage();
  const answer = await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(before);
  const rate = Math.round(count / seconds).toLocaleString("en");
  const cpu = ((user + system) / 1e6).toFixed(2);
  process.stdout.write(`${what.padEnd(34)} ${seconds.toFixed(2)} s  ${cpu} s cpu  ${rate}/s\n`);
  return answer;
}

const options = { include: [], exclude: [], maxFileSizeBytes: 1, chunkSize: BLOBS };
const { scanId } = await submitScan(context, {
  target: `https://git.example.org/${Date.now()}`,
  options,
  engineDigest: ENGINE,
  priority: "on-demand",
});
const claim = await ledger.claimScan("bench");
if (claim?.scanId !== scanId) throw new Error("the database is not empty");
const blobs = Array.from({ length: UNITS * BLOBS }, (_, at) => ({
  blob: createHash("sha1").update(`${scanId} ${at}`).digest("hex"),
  kind: "python",
}));
const total = blobs.length;
const known = await timed("knownBlobs, none known", total, async () => {
  let count = 0;
  for (let at = 0; at < total; at += 2 * BLOBS)
    count += (await ledger.knownBlobs(claim, blobs.slice(at, at + 2 * BLOBS))).length;
  return count;
});
if (known !== 0) throw new Error(`${known} blobs are known already`);
await timed("appendPage, paths", total, async () => {
  for (let page = 0; page < UNITS; page++) {
    const own = blobs.slice(page * BLOBS, (page + 1) * BLOBS);
    const unit: PlannedUnit = {
      unitId: createHash("sha256").update(`${scanId} ${page}`).digest("hex"),
      packKey: `packs/${scanId}/${page}`,
      packDigest: "0".repeat(64),
      packSize: 1,
      bytes: 1,
      blobs: own,
    };
    const occurrences = own.map((key, at) => ({
      ...key,
      path: `src/module-${String(page).padStart(3, "0")}/package/file-${String(at).padStart(4, "0")}.py`,
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
  await ledger.sealPlan(claim, { pages: UNITS, present: total });
});
const messages = [...(await ledger.unitsToPublish(ENGINE, UNITS))];
for (const [at, message] of messages.entries()) await ledger.markPublished(message.unitId, message.attempt, at + 1);
const results: UnitResult[] = [];
for (const message of messages) {
  const begun = await resultSink.begin({ ...message, workerId: "bench" });
  if (begun.decision !== "scan") throw new Error(`begin was answered ${begun.decision}`);
  const page = messages.indexOf(message);
  const own = blobs.slice(page * BLOBS, (page + 1) * BLOBS);
  const facts = Array.from({ length: FACTS_PER_BLOB }, (_, at) => makeFact({ line: at + 1, endLine: at + 1 }));
  const outcomes = own.map((key) => ({ ...key, outcome: { status: "scanned", facts } as const }));
  results.push({ ...message, nonce: begun.nonce, blobs: outcomes });
}
const facts = total * FACTS_PER_BLOB;
await timed(`submit, facts (${CONCURRENCY} at once)`, facts, async () => {
  const left = [...results];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const receipt = await resultSink.submit(next);
      if (receipt.status !== "COMMITTED") throw new Error(JSON.stringify(receipt));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
});
await timed("knownBlobs, all known", total, async () => {
  for (let at = 0; at < total; at += 2 * BLOBS) {
    const asked = blobs.slice(at, at + 2 * BLOBS);
    if ((await ledger.knownBlobs(claim, asked)).length !== asked.length) throw new Error("a blob is missing");
  }
});
await timed("finish, findings", facts, async () => {
  await aggregator.start();
  for (;;) {
    const row = await context.store.read((db) =>
      db.selectFrom("scan").select("state").where("id", "=", scanId).executeTakeFirstOrThrow(),
    );
    if (row.state === "completed") return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
});
await timed("findings, a late page by severity", 1, async () => {
  const answer = await aggregator.http.inject(
    `/api/v1/scans/${scanId}/findings?size=50&page=${Math.floor(facts / 50)}&severity=medium&file_pattern=src/**/*.py`,
  );
  if (answer.statusCode !== 200 || answer.json().total !== facts) throw new Error(answer.body.slice(0, 200));
});
process.stdout.write(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB\n`);
await aggregator.stop();
rmSync(folder, { recursive: true, force: true });
