/** When a result was last asked for, so that those that nobody needs can go. */
import type { Migration } from "./migration.ts";

export const retention: Migration = {
  name: "0006-retention",
  statements: (dialect) => [
    "alter table blob_result add column used_at bigint not null default 0",
    // What is there already counts as used today.
    dialect === "postgres"
      ? "update blob_result set used_at = (extract(epoch from now()) * 1000)::bigint"
      : "update blob_result set used_at = unixepoch() * 1000",
  ],
};
