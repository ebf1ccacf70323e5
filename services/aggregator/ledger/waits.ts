/**
 * Two scans that need the same blob: the second waits on the unit of the first, and takes it over when that unit ends
 * without results. A wait is written under a share lock on the unit, which is still active then; whoever ends the unit
 * holds its row exclusively and therefore sees every wait on it.
 */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { type RawBuilder, sql } from "kysely";
import { USE_GRANULE_MS, useResults } from "../retention/results.ts";
import { EACH_BY_INDEX } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import { carryOver } from "./carry-over.ts";
import { ACTIVE_UNITS } from "./transitions.ts";
import { compareKeys, distinctKeys, keyText, unitIdOf } from "./unit-id.ts";

const active = sql.join(ACTIVE_UNITS.map((state) => sql.lit(state)));

function askedRows(store: Store, keys: readonly BlobKey[]): RawBuilder<unknown> {
  return store.rows(
    { at: "bigint", blob: "text", kind: "text" },
    keys.map((key, at) => [at, key.blob, key.kind]),
  );
}

/** One row for all places: most often none is told. */
function placesOf(places: string | null | undefined): readonly number[] {
  return places ? places.split(",").map(Number) : [];
}

interface Looked {
  /** Places of keys whose result was last used before the time that was asked. */
  readonly old: readonly number[];
  /** Places of keys that have no final result and that the scan neither holds in a unit nor waits for. */
  readonly unknown: readonly number[];
}

/** Looks once at each place where a key may be known; nothing is written. */
async function look(
  store: Store,
  transaction: Write,
  { scanId, engine }: PlannedFor,
  keys: readonly BlobKey[],
  usedBefore: number,
): Promise<Looked> {
  // By index for each, as in `EACH_BY_INDEX`.
  const holding =
    store.dialect === "postgres"
      ? sql`cross join lateral (select h.unit_id from unit_blob h where h.blob = a.blob and h.kind = a.kind offset 0) h
          where a.used_at is null`
      : sql`cross join unit_blob h where h.blob = a.blob and h.kind = a.kind and a.used_at is null`;
  // A unit is looked at once, however many of the keys it holds.
  const { rows } = await sql<{ old: string | null; unknown: string | null }>`with asked as materialized (
      select r.at, r.blob, r.kind, (select b.used_at from blob_result b where b.engine = ${engine} and b.blob = r.blob
        and b.kind = r.kind and b.status <> 'failed') as used_at from ${askedRows(store, keys)}),
    held as materialized (select a.at, h.unit_id from asked a ${holding}),
    own as materialized (select d.unit_id from (select distinct unit_id from held) d
      where (select u.scan_id from unit u where u.unit_id = d.unit_id) = ${scanId})
    select (select string_agg(cast(at as text), ',') from asked where used_at < ${usedBefore}) as old,
      (select string_agg(cast(a.at as text), ',') from asked a where a.used_at is null
        and a.at not in (select at from held where unit_id in (select unit_id from own))
        and not exists (select 1 from blob_wait w where w.scan_id = ${scanId} and w.blob = a.blob and w.kind = a.kind
          ${EACH_BY_INDEX})) as unknown`.execute(transaction);
  return { old: placesOf(rows[0]?.old), unknown: placesOf(rows[0]?.unknown) };
}

/** Those with a final result. A `failed` one is worth another try, so it does not count. */
export async function withResult(
  store: Store,
  transaction: Write,
  engine: number,
  keys: readonly BlobKey[],
): Promise<Set<string>> {
  const { rows } = await sql<{ places: string | null }>`select string_agg(cast(r.at as text), ',') as places
    from ${askedRows(store, keys)} where exists (select 1 from blob_result b where b.engine = ${engine}
      and b.blob = r.blob and b.kind = r.kind and b.status <> 'failed' ${EACH_BY_INDEX})`.execute(transaction);
  return new Set(
    placesOf(rows[0]?.places)
      .flatMap((at) => keys[at] ?? [])
      .map(keyText),
  );
}

export interface PlannedFor {
  readonly scanId: string;
  readonly engine: number;
}

