/** A repository's own functions are looked for in a second pass: results under a kind of their own, which the plan names. */
import { keyText, type Migration } from "./migration.ts";

export const secondPasses: Migration = {
  name: "0012-second-passes",
  statements: (dialect) => [
    "alter table scan_policy add column wrappers text",
    `alter table occurrence add column second_kind ${keyText(dialect)}`,
  ],
};
