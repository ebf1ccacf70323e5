/** A pack has its row before it is put, so that none stays behind whose coordinator died before its page was stored. */
import type { Migration } from "./migration.ts";

export const announcedPacks: Migration = {
  name: "0009-announced-packs",
  statements: () => [
    "alter table pack rename column refused_for to announced_for",
    "alter table pack add column announced_at bigint",
  ],
};
