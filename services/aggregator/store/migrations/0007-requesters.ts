/** Who asked for an unfinished scan, and how often: nobody withdraws another's request. */
import { keyText, type Migration } from "./migration.ts";

export const requesters: Migration = {
  name: "0007-requesters",
  statements: (dialect) => [
    `create table scan_requester (
       scan_id ${keyText(dialect)} not null,
       requester ${keyText(dialect)} not null,
       requests integer not null,
       primary key (scan_id, requester))`,
    // Of requests made before, nobody knows whose they were: an admin may withdraw them.
    `insert into scan_requester (scan_id, requester, requests)
       select id, '', requesters from scan where active_key is not null and requesters > 0`,
  ],
};
