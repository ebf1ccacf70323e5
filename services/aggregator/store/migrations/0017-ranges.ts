/** A large tree is cut into ranges, each planned by whichever coordinator takes it. */
import { keyText, type Migration } from "./migration.ts";

export const ranges: Migration = {
  name: "0017-ranges",
  statements: (dialect) => [
    "alter table scan add column ranges integer not null default 0",
    `create table scan_range (
       scan_id ${keyText(dialect)} not null,
       number integer not null,
       start integer not null,
       entries integer not null,
       up_to text not null,
       pages integer not null default 0,
       planned integer not null default 0,
       claim_holder text,
       claim_epoch integer not null,
       claim_expires_at bigint not null default 0,
       sealed integer not null default 0,
       primary key (scan_id, number))`,
    "create index scan_range_open on scan_range (scan_id, number) where sealed = 0",
  ],
};
