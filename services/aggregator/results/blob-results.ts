/** Results are set once per (engine, blob, kind). The first content stays; only `failed` gives way to something better. */
import type { BlobResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { compareKeys, keyText } from "../ledger/unit-id.ts";
import { markUsed } from "../retention/results.ts";
import { EACH_BY_INDEX, insertRows, storableText, type Value } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import type { BlobStatus } from "../store/tables/results.ts";
import { contentDigest, factBodies, firstFact } from "./content.ts";

export interface PreparedBlob {
  readonly blob: string;
  readonly kind: string;
  readonly status: BlobStatus;
  readonly detail: string | null;
  readonly digest: string;
  readonly facts: number;
  readonly anchors: string | null;
  /** JSON arrays of its facts. */
  readonly bodies: readonly string[];
}

const NOTHING_FOUND = contentDigest("scanned", null, []);

/** Everything that needs no database, in key order: done before the transaction starts. */
export function prepareBlobs(blobs: readonly BlobResult[]): PreparedBlob[] {
  return [...blobs].sort(compareKeys).map(({ blob, kind, outcome, anchors = null }) => {
    const { status } = outcome;
    const text = outcome.status === "skipped" ? outcome.reason : outcome.error;
    const detail = text === undefined ? null : storableText(text);
    const facts = outcome.status === "scanned" ? outcome.facts : [];
    const bodies = factBodies(facts);
    const nothing = status === "scanned" && detail === null && bodies.length === 0;
    const digest = nothing ? NOTHING_FOUND : contentDigest(status, detail, bodies);
    return { blob, kind, status, detail, digest, facts: facts.length, anchors, bodies };
  });
}

/** How many of the blobs are stored with another content. A failure says nothing about content. */
export async function countDivergent(
  context: LedgerContext,
  transaction: Write,
  engine: number,
  blobs: readonly PreparedBlob[],
): Promise<number> {
  const compared = blobs.filter((blob) => blob.status !== "failed");
  if (compared.length === 0) return 0;
  const source = context.store.rows(
    { blob: "text", kind: "text", digest: "text" },
    compared.map((blob) => [blob.blob, blob.kind, blob.digest]),
  );
  const { rows } = await sql<{ divergent: number }>`select count(*) as divergent from ${source}
    where exists (select 1 from blob_result b where b.engine = ${engine} and b.blob = r.blob and b.kind = r.kind
      and b.digest <> r.digest and b.status <> 'failed' ${EACH_BY_INDEX})`.execute(transaction);
  return Number(rows[0]?.divergent ?? 0);
}

/** Writes what is new, with its facts; answers how many facts that were and how many blobs diverged. */
export async function storeBlobs(
  context: LedgerContext,
  transaction: Write,
  engine: number,
  blobs: readonly PreparedBlob[],
): Promise<{ readonly facts: number; readonly divergent: number }> {
  const { store, settings } = context;
  const now = context.clock();
  const written = await insertRows<{ blob: string; kind: string }>(
    transaction,
    store.dialect,
    "blob_result",
    {
      engine: "bigint",
      blob: "text",
      kind: "text",
      status: "text",
      detail: "text",
      facts: "bigint",
      digest: "text",
      used_at: "bigint",
      anchors: "text",
    },
    blobs.map(({ blob, kind, status, detail, facts, digest, anchors }) => [
      engine,
      blob,
      kind,
      status,
      detail,
      facts,
      digest,
      now,
      anchors,
    ]),
    {
      batch: settings.bulkInsertSize,
      conflict: sql`on conflict (engine, blob, kind) do update
        set status = excluded.status, detail = excluded.detail, facts = excluded.facts, digest = excluded.digest,
          used_at = excluded.used_at, anchors = excluded.anchors
        where blob_result.status = 'failed' and excluded.status <> 'failed'`,
      returning: ["blob", "kind"],
    },
  );
  const fresh = new Set(written.map(keyText));
  const rows: Value[][] = [];
  let count = 0;
  for (const blob of blobs) {
    if (!fresh.has(keyText(blob))) continue;
    count += blob.facts;
    for (const [at, body] of blob.bodies.entries()) rows.push([engine, blob.blob, blob.kind, firstFact(at), body]);
  }
  await insertRows(
    transaction,
    store.dialect,
    "fact",
    { engine: "bigint", blob: "text", kind: "text", ordinal: "bigint", body: "text" },
    rows,
    { batch: settings.bulkInsertSize },
  );
  const met = blobs.filter((blob) => !fresh.has(keyText(blob)));
  if (met.length > 0) await markUsed(store, transaction, engine, met, now);
  return { facts: count, divergent: await countDivergent(context, transaction, engine, met) };
}
