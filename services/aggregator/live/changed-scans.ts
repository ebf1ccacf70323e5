/** Scans by when their state last changed: what those who watch are told, and what they missed. */
import type { Selectable } from "kysely";
import type { Store } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";

/**
 * A transaction that noted its change earlier may be committed later than one that noted it after, so this much is read
 * again each time. What takes longer is the end of a large scan, which is followed by its id.
 */
export const OVERLAP_MS = 15_000;

const MOST_AT_ONCE = 2_000;

export interface Change {
  readonly id: string;
  readonly changedAt: number;
  readonly state: ScanTable["state"];
}

const columns = ["id", "changed_at", "state"] as const;
const changeOf = (row: Pick<Selectable<ScanTable>, (typeof columns)[number]>): Change => ({
  id: row.id,
  changedAt: row.changed_at ?? 0,
  state: row.state,
});

/** When the newest change was, by the database's clock; 0 where there is none. */
export async function newestChange(store: Store): Promise<number> {
  return store.ask(async (db) => {
    const row = await db
      .selectFrom("scan")
      .select("changed_at")
      .where("changed_at", "is not", null)
      .orderBy("changed_at", "desc")
      .limit(1)
      .executeTakeFirst();
    return row?.changed_at ?? 0;
  });
}

/** Oldest first; `more` where there are later ones that did not fit. */
export async function changesAfter(
  store: Store,
  after: number,
  most = MOST_AT_ONCE,
): Promise<{ readonly changes: readonly Change[]; readonly more: boolean }> {
  const rows = await store.ask((db) =>
    db
      .selectFrom("scan")
      .select(columns)
      .where("changed_at", ">", after)
      .orderBy("changed_at")
      .orderBy("id")
      .limit(most + 1)
      .execute(),
  );
  return { changes: rows.slice(0, most).map(changeOf), more: rows.length > most };
}

/** Scans whose end is being made. */
export async function joiningScans(store: Store): Promise<readonly Change[]> {
  const rows = await store.ask((db) =>
    db.selectFrom("scan").select(columns).where("state", "=", "joining").limit(MOST_AT_ONCE).execute(),
  );
  return rows.map(changeOf);
}

export async function changesOf(store: Store, scanIds: readonly string[]): Promise<readonly Change[]> {
  if (scanIds.length === 0) return [];
  const rows = await store.ask((db) => db.selectFrom("scan").select(columns).where("id", "in", scanIds).execute());
  return rows.map(changeOf);
}

/** Whole rows, in the order of the ids; those that are gone since are left out. */
export async function rowsOf(store: Store, scanIds: readonly string[]): Promise<readonly Selectable<ScanTable>[]> {
  if (scanIds.length === 0) return [];
  const rows = await store.ask((db) => db.selectFrom("scan").selectAll().where("id", "in", scanIds).execute());
  const byId = new Map(rows.map((row) => [row.id, row]));
  return scanIds.flatMap((id) => byId.get(id) ?? []);
}
