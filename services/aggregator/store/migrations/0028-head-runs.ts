/** What came of the repositories that a schedule named: how many had not moved, how many are scanned. */
import { keyText, type Migration } from "./migration.ts";

export const headRuns: Migration = {
  name: "0028-head-runs",
  statements: (dialect) => [
    `create table head_run (
       run_id ${keyText(dialect)} not null primary key,
       requester text not null,
       requested_at bigint not null,
       asked bigint not null default 0,
       unchanged bigint not null default 0,
       changed bigint not null default 0,
       unread bigint not null default 0)`,
    "create index head_run_by_age on head_run (requested_at)",
    "alter table head_check add column run text",
  ],
};
