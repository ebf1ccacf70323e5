/**
 * What lists and totals are answered from: dictionaries of what uses are and what policy says of them, shared by all scans;
 * how many findings of each kind a scan has; and which kind each finding is of, packed. Scans that were finished before have
 * no `kinds`: `inventory/` writes theirs when it first needs them.
 */
import { keyText, type Migration } from "./migration.ts";

export const inventory: Migration = {
  name: "0024-inventory",
  statements: (dialect) => {
    const key = keyText(dialect);
    const clustered = dialect === "sqlite" ? " without rowid" : "";
    return [
      // Numbers are drawn at random: one that a database lost, put back to an earlier state, comes to mean nothing else.
      `create table use_kind (use_kind bigint primary key, digest ${key} not null unique, body text not null)`,
      `create table judgement (judgement bigint primary key, digest ${key} not null unique, body text not null)`,
      `create table finding_kind (
         scan_id ${key} not null,
         kind integer not null,
         use_kind bigint not null,
         judgement bigint not null,
         state integer,
         dated integer not null,
         findings bigint not null,
         primary key (scan_id, kind))${clustered}`,
      `create table finding_chunk (
         scan_id ${key} not null,
         first_seq bigint not null,
         kinds text not null,
         ids text not null,
         primary key (scan_id, first_seq))`,
      `create table finding_expiry (
         scan_id ${key} not null,
         seq bigint not null,
         kind integer not null,
         expires bigint not null,
         primary key (scan_id, seq))${clustered}`,
      "alter table scan add column kinds integer",
      "create index scan_current on scan (id) where newest = 1",
    ];
  },
};
