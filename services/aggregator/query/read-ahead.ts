/** What users ask for first, before they wait for it. What an older release has finished gets its kinds so. */
import { type Inventory, inventoryOf, type Repository } from "../inventory/inventory.ts";
import type { Policy } from "../join/policy.ts";
import type { Store } from "../store/store.ts";
import { plansOf, withLifetimes } from "./plan.ts";
import { trendsOf } from "./trends.ts";

const SCANS_AT_ONCE = 200;

export interface ReadAhead {
  readonly version: string;
  /** Of today. */
  readonly policy: () => Policy;
  readonly clock: () => number;
}

export async function readAhead(store: Store, { version, policy, clock }: ReadAhead): Promise<void> {
  const inventory = inventoryOf(store);
  const snapshot = await inventory.current();
  await readColumns(inventory, snapshot.repositories);
  await trendsOf(store).upTo(snapshot);
  const all = { mandates: [], leadMonths: 0, teams: [], without: [] };
  await plansOf(store, version).of(await withLifetimes(store, snapshot.repositories), all, policy(), clock());
}

async function readColumns({ columns, paths }: Inventory, repositories: readonly Repository[]): Promise<void> {
  for (let at = 0; at < repositories.length; at += SCANS_AT_ONCE) {
    const some = repositories.slice(at, at + SCANS_AT_ONCE).map((repository) => repository.inventory);
    await columns.ofAll(some);
    await paths.ofAll(some);
  }
}
