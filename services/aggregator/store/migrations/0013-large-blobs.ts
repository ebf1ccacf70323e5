/**
 * Sizes of large contents, so that a coordinator that has only the trees of a commit knows what a limit leaves out; kept for
 * every result of the engines that come from now on. And scans that take over the plan of one before.
 */
import { keyText, type Migration } from "./migration.ts";

export const largeBlobs: Migration = {
  name: "0013-large-blobs",
  statements: (dialect) => [
    `create table large_blob (
       blob ${keyText(dialect)} not null,
       target ${keyText(dialect)} not null,
       size bigint not null,
       used_at bigint not null,
       primary key (blob, target))`,
    "alter table engine add column sizes_kept integer not null default 0",
    "alter table scan add column repeats text",
    "alter table scan add column looked_at bigint",
  ],
};
