/** Whether a page leaves contents out that nobody saw to be too large; null on pages of plans that were made before, or by an older aggregator. */
import type { Migration } from "./migration.ts";

export const unseenContents: Migration = {
  name: "0030-unseen-contents",
  statements: () => ["alter table plan_page add column unseen integer"],
};
