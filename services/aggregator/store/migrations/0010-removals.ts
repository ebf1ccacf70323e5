/** Repositories whose data an admin wants gone: a wish outlives the aggregator that took it. */
import { keyText, type Migration } from "./migration.ts";

export const removals: Migration = {
  name: "0010-removals",
  statements: (dialect) => [
    `create table removal (target ${keyText(dialect)} primary key, requested_at bigint not null)`,
  ],
};
