/** Makes the table by which sources that hold nothing are told without the engine (`plain-sources.ts`). */
import { Anchors } from "./anchors.ts";
import { ARTIFACTS } from "./artifacts/all.ts";
import { MANIFESTS } from "./artifacts/dependencies/manifests.ts";
import { kindOfPath } from "./kinds.ts";
import { LANGUAGES } from "./languages/all.ts";
import { loadCatalogue } from "./models/catalogue.ts";
import type { PlainTable } from "./plain-sources.ts";

export function plainTable(): PlainTable {
  const anchors = new Anchors(loadCatalogue());
  const languages = LANGUAGES.flatMap((language) => {
    const set = anchors.setOf({ as: "language", language });
    // An ending that two of them name is that of one.
    const extensions = language.extensions.filter((extension) => kindOfPath(`x${extension}`) === language.id);
    if (set === undefined || extensions.length === 0) return [];
    const asked = (anchors.sets[set] ?? []).map((number) => anchors.literals[number] ?? "");
    return { extensions, anchors: asked.join("\n") };
  });
  return {
    names: [...ARTIFACTS, ...LANGUAGES].flatMap(({ fileNames = [] }) => fileNames.map((name) => name.toLowerCase())),
    manifests: MANIFESTS.map(({ files }) => files.source),
    languages,
  };
}
