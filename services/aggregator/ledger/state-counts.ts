/** How much of the ledger is in which state, for metrics. */
import type { Store } from "../store/store.ts";
import type { ScanState, UnitState } from "./states.ts";

const OUTSTANDING = ["planned", "published", "started"] as const satisfies readonly UnitState[];

/** Units that are not final; a state that no unit is in has 0. */
export async function outstandingByState(store: Pick<Store, "ask">): Promise<ReadonlyMap<UnitState, number>> {
  const rows = await store.ask((db) =>
    db
      .selectFrom("unit")
      .select((count) => ["state", count.fn.countAll<number>().as("units")])
      .where("state", "in", OUTSTANDING)
      .groupBy("state")
      .execute(),
  );
  const counted = new Map(rows.map(({ state, units }) => [state, Number(units)]));
  return new Map(OUTSTANDING.map((state) => [state, counted.get(state) ?? 0]));
}

/** States that no scan is in are left out. */
export async function scansByState(store: Pick<Store, "ask">): Promise<ReadonlyMap<ScanState, number>> {
  const rows = await store.ask((db) =>
    db
      .selectFrom("scan")
      .select((count) => ["state", count.fn.countAll<number>().as("scans")])
      .groupBy("state")
      .execute(),
  );
  return new Map(rows.map(({ state, scans }) => [state, Number(scans)]));
}
