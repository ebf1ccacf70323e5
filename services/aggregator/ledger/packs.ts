/**
 * Packs live as long as an unfinished unit needs them, and some time more: a database that is put back to an earlier state
 * has unfinished units again, and what they hold is nowhere else.
 */
import type { PlannedUnit } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { insertRows } from "../store/rows.ts";
import type { LedgerContext } from "./context.ts";
import { ACTIVE_UNITS } from "./transitions.ts";

/**
 * These were put for a page that the scan does not take. They go once the scan is planned no longer: until then another
 * coordinator may be about to store a page with the very same packs.
 */
export async function notePacksRefused(
  context: LedgerContext,
  scanId: string,
  units: readonly PlannedUnit[],
): Promise<void> {
  const { store, settings } = context;
  const rows = units.map((unit) => [unit.packKey, unit.packDigest, unit.packSize, scanId] as const);
  await store.write((transaction) =>
    insertRows(
      transaction,
      store.dialect,
      "pack",
      { pack_key: "text", digest: "text", size: "bigint", refused_for: "text" },
      rows.toSorted(([a], [b]) => (a < b ? -1 : 1)),
      { batch: settings.bulkInsertSize, conflict: sql`on conflict do nothing` },
    ),
  );
}

export async function disposablePacks(context: LedgerContext, limit: number): Promise<readonly string[]> {
  const since = context.clock() - context.settings.keepPacksMs;
  const packs = await context.store.read((db) =>
    db
      .selectFrom("pack as p")
      .select("p.pack_key")
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom("unit as u")
              .select("u.unit_id")
              .whereRef("u.pack_key", "=", "p.pack_key")
              .where((needed) =>
                needed.or([needed("u.state", "in", [...ACTIVE_UNITS]), needed("u.finished_at", ">", since)]),
              ),
          ),
        ),
      )
      .where((is) =>
        is.not(
          is.exists(
            is
              .selectFrom("scan as s")
              .select("s.id")
              .whereRef("s.id", "=", "p.refused_for")
              .where("s.state", "in", ["queued", "planning"]),
          ),
        ),
      )
      .orderBy("p.pack_key")
      .limit(limit)
      .execute(),
  );
  return packs.map((pack) => pack.pack_key);
}

/** A pack that a new unit has come to need meanwhile keeps its row. */
export async function packsDeleted(context: LedgerContext, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const active = sql.join(ACTIVE_UNITS.map((state) => sql.lit(state)));
  await context.store.write((transaction) =>
    transaction
      .deleteFrom("pack")
      .where("pack_key", "in", [...keys].sort())
      .where(
        sql<boolean>`not exists (select 1 from unit u where u.pack_key = pack.pack_key and u.state in (${active}))`,
      )
      .execute(),
  );
}
