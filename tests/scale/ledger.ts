/** What a planned scan left in the ledger, asked of the database itself. */
import type { Store } from "@pqc-audit/aggregator/store/store.ts";
import { sql } from "kysely";

export interface PlannedScan {
  /** Seconds from the claim to the sealed plan: fetching, listing, looking up, packing, storing. */
  readonly seconds: number;
  readonly pages: number;
  readonly units: number;
  /** Contents in units; one that two ranges found unknown is in two, and counts once. */
  readonly contents: number;
  readonly occurrences: number;
}

/** Undefined until the plan is sealed. Throws where the scan ended without one. */
export async function plannedScan(store: Store, scanId: string): Promise<PlannedScan | undefined> {
  const scan = await store.ask((db) =>
    db
      .selectFrom("scan")
      .select(["state", "error", "pages", "started_at", "sealed_at"])
      .where("id", "=", scanId)
      .executeTakeFirstOrThrow(),
  );
  if (scan.state === "failed") throw new Error(`the scan failed: ${scan.error}`);
  if (scan.sealed_at === null || scan.started_at === null) return undefined;
  const { rows } = await store.readLong((db) =>
    sql<Record<"units" | "contents" | "occurrences", number>>`select
      (select count(*) from unit where scan_id = ${scanId}) as units,
      (select count(distinct h.blob || h.kind) from unit_blob h join unit u on u.unit_id = h.unit_id
        where u.scan_id = ${scanId}) as contents,
      (select count(*) from occurrence where scan_id = ${scanId}) as occurrences`.execute(db),
  );
  const [counts = { units: 0, contents: 0, occurrences: 0 }] = rows;
  return { seconds: (scan.sealed_at - scan.started_at) / 1000, pages: scan.pages, ...counts };
}

/** Seconds from the last result to the end of the scan, and how it ended; undefined until then. */
export async function finishedScan(
  store: Store,
  scanId: string,
): Promise<{ readonly state: string; readonly seconds: number } | undefined> {
  const { state, joining_at, finished_at } = await store.ask((db) =>
    db
      .selectFrom("scan")
      .select(["state", "joining_at", "finished_at"])
      .where("id", "=", scanId)
      .executeTakeFirstOrThrow(),
  );
  if (finished_at === null) return undefined;
  return { state, seconds: (finished_at - (joining_at ?? finished_at)) / 1000 };
}

/** Occurrences whose content no unit of the scan holds: a new scan of a new ledger has none. */
export async function withoutUnit(store: Store, scanId: string): Promise<number> {
  const { rows } = await store.readLong((db) =>
    sql<{ missing: number }>`select count(*) as missing
      from (select distinct blob, kind from occurrence where scan_id = ${scanId}) o
      where not exists (select 1 from unit_blob h join unit u on u.unit_id = h.unit_id
        where h.blob = o.blob and h.kind = o.kind and u.scan_id = ${scanId})`.execute(db),
  );
  return rows[0]?.missing ?? Number.NaN;
}

/** Bytes of the whole database, indices included. */
export async function databaseBytes(store: Store): Promise<number> {
  const size =
    store.dialect === "postgres"
      ? sql<{ bytes: number }>`select pg_database_size(current_database()) as bytes`
      : sql<{ bytes: number }>`select page_count * page_size as bytes from pragma_page_count(), pragma_page_size()`;
  const { rows } = await store.ask((db) => size.execute(db));
  return rows[0]?.bytes ?? Number.NaN;
}

/** Milliseconds PostgreSQL has spent on statements; undefined where it is not PostgreSQL. */
export async function activeMs(store: Store): Promise<number | undefined> {
  if (store.dialect === "sqlite") return undefined;
  const { rows } = await store.ask((db) =>
    sql<{ ms: number }>`select active_time as ms from pg_stat_database where datname = current_database()`.execute(db),
  );
  return rows[0]?.ms;
}
