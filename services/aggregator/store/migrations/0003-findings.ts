/** What a finished scan says: its findings in order, their counts, the files that have errors. */
import { keyText, type Migration } from "./migration.ts";

export const findings: Migration = {
  name: "0003-findings",
  statements: (dialect) => {
    const key = keyText(dialect);
    return [
      `create table finding (
         scan_id ${key} not null,
         seq bigint not null,
         path ${key} not null,
         severity integer not null,
         canonical ${key} not null,
         finding_id text not null,
         verdict integer not null,
         primary key (scan_id, seq))`,
      `create table finding_verdict (
         scan_id ${key} not null,
         verdict integer not null,
         body text not null,
         primary key (scan_id, verdict))`,
      "create index finding_by_severity on finding (scan_id, severity, seq)",
      `create table finding_count (
         scan_id ${key} not null,
         severity integer not null,
         family ${key} not null,
         findings bigint not null,
         primary key (scan_id, severity, family))`,
      `create table scan_error (
         scan_id ${key} not null,
         seq bigint not null,
         path ${key} not null,
         status text not null,
         message text not null,
         primary key (scan_id, seq))`,
    ];
  },
};