/** For each key that an unfinished unit of another scan holds: that unit. */
async function heldElsewhere(
  store: Store,
  transaction: Write,
  scan: PlannedFor,
  keys: readonly BlobKey[],
): Promise<(BlobKey & { unit_id: string })[]> {
  const asked = store.rows(
    { blob: "text", kind: "text" },
    keys.map((key) => [key.blob, key.kind]),
  );
  const found = await sql<BlobKey & { unit_id: string }>`with held as materialized (
      select r.blob, r.kind, (select min(h.unit_id) from unit_blob h where h.blob = r.blob and h.kind = r.kind
        and (select u.engine = ${scan.engine} and u.scan_id <> ${scan.scanId} and u.state in (${active})
          from unit u where u.unit_id = h.unit_id)) as unit_id from ${asked})
    select blob, kind, unit_id from held where unit_id is not null`.execute(transaction);
  if (found.rows.length === 0) return [];
  const locked = await transaction
    .selectFrom("unit")
    .select("unit_id")
    .where("unit_id", "in", [...new Set(found.rows.map((row) => row.unit_id))].sort())
    .where("state", "in", [...ACTIVE_UNITS])
    .orderBy("unit_id")
    .modifyEnd(store.lock("share"))
    .execute();
  const held = new Set(locked.map((row) => row.unit_id));
  return found.rows.filter((row) => held.has(row.unit_id));
}

/** Those of `keys` (distinct) that need no unit in this scan. Waits on other scans' units are recorded on the way. */
export async function knownKeys(
  store: Store,
  transaction: Write,
  scan: PlannedFor,
  keys: readonly BlobKey[],
  now: number,
): Promise<readonly BlobKey[]> {
  if (keys.length === 0) return [];
  const seen = await look(store, transaction, scan, keys, now - USE_GRANULE_MS);
  const unknown = new Set(seen.unknown);
  if (seen.old.length > 0) {
    // What was used lately is not deleted; of the others it shall be so while the scan relies on them, or they are gone.
    const old = seen.old.flatMap((at) => keys[at] ?? []);
    const kept = new Set((await useResults(store, transaction, scan.engine, old, now)).map(keyText));
    for (const at of seen.old) if (!kept.has(keyText(keys[at] as BlobKey))) unknown.add(at);
  }
  if (unknown.size === 0) return keys;
  const open = keys.filter((_, at) => unknown.has(at));
  const held = await heldElsewhere(store, transaction, scan, open);
  if (held.length > 0) {
    const source = store.rows(
      { scan_id: "text", blob: "text", kind: "text", unit_id: "text" },
      // Others may be asking for this scan too: in one order, so that no two wait for each other crosswise.
      held.sort(compareKeys).map((row) => [scan.scanId, row.blob, row.kind, row.unit_id]),
    );
    await sql`insert into blob_wait (scan_id, blob, kind, unit_id)
      select scan_id, blob, kind, unit_id from ${source} where true on conflict do nothing`.execute(transaction);
  }
  const more = new Set(held.map(keyText));
  const left = open.filter((key) => !more.has(keyText(key)));
  if (left.length > 0) await carryOver(store, transaction, scan.engine, left, now);
  // A unit that ended between the first look and its lock has left results behind too.
  if (left.length > 0) for (const key of await withResult(store, transaction, scan.engine, left)) more.add(key);
  return keys.filter((key, at) => !unknown.has(at) || more.has(keyText(key)));
}

/** Those of `keys` that have no result and that the scan neither holds nor waits for; nothing is written. */
export async function unknownKeys(
  store: Store,
  transaction: Write,
  scan: PlannedFor,
  keys: readonly BlobKey[],
): Promise<readonly BlobKey[]> {
  if (keys.length === 0) return [];
  return (await look(store, transaction, scan, keys, 0)).unknown.flatMap((at) => keys[at] ?? []);
}

/** The unit has results: nobody waits on it any longer. Answers the scans that did. */
export async function endWaits(transaction: Write, unitId: string): Promise<string[]> {
  const ended = await transaction.deleteFrom("blob_wait").where("unit_id", "=", unitId).returning("scan_id").execute();
  return [...new Set(ended.map((row) => row.scan_id))];
}

