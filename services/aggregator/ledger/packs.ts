/** Packs live as long as an unfinished unit needs them. */
import { sql } from "kysely";
import type { LedgerContext } from "./context.ts";
import { ACTIVE_UNITS } from "./transitions.ts";

export async function disposablePacks(context: LedgerContext, limit: number): Promise<readonly string[]> {
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
              .where("u.state", "in", [...ACTIVE_UNITS]),
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
