/** Repositories that the caller of a request reaches, as far as they are asked for. */
import type { FastifyRequest } from "fastify";
import { type Inventory, inventoryOf, type Owned, type Repository, type Snapshot } from "../inventory/inventory.ts";
import { Remembered } from "../query/remembered.ts";
import type { Store } from "../store/store.ts";
import { callerOf } from "./access.ts";
import type { Identity } from "./identity.ts";

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
  const identity = callerOf(request);
  const wanted = query.target && new Set(query.target);
  const fits = (target: string, { team, tags }: Owned) =>
    (wanted === undefined || wanted.has(target)) &&
    (query.team === undefined || (team !== undefined && query.team.includes(team))) &&
    (query.tag === undefined || query.tag.some((tag) => tags.includes(tag))) &&
    identity.reaches(target);
  return {
    inventory,
    snapshot,
    repositories: listed(snapshot, identity, query, fits),
    isMeant: (target) => fits(target, snapshot.owned.get(target) ?? { tags: [] }),
  };
}

const LISTED = new Remembered<readonly Repository[]>();

/**
 * Asked the same it is the very same list, of which answers may be kept. Whose a repository is may change while the snapshot
 * stays: of callers who are limited to teams it is the same as long as that was not read anew.
 */
function listed(
  snapshot: Snapshot,
  { repositories: globs, teams, teamsAsOf }: Identity,
  { target, team, tag }: RepositoryQuery,
  fits: (target: string, owned: Owned) => boolean,
): readonly Repository[] {
  const find = () => snapshot.repositories.filter((repository) => fits(repository.target, repository));
  return LISTED.of(snapshot, JSON.stringify([globs, teams, teamsAsOf, target, team, tag]), find);
}
