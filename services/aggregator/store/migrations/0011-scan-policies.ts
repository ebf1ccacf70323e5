/** The policy file of the commit that is scanned: a coordinator hands it over once, whoever judges needs it ever after. */
import { keyText, type Migration } from "./migration.ts";

/** Scans that were planned before, or by an older coordinator, have no row here. */
export const scanPolicies: Migration = {
  name: "0011-scan-policies",
  statements: (dialect) => [
    `create table scan_policy (scan_id ${keyText(dialect)} primary key, body text, fault text)`,
  ],
};
