/** Which files have findings, and how many: pages by path or severity are found here, not among all findings. */
import { keyText, type Migration } from "./migration.ts";

/** Scans that were finished before, or by an older aggregator beside this one, have no rows here (`inventory/write.ts` adds them). */
export const findingFiles: Migration = {
  name: "0008-finding-files",
  statements: (dialect) => {
    const key = keyText(dialect);
    return [
      `create table finding_file (
         scan_id ${key} not null,
         first_seq bigint not null,
         path ${key} not null,
         critical integer not null,
         high integer not null,
         medium integer not null,
         low integer not null,
         info integer not null,
         primary key (scan_id, first_seq))`,
    ];
  },
};
