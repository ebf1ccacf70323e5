import type { FilterKey } from "../findings/filter-kinds.ts";

/** What can be said of single findings only, not of equal uses. */
export const OF_PLACES: readonly FilterKey[] = ["path", "expires", "state"];

/** What all findings of one asset have in common. */
export const OF_ASSETS: readonly FilterKey[] = [
  "family",
  "algorithm",
  "library",
  "quantum",
  "classical",
  "purpose",
  "usage",
];
