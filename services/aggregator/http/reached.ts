/** Repositories with a result that the caller of a request reaches, as far as they are asked for. */
import type { FastifyRequest } from "fastify";
import { type Inventory, inventoryOf, type Repository, type Snapshot } from "../inventory/inventory.ts";
import type { Store } from "../store/store.ts";
import { callerOf } from "./access.ts";

export interface RepositoryQuery {
  readonly target?: readonly string[];
}

export interface Reached {
  readonly inventory: Inventory;
  readonly snapshot: Snapshot;
  readonly repositories: readonly Repository[];
}

export async function reachedBy(store: Store, request: FastifyRequest, query: RepositoryQuery): Promise<Reached> {
  const inventory = inventoryOf(store);
  const snapshot = await inventory.current();
  const { reaches } = callerOf(request);
  const wanted = query.target && new Set(query.target);
  const repositories = snapshot.repositories.filter(
    ({ target }) => (wanted === undefined || wanted.has(target)) && reaches(target),
  );
  return { inventory, snapshot, repositories };
}
