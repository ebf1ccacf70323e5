/** Packs whose page was refused: nobody needs them, and without a row nobody would ever delete them. */
import { keyText, type Migration } from "./migration.ts";

export const refusedPacks: Migration = {
  name: "0005-refused-packs",
  statements: (dialect) => [`alter table pack add column refused_for ${keyText(dialect)}`],
};
