/** Whom a repository names as owners of its files (CODEOWNERS), kept with the scan like its policy file. */
import type { Migration } from "./migration.ts";

export const owners: Migration = {
  name: "0026-owners",
  statements: () => ["alter table scan_policy add column owners text"],
};
