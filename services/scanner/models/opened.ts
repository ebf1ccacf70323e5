/** Which models an anchor opens, by language: nothing else of the catalogue is asked about a content that holds it. */
import { anchorsOf, type Catalogue } from "./catalogue.ts";
import type { Model } from "./model.ts";

/** By language id, then by anchor (lower case); models in the order of the catalogue. */
export type Opened = ReadonlyMap<string, ReadonlyMap<string, readonly Model[]>>;

export function openedBy({ libraryOf }: Pick<Catalogue, "libraryOf">): Opened {
  const opened = new Map<string, Map<string, Model[]>>();
  for (const [model, library] of libraryOf) {
    const anchors = new Set(anchorsOf(library, model).map((anchor) => anchor.toLowerCase()));
    for (const language of library.languages) {
      const byAnchor = opened.get(language) ?? new Map<string, Model[]>();
      opened.set(language, byAnchor);
      for (const anchor of anchors) {
        const models = byAnchor.get(anchor);
        if (models) models.push(model);
        else byAnchor.set(anchor, [model]);
      }
    }
  }
  return opened;
}
