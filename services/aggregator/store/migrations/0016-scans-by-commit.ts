/** Whoever scans a commit asks whether anybody did so before: a fork, a mirror, a branch that caught up. */
import type { Migration } from "./migration.ts";

export const scansByCommit: Migration = {
  name: "0016-scans-by-commit",
  statements: () => ["create index scan_by_commit on scan (commit_id)"],
};
