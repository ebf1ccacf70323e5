/** Repositories whose heads are looked at before they are scanned again, and what a scan needs that its findings stand. */
import { keyText, type Migration } from "./migration.ts";

export const headChecks: Migration = {
  name: "0021-head-checks",
  statements: (dialect) => [
    `create table head_check (
       check_id ${keyText(dialect)} not null primary key,
       target text not null,
       ref text,
       options text not null,
       options_digest text not null,
       requester text not null,
       requested_at bigint not null,
       claim_epoch bigint not null default 0,
       claim_expires_at bigint)`,
    "create index head_check_in_order on head_check (requested_at, check_id)",
    "alter table scan add column checked_at bigint",
    "alter table scan add column judged_by text",
    "alter table scan add column judged_until bigint",
  ],
};
