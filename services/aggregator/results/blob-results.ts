/** Results are set once per (engine, blob, kind). The first content stays; only `failed` gives way to something better. */
import type { BlobResult } from "@pqc-audit/platform/ports/result-sink.ts";
import { sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { compareKeys, keyText } from "../ledger/unit-id.ts";
import { insertRows, storableText, type Value } from "../store/rows.ts";
import type { BlobStatus } from "../store/schema.ts";
import type { Write } from "../store/store.ts";
import { contentDigest, NOTHING_FOUND } from "./content.ts";

export interface PreparedBlob {
  readonly blob: string;
  readonly kind: string;
  readonly status: BlobStatus;
  readonly detail: string | null;
  readonly digest: string;
  readonly facts: readonly { readonly ruleId: string; readonly body: string }[];
}

/** Everything that needs no database, in key order: done before the transaction starts. */
export function prepareBlobs(blobs: readonly BlobResult[]): PreparedBlob[] {
  return [...blobs].sort(compareKeys).map(({ blob, kind, outcome }) => {
    const key = { blob, kind, status: outcome.status };
    if (outcome.status !== "scanned") {
      const detail = outcome.status === "skipped" ? outcome.reason : outcome.error;
      return { ...key, detail: storableText(detail), digest: contentDigest(outcome), facts: [] };
    }
    const plain = outcome.facts.length === 0 && outcome.error === undefined;
    return {
      ...key,
      detail: outcome.error === undefined ? null : storableText(outcome.error),
      digest: plain ? NOTHING_FOUND : contentDigest(outcome),
      facts: outcome.facts.map((fact) => ({ ruleId: storableText(fact.ruleId), body: JSON.stringify(fact) })),
    };
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
    ${context.store.joinInOrder} blob_result b on b.engine = ${engine} and b.blob = r.blob and b.kind = r.kind
    where b.digest <> r.digest and b.status <> 'failed'`.execute(transaction);
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
  const written = await insertRows<{ blob: string; kind: string }>(
    transaction,
    store.dialect,
    "blob_result",
    { engine: "bigint", blob: "text", kind: "text", status: "text", detail: "text", facts: "bigint", digest: "text" },
    blobs.map((blob) => [engine, blob.blob, blob.kind, blob.status, blob.detail, blob.facts.length, blob.digest]),
    {
      batch: settings.bulkInsertSize,
      conflict: sql`on conflict (engine, blob, kind) do update
        set status = excluded.status, detail = excluded.detail, facts = excluded.facts, digest = excluded.digest
        where blob_result.status = 'failed' and excluded.status <> 'failed'`,
      returning: ["blob", "kind"],
    },
  );
  const fresh = new Set(written.map(keyText));
  const facts: Value[][] = [];
  for (const blob of blobs) {
    if (!fresh.has(keyText(blob))) continue;
    for (const [at, fact] of blob.facts.entries()) {
      facts.push([engine, blob.blob, blob.kind, at, fact.ruleId, fact.body]);
    }
  }
  await insertRows(
    transaction,
    store.dialect,
    "fact",
    { engine: "bigint", blob: "text", kind: "text", ordinal: "bigint", rule_id: "text", body: "text" },
    facts,
    { batch: settings.bulkInsertSize },
  );
  const met = blobs.filter((blob) => !fresh.has(keyText(blob)));
  return { facts: facts.length, divergent: await countDivergent(context, transaction, engine, met) };
}
