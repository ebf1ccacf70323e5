/** Units of a scan, in the order of its plan. */
import type { UnitState } from "../ledger/states.ts";
import type { Store } from "../store/store.ts";

export interface UnitView {
  readonly id: string;
  readonly state: UnitState;
  readonly bytes: number;
  /** Absent where an older release planned it. */
  readonly contents?: number;
  /** How often it was published, reported as failed, and begun. */
  readonly attempts: number;
  readonly failures: number;
  readonly starts: number;
  /** Who began it last. */
  readonly worker?: string;
  /** The unit it was split or taken over from. */
  readonly parent?: string;
  readonly publishedAt?: string;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly error?: string;
}

export interface UnitsQuery {
  /** 1-based. */
  readonly page: number;
  readonly size: number;
  /** Any of these; all where empty. */
  readonly states: readonly UnitState[];
}

const iso = (time: number) => new Date(time).toISOString();

export async function unitsPage(
  store: Store,
  scanId: string,
  { page, size, states }: UnitsQuery,
): Promise<{ readonly results: readonly UnitView[]; readonly total: number }> {
  return store.ask(async (db) => {
    const wanted = db
      .selectFrom("unit")
      .where("scan_id", "=", scanId)
      .$if(states.length > 0, (query) => query.where("state", "in", states));
    const counted = await wanted.select((count) => count.fn.countAll<number>().as("units")).executeTakeFirst();
    const units = await wanted
      .selectAll()
      .orderBy((is) => is.fn.coalesce("page", is.lit(-1)))
      .orderBy("ordinal")
      .orderBy("unit_id")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    const ids = units.map(({ unit_id }) => unit_id);
    const starts =
      ids.length === 0
        ? []
        : await db
            .selectFrom("unit_start")
            .select(["unit_id", "worker_id"])
            .where("unit_id", "in", ids)
            .orderBy("started_at")
            .execute();
    const begun = Map.groupBy(starts, ({ unit_id }) => unit_id);
    const results = units.map((unit): UnitView => {
      const own = begun.get(unit.unit_id) ?? [];
      const worker = own.at(-1)?.worker_id;
      return {
        id: unit.unit_id,
        state: unit.state,
        bytes: unit.bytes,
        ...(unit.contents !== null && { contents: unit.contents }),
        attempts: unit.attempt,
        failures: unit.failures,
        starts: own.length,
        ...(worker !== undefined && { worker }),
        ...(unit.parent !== null && { parent: unit.parent }),
        ...(unit.published_at !== null && { publishedAt: iso(unit.published_at) }),
        ...(unit.started_at !== null && { startedAt: iso(unit.started_at) }),
        ...(unit.finished_at !== null && { finishedAt: iso(unit.finished_at) }),
        ...(unit.error !== null && { error: unit.error }),
      };
    });
    return { results, total: Number(counted?.units ?? 0) };
  });
}
