/** Results, set once per (engine, blob, kind), and where the blobs occur. */
import { keyText, type Migration } from "./migration.ts";

export const results: Migration = {
  name: "0002-results",
  statements: (dialect) => {
    const key = keyText(dialect);
    // A table that is only read by its whole key needs no second tree beside it.
    const clustered = dialect === "sqlite" ? " without rowid" : "";
    return [
      `create table occurrence (
         scan_id ${key} not null,
         page integer not null,
         ordinal integer not null,
         path ${key} not null,
         blob ${key} not null,
         kind ${key} not null,
         size bigint not null,
         primary key (scan_id, page, ordinal))${clustered}`,
      `create table blob_result (
         engine integer not null,
         blob ${key} not null,
         kind ${key} not null,
         status text not null,
         detail text,
         facts integer not null,
         digest text not null,
         primary key (engine, blob, kind))${clustered}`,
      // Bodies are large: they lie in the order they came, and only the key is a tree.
      `create table fact (
         engine integer not null,
         blob ${key} not null,
         kind ${key} not null,
         ordinal integer not null,
         body text not null,
         primary key (engine, blob, kind, ordinal))`,
    ];
  },
};
