/** Risks that people have accepted: who asked, who approved, until when. No row is ever changed in what it says, or deleted. */
import { keyText, type Migration } from "./migration.ts";

export const exceptions: Migration = {
  name: "0025-exceptions",
  statements: (dialect) => {
    const key = keyText(dialect);
    return [
      `create table accepted_risk (
         id ${key} not null primary key,
         target ${key},
         finding_id text,
         rule text,
         algorithm text,
         family text,
         file_pattern text,
         reason text not null,
         until text not null,
         asked_by text not null,
         asked_by_id text not null,
         asked_at bigint not null,
         approved_by text,
         approved_by_id text,
         approved_at bigint,
         revoked_by text,
         revoked_by_id text,
         revoked_at bigint,
         revoked_why text)`,
      "create index accepted_risk_by_target on accepted_risk (target)",
      "create index accepted_risk_in_order on accepted_risk (asked_at, id)",
    ];
  },
};
