/** Scans that take over the plan of one before but for what has changed since. */
import type { Migration } from "./migration.ts";

export const differences: Migration = {
  name: "0014-differences",
  statements: () => ["alter table scan add column continues text"],
};
