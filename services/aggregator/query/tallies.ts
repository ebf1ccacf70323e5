/** Adds up what scans hold by kind: totals come from counters, never from findings. */
import type { Dictionary } from "../inventory/dictionary.ts";
import type { Policy } from "../join/policy.ts";
import { type Filter, passingKinds, passingStates } from "./filter.ts";
import type { Scanned } from "./selection.ts";

export type KindFilter = Omit<Filter, "filePattern" | "expiresBefore">;

/** Tells of each repository each of its kinds that the filter lets pass, with how many findings it has. */
export function eachKind<R extends Scanned>(
  { kinds, assets }: Dictionary,
  repositories: readonly R[],
  { filter, policy }: { readonly filter: KindFilter; readonly policy: () => Policy },
  visit: (kind: number, findings: number, repository: number) => void,
): void {
  const passing = passingKinds(kinds, assets, filter, policy);
  const states = passingStates(filter);
  for (let repository = 0; repository < repositories.length; repository++) {
    const inventory = repositories[repository]?.inventory;
    if (!inventory) continue;
    const { kinds: own, states: stateOf, counts } = inventory;
    for (let at = 0; at < own.length; at++) {
      const kind = own[at] ?? 0;
      if (passing[kind] === 0 || (states && !states.has(stateOf[at] ?? -1))) continue;
      visit(kind, counts[at] ?? 0, repository);
    }
  }
}