/**
 * These units ended without results. Whoever waited on one gets a unit of its own over the same pack: the scan that
 * goes first makes it, the others wait on that one. Answers the scans whose waits changed.
 */
export async function takeOver(store: Store, transaction: Write, unitIds: readonly string[]): Promise<string[]> {
  const changed = new Set<string>();
  if (unitIds.length === 0) return [];
  const ended = store.rows(
    { unit_id: "text" },
    unitIds.map((unitId) => [unitId]),
  );
  const { rows: waits } = await sql<BlobKey & { unit_id: string; scan_id: string; engine: number }>`
    select w.unit_id, w.scan_id, w.blob, w.kind, s.engine from ${ended}
    ${store.joinInOrder} blob_wait w on w.unit_id = r.unit_id
    ${store.joinInOrder} scan s on s.id = w.scan_id
    order by w.unit_id, s.priority, s.created_at, s.id`.execute(transaction);
  for (const unitId of [...new Set(waits.map((wait) => wait.unit_id))]) {
    const ofUnit = waits.filter((wait) => wait.unit_id === unitId);
    for (const wait of ofUnit) changed.add(wait.scan_id);
    const first = ofUnit[0];
    if (!first) continue;
    const done = await withResult(store, transaction, first.engine, distinctKeys(ofUnit));
    const open = ofUnit.filter((wait) => !done.has(keyText(wait)));
    const { heir, passed } = await inherit(store, transaction, unitId, [...new Set(open.map((wait) => wait.scan_id))]);
    // What has come by another way is waited for no longer; a scan's own unit answers the rest of its waits.
    const over = ofUnit.filter((wait) => done.has(keyText(wait)) || passed.includes(wait.scan_id));
    const source = store.rows(
      { scan_id: "text", blob: "text", kind: "text" },
      over.map((wait) => [wait.scan_id, wait.blob, wait.kind]),
    );
    await sql`delete from blob_wait where unit_id = ${unitId}
      and (scan_id, blob, kind) in (select scan_id, blob, kind from ${source})`.execute(transaction);
    if (heir === undefined) continue;
    await transaction.updateTable("blob_wait").set({ unit_id: heir }).where("unit_id", "=", unitId).execute();
  }
  return [...changed];
}

/**
 * Gives the first of these scans that can have it a unit with the contents of the one that ended. A scan may have had the
 * very same unit already, where it waited on two units of the same contents: once that has ended, nothing more comes of it,
 * and nobody may wait on it. `passed`: scans that need not wait, the one that has the unit among them.
 */
async function inherit(
  store: Store,
  transaction: Write,
  ended: string,
  scanIds: readonly string[],
): Promise<{ readonly heir: string | undefined; readonly passed: readonly string[] }> {
  const held = await transaction
    .selectFrom("unit_blob")
    .select(["blob", "kind"])
    .where("unit_id", "=", ended)
    .execute();
  for (const [at, scanId] of scanIds.entries()) {
    const own = unitIdOf(scanId, held);
    await sql`insert into unit
      (unit_id, scan_id, engine, page, ordinal, pack_key, bytes, state, parent, part, contents)
      select ${own}, ${scanId}, engine, cast(null as integer), ordinal, pack_key, bytes, 'planned', unit_id, part, contents
      from unit where unit_id = ${ended} on conflict do nothing`.execute(transaction);
    const heir = await transaction
      .selectFrom("unit")
      .select("unit_id")
      .where("unit_id", "=", own)
      .where("state", "in", [...ACTIVE_UNITS])
      .modifyEnd(store.lock("share"))
      .executeTakeFirst();
    if (heir === undefined) continue;
    await sql`insert into unit_blob (unit_id, blob, kind) select ${own}, blob, kind from unit_blob
      where unit_id = ${ended} on conflict do nothing`.execute(transaction);
    return { heir: own, passed: scanIds.slice(0, at + 1) };
  }
  return { heir: undefined, passed: scanIds };
}
