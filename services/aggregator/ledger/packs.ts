/**
 * Packs live as long as an unfinished unit needs them, and some time more: a database that is put back to an earlier state
 * has unfinished units again, and what they hold is nowhere else.
 */
import { sql } from "kysely";
import type { LedgerContext } from "./context.ts";
import { ACTIVE_UNITS } from "./transitions.ts";

/**
 * Packs that no unit needs, nor ever will: units come with the page that names their pack, or over the pack of a unit
 * that is active. So it does no harm that a coordinator was stopped for long between asking and deleting.
 */
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
              .whereRef("s.id", "=", "p.announced_for")
              .where("s.state", "in", ["queued", "planning"]),
          ),
        ),
      )
      .where((is) => is.or([is("p.announced_at", "is", null), is("p.announced_at", "<=", announcedBefore(context))]))
      .orderBy("p.pack_key")
      .limit(limit)
      .execute(),
  );
  return packs.map((pack) => pack.pack_key);
}

function announcedBefore({ clock, settings }: LedgerContext): number {
  return clock() - settings.announcedPacksMs;
}

/** A pack that a new unit has come to need meanwhile, or that was announced once more, keeps its row. */
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
      .where((is) => is.or([is("announced_at", "is", null), is("announced_at", "<=", announcedBefore(context))]))
      .execute(),
  );
}
