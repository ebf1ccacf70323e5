/**
 * Fills a database with a made-up organisation, through the aggregator's own ledger, results and end of scans, so that every
 * table is as it would be; only history is written directly. `node tests/bench/organisation-seed.ts FILE-OR-URL [FINDINGS
 * [REPOSITORIES]]` fills one that is kept: to try a page on, for example.
 */
import { createHash } from "node:crypto";
import { pathToFileURL } from "node:url";
import type { AggregatorConfig } from "@pqc-audit/aggregator/config.ts";
import { finishScan } from "@pqc-audit/aggregator/finish/finish-scan.ts";
import { defaultPolicy } from "@pqc-audit/aggregator/join/policy.ts";
import { submitScan } from "@pqc-audit/aggregator/ledger/scans.ts";
import { ChangeCounter } from "@pqc-audit/aggregator/lives/changes.ts";
import { setFacts } from "@pqc-audit/aggregator/repositories/facts.ts";
import type { Aggregator } from "@pqc-audit/aggregator/service.ts";
import { insertRows } from "@pqc-audit/aggregator/store/rows.ts";
import { ENGINE } from "@pqc-audit/aggregator/test-scan.ts";
import type { BlobKey, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { SummaryCounter } from "@pqc-audit/reports/model/summary.ts";
import { sql } from "kysely";
import { ALGORITHMS, type Content, contentsOf, drawing, filesOf, repositoriesOf } from "./organisation-data.ts";
import { note } from "./report.ts";
import { openAggregator } from "./store.ts";

export interface Organisation {
  readonly findings: number;
  readonly repositories: number;
}

const CONTENTS = 4_000;
const UNIT = 1_000;
const PAGE = 5_000;
const DAY_MS = 86_400_000;
/** Scans of each repository that went before, of which history is left. */
const EARLIER = 60;
const COMMIT = "c".repeat(40);

/** The id of the monorepo's scan. */
export async function seed(aggregator: Aggregator, { findings, repositories }: Organisation): Promise<string> {
  const contents = contentsOf(CONTENTS);
  // What is made up need not outlast a power loss.
  const { dialect, db } = aggregator.store;
  if (dialect === "sqlite") await sql`pragma synchronous = off`.execute(db);
  await scanned(aggregator, "https://git.example.org/infra/contents", [...contents]);
  let first = "";
  let written = 0;
  const begun = performance.now();
  for (const [number, repository] of repositoriesOf(repositories - 1, findings).entries()) {
    const files = filesOf(repository, contents, number);
    const scanId = await known(aggregator, repository.target, files);
    if (number === 0) first = scanId;
    written += repository.findings;
    await aggregator.store.write((transaction) =>
      setFacts(transaction, repository.target, repository, { by: "bench", at: Date.now() }),
    );
    if (number % 200 === 199) note(`${number + 1} repositories, ${written} findings, ${elapsed(begun)}`);
  }
  return first;
}

function elapsed(begun: number): string {
  return `${((performance.now() - begun) / 1000).toFixed(0)} s`;
}

async function claimed({ context, ledger }: Aggregator, target: string): Promise<ScanClaim> {
  const { scanId } = await submitScan(context, {
    target,
    options: { include: [], exclude: [], maxFileSizeBytes: 1, chunkSize: UNIT },
    engineDigest: ENGINE,
    priority: "on-demand",
    requester: "bench",
  });
  const claim = await ledger.claimScan("bench", ENGINE);
  if (claim?.scanId !== scanId) throw new Error("another scan is waiting");
  return claim;
}

/** The repository whose scan brings all contents. */
async function scanned(aggregator: Aggregator, target: string, contents: Content[]): Promise<void> {
  const { ledger, resultSink } = aggregator;
  const claim = await claimed(aggregator, target);
  for (let page = 0; page * UNIT < contents.length; page++) {
    const own = contents.slice(page * UNIT, (page + 1) * UNIT);
    const blobs = own.map(({ blob, kind }) => ({ blob, kind }));
    const unitId = createHash("sha256").update(`${claim.scanId} ${page}`).digest("hex");
    const packKey = `packs/${claim.scanId}/${page}`;
    await ledger.appendPage(claim, {
      page,
      commit: COMMIT,
      lastPath: "",
      units: [{ unitId, packKey, packDigest: "0".repeat(64), packSize: 1, bytes: 1, blobs }],
      occurrences: own.map(({ blob, kind, ending }, at) => ({
        blob,
        kind,
        path: `part-${String(page).padStart(3, "0")}/content-${String(at).padStart(4, "0")}.${ending}`,
        size: 1,
      })),
      skipped: {},
    });
  }
  await ledger.sealPlan(claim, { pages: Math.ceil(contents.length / UNIT), present: contents.length });
  const facts = new Map(contents.map((content) => [content.blob, content.facts]));
  for (const [at, message] of (await ledger.unitsToPublish(ENGINE, contents.length)).entries()) {
    await ledger.markPublished(message.unitId, message.attempt, at + 1);
    const begun = await resultSink.begin({ ...message, workerId: "bench" });
    if (begun.decision !== "scan") throw new Error(`begin was answered ${begun.decision}`);
    const keys = await blobsOf(aggregator, message.unitId);
    const blobs = keys.map((key) => ({
      ...key,
      outcome: { status: "scanned", facts: facts.get(key.blob) ?? [] } as const,
    }));
    await resultSink.submit({ ...message, nonce: begun.nonce, blobs });
  }
  await finished(aggregator, claim.scanId);
}

async function blobsOf({ store }: Aggregator, unitId: string): Promise<readonly BlobKey[]> {
  return store.read((db) =>
    db.selectFrom("unit_blob").select(["blob", "kind"]).where("unit_id", "=", unitId).execute(),
  );
}

/** A repository all of whose contents have been scanned. */
async function known(
  aggregator: Aggregator,
  target: string,
  files: readonly { readonly path: string; readonly content: Content }[],
): Promise<string> {
  const { ledger } = aggregator;
  const claim = await claimed(aggregator, target);
  const pages = Math.max(1, Math.ceil(files.length / PAGE));
  for (let page = 0; page < pages; page++) {
    const own = files.slice(page * PAGE, (page + 1) * PAGE);
    await ledger.appendPage(claim, {
      page,
      commit: COMMIT,
      lastPath: own.at(-1)?.path ?? "",
      units: [],
      occurrences: own.map(({ path, content: { blob, kind } }) => ({ path, blob, kind, size: 1 })),
      skipped: {},
    });
  }
  await ledger.sealPlan(claim, { pages, present: files.length });
  await history(aggregator, claim.scanId);
  await finished(aggregator, claim.scanId);
  return claim.scanId;
}

/** Points of earlier scans, one a day and a half, as if their findings had gone for their age. */
async function history({ store }: Aggregator, scanId: string): Promise<void> {
  await store.write(async (transaction) => {
    const scan = await transaction.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirstOrThrow();
    const { target, options_digest, engine, created_at: now } = scan;
    const { track } = await transaction
      .insertInto("track")
      .values({ target, ref: "", options_digest, head: EARLIER })
      .returning("track")
      .executeTakeFirstOrThrow();
    const draw = drawing(track);
    const families = ALGORITHMS.filter(({ quantum }) => quantum === "broken").map(({ family }) => family);
    let uses = usesOf(families, draw);
    const summary = JSON.stringify(new SummaryCounter().summary());
    const changes = JSON.stringify(new ChangeCounter().changes(undefined, false));
    const steps = Array.from({ length: EARLIER }, (_, at) => {
      if (draw() < 0.3) uses = usesOf(families, draw);
      const lookedAt = now - Math.round((EARLIER - at) * 1.5 * DAY_MS);
      return [track, at + 1, `${scanId}-${at}`, engine, lookedAt, 1, summary, uses, changes];
    });
    await insertRows(
      transaction,
      store.dialect,
      "track_step",
      {
        track: "bigint",
        step: "bigint",
        scan_id: "text",
        engine: "bigint",
        looked_at: "bigint",
        complete: "bigint",
        summary: "text",
        uses: "text",
        changes: "text",
      },
      steps,
      { batch: 1_000 },
    );
  });
}

function usesOf(families: readonly string[], draw: () => number): string {
  const counts = Object.fromEntries(families.map((family) => [family, Math.floor(draw() * 200)]));
  return JSON.stringify({ "quantum-broken": counts, "weak-today": { MD5: Math.floor(draw() * 100) } });
}

async function finished({ context }: Aggregator, scanId: string): Promise<void> {
  const scan = await finishScan(context, scanId, "bench", defaultPolicy);
  if (scan?.state !== "completed") throw new Error(`scan ${scanId} is not completed`);
}

/** What a running database has found out by itself after a while. */
export async function settle({ store }: Aggregator): Promise<void> {
  if (store.dialect === "postgres") await sql`vacuum analyze`.execute(store.db);
  else await sql`pragma wal_checkpoint(truncate)`.execute(store.db);
}

export function storeOf(place: string): AggregatorConfig["store"] {
  return place.startsWith("postgres") ? { kind: "postgres", url: place } : { kind: "sqlite", file: place };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [place, findings = "1000000", repositories = "2000"] = process.argv.slice(2);
  if (place === undefined) throw new Error("name a SQLite file, or the URL of a PostgreSQL database");
  const aggregator = await openAggregator(storeOf(place));
  try {
    const scan = await seed(aggregator, { findings: Number(findings), repositories: Number(repositories) });
    await settle(aggregator);
    note(`the monorepo's scan is ${scan}`);
  } finally {
    await aggregator.stop();
  }
}
