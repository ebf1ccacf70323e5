/** Sums over the newest scans, which tell whether another has become one, are answered from an index alone. */
import type { Migration } from "./migration.ts";

export const newestSums: Migration = {
  name: "0029-newest-sums",
  statements: () => ["create index scan_newest_sums on scan (finished_at, created_at) where newest = 1"],
};
