/** Units that stop their workers: which run alone, which are parts of another, and what was lost on the way. */
import type { Migration } from "./migration.ts";

export const suspects: Migration = {
  name: "0004-suspects",
  statements: () => [
    "alter table unit add column part integer not null default 0",
    "alter table unit add column lost integer not null default 0",
    "alter table unit_start add column alone integer not null default 0",
  ],
};
