/** What an engine is made of, so that its results can be taken over by one that differs in other parts only. */
import type { Migration } from "./migration.ts";

export const engineParts: Migration = {
  name: "0015-engine-parts",
  statements: () => ["alter table engine add column parts text"],
};
