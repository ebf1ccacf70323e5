/**
 * Which anchors of models stand in a content, beside its result, and what the anchors of an engine open: so that results
 * hold for an engine with other models, but for those of contents in which a changed one may be looked for.
 */
import { keyText, type Migration } from "./migration.ts";

export const anchorSets: Migration = {
  name: "0020-anchor-sets",
  statements: (dialect) => [
    "alter table blob_result add column anchors text",
    // By the digest of the part of an engine (`engine.parts`) that it tells of: engines share what they agree on.
    `create table model_anchors (digest ${keyText(dialect)} primary key, body text not null)`,
  ],
};
