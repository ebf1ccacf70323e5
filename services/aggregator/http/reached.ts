/** Repositories that the caller of a request reaches, as far as they are asked for. */
import type { FastifyRequest } from "fastify";
import { type Inventory, inventoryOf, type Owned, type Repository, type Snapshot } from "../inventory/inventory.ts";
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
  const reached = reachedOf(snapshot, callerOf(request));
  const { reaches } = callerOf(request);
  const wanted = query.target && new Set(query.target);
  const fits = (target: string, { team, tags }: Owned) =>
    (wanted === undefined || wanted.has(target)) &&
    (query.team === undefined || (team !== undefined && query.team.includes(team))) &&
    (query.tag === undefined || query.tag.some((tag) => tags.includes(tag)));
  return {
    inventory,
    snapshot,
    // Where nothing is left out it is the very same list, of which answers may be kept.
    repositories: [query.target, query.team, query.tag].every((each) => each === undefined)
      ? reached
      : reached.filter((repository) => fits(repository.target, repository)),
    isMeant: (target) => fits(target, snapshot.owned.get(target) ?? { tags: [] }) && reaches(target),
  };
}

const REACHED = new WeakMap<Snapshot, Map<string, readonly Repository[]>>();
const LIMITS_KEPT = 500;

/** Globs are compared once with each set of repositories; whose a repository is may change meanwhile, so that is looked up. */
function reachedOf(snapshot: Snapshot, { repositories: globs, teams, reaches }: Identity): readonly Repository[] {
  if (!globs && !teams) return snapshot.repositories;
  const find = () => snapshot.repositories.filter(({ target }) => reaches(target));
  if (!globs || teams) return find();
  const kept = REACHED.get(snapshot) ?? new Map<string, readonly Repository[]>();
  REACHED.set(snapshot, kept);
  const key = JSON.stringify(globs);
  let reached = kept.get(key);
  if (!reached) {
    if (kept.size >= LIMITS_KEPT) kept.clear();
    reached = find();
    kept.set(key, reached);
  }
  return reached;
}
