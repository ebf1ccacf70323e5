/** Repositories that the caller of a request reaches, as far as they are asked for. */
import type { FastifyRequest } from "fastify";
import { type Inventory, inventoryOf, type Owned, type Repository, type Snapshot } from "../inventory/inventory.ts";
import type { Store } from "../store/store.ts";
import { callerOf } from "./access.ts";

export interface RepositoryQuery {
  readonly target?: readonly string[];
  readonly team?: readonly string[];
  readonly tag?: readonly string[];
}

export interface Reached {
  readonly inventory: Inventory;
  readonly snapshot: Snapshot;
  /** Those with a result. */
  readonly repositories: readonly Repository[];
  /** Whether a repository is reached and asked for, with a result or without. */
  readonly isMeant: (target: string) => boolean;
}

export async function reachedBy(store: Store, request: FastifyRequest, query: RepositoryQuery): Promise<Reached> {
  const inventory = inventoryOf(store);
  const snapshot = await inventory.current();
  const { reaches } = callerOf(request);
  const wanted = query.target && new Set(query.target);
  const fits = (target: string, { team, tags }: Owned) =>
    (wanted === undefined || wanted.has(target)) &&
    (query.team === undefined || (team !== undefined && query.team.includes(team))) &&
    (query.tag === undefined || query.tag.some((tag) => tags.includes(tag))) &&
    reaches(target);
  return {
    inventory,
    snapshot,
    repositories: snapshot.repositories.filter((repository) => fits(repository.target, repository)),
    isMeant: (target) => fits(target, snapshot.owned.get(target) ?? { tags: [] }),
  };
}
