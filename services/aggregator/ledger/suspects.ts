/**
 * Units that are started and never end. The first such starts may be bad luck: a machine that went away, a neighbour
 * that took the worker with it. So a suspect runs alone, where nobody else can be to blame; when that does not end
 * either, it is split, part by part, until one file is left, and that one is quarantined.
 */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { prepareBlobs, storeBlobs } from "../results/blob-results.ts";
import type { Unit } from "../results/unit.ts";
import { insertRows } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import { settle } from "./completion.ts";
import type { LedgerContext, LedgerSettings } from "./context.ts";
import { ACTIVE_UNITS, moveUnits } from "./transitions.ts";
import { compareKeys, keyText, unitIdOf } from "./unit-id.ts";
import { endWaits, withResult } from "./waits.ts";

/** How to treat a unit that is about to be started. */
export type Treatment = "together" | "alone" | "isolate";

/** `starts`: those by other workers that never ended. `blobs`: how many the unit holds. */
export function treatmentOf(
  settings: LedgerSettings,
  unit: Pick<Unit, "part">,
  starts: readonly { readonly alone: number }[],
  blobs: number,
): Treatment {
  const alone = starts.filter((start) => start.alone === 1).length;
  if (alone >= (blobs === 1 ? settings.quarantineStarts : settings.splitStarts)) return "isolate";
  return unit.part === 1 || starts.length >= settings.suspectStarts ? "alone" : "together";
}

/** The blobs a unit holds, in key order. */
export async function blobsOf(transaction: Write, unitId: string): Promise<readonly BlobKey[]> {
  const held = await transaction
    .selectFrom("unit_blob")
    .select(["blob", "kind"])
    .where("unit_id", "=", unitId)
    .execute();
  return held.sort(compareKeys);
}

/**
 * The unit (locked by the caller) is final without having been scanned as a whole: parts of it take its place, or its
 * only blob is quarantined. Answers the scans that became complete by it.
 */
export async function isolate(
  context: LedgerContext,
  transaction: Write,
  unit: Unit,
  reason: string,
  now: number,
): Promise<readonly string[]> {
  const { store, settings } = context;
  const held = await blobsOf(transaction, unit.unit_id);
  const done = await withResult(store, transaction, unit.engine, held);
  const open = held.filter((key) => !done.has(keyText(key)));
  const ended = { error: reason, finished_at: now };
  const [only] = open;
  if (only && held.length === 1) {
    const error = `quarantined: ${reason}`;
    const outcome = { status: "quarantined", error } as const;
    await storeBlobs(context, transaction, unit.engine, prepareBlobs([{ ...only, outcome }]));
    await moveUnits(transaction, { ids: [unit.unit_id] }, "quarantined", { ...ended, error });
    const waiting = await endWaits(transaction, unit.unit_id);
    return settle(store, transaction, [unit.scan_id, ...waiting], now);
  }
  await moveUnits(transaction, { ids: [unit.unit_id] }, "split", ended);
  await insertParts(context, transaction, unit, partsOf(open, settings.splitInto));
  const changed = await moveWaits(transaction, unit);
  return settle(store, transaction, [unit.scan_id, ...changed], now);
}

/** At most `count` parts of nearly equal size, in key order. */
function partsOf(keys: readonly BlobKey[], count: number): readonly (readonly BlobKey[])[] {
  const size = Math.ceil(keys.length / Math.max(2, count));
  const parts: (readonly BlobKey[])[] = [];
  for (let from = 0; from < keys.length; from += size) parts.push(keys.slice(from, from + size));
  return parts;
}

async function insertParts(
  { store, settings }: LedgerContext,
  transaction: Write,
  unit: Unit,
  parts: readonly (readonly BlobKey[])[],
): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const children = parts
    .map((blobs) => ({ unitId: unitIdOf(unit.scan_id, blobs), blobs }))
    .sort((a, b) => (a.unitId < b.unitId ? -1 : 1));
  for (const { unitId, blobs } of children) {
    await transaction
      .insertInto("unit")
      .values({
        unit_id: unitId,
        scan_id: unit.scan_id,
        engine: unit.engine,
        page: unit.page,
        ordinal: unit.ordinal,
        pack_key: unit.pack_key,
        bytes: Math.round((unit.bytes * blobs.length) / total),
        state: "planned",
        parent: unit.unit_id,
        part: 1,
        contents: blobs.length,
      })
      .onConflict((conflict) => conflict.column("unit_id").doNothing())
      .execute();
  }
  await insertRows(
    transaction,
    store.dialect,
    "unit_blob",
    { unit_id: "text", blob: "text", kind: "text" },
    children.flatMap(({ unitId, blobs }) => blobs.map((key) => [unitId, key.blob, key.kind])),
    { batch: settings.bulkInsertSize, conflict: sql`on conflict do nothing` },
  );
}

/** Who waited on the unit waits on the part that holds the blob, or no longer where it has a result. Answers who waited. */
async function moveWaits(transaction: Write, unit: Unit): Promise<readonly string[]> {
  const waiting = await transaction
    .selectFrom("blob_wait")
    .select("scan_id")
    .distinct()
    .where("unit_id", "=", unit.unit_id)
    .execute();
  if (waiting.length === 0) return [];
  const active = sql.join(ACTIVE_UNITS.map((state) => sql.lit(state)));
  await sql`update blob_wait set unit_id = coalesce(
    (select min(h.unit_id) from unit_blob h join unit u on u.unit_id = h.unit_id
      where u.scan_id = ${unit.scan_id} and u.state in (${active})
        and h.blob = blob_wait.blob and h.kind = blob_wait.kind), unit_id)
    where unit_id = ${unit.unit_id}`.execute(transaction);
  await transaction.deleteFrom("blob_wait").where("unit_id", "=", unit.unit_id).execute();
  return waiting.map((row) => row.scan_id);
}
