/** The catalogue: every library model, read once from the YAML files beside this module (or their JSON in the bundle). */
import { readdirSync } from "node:fs";
import { dataPath, readTable } from "../data.ts";
import type { Library, Model } from "./model.ts";

export interface Catalogue {
  readonly libraries: readonly Library[];
  /** Library of each model. */
  readonly libraryOf: ReadonlyMap<Model, Library>;
  /** Every anchor, lower case, sorted: what the prefilter looks for. */
  readonly anchors: readonly string[];
}

/** Relative paths of the catalogue's files, sorted. */
export function catalogueFiles(): readonly string[] {
  const root = dataPath("models");
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => readdirSync(`${root}/${entry.name}`).map((file) => `models/${entry.name}/${file}`))
    .filter((file) => file.endsWith(".yaml"))
    .sort();
}

let loaded: Catalogue | undefined;

export function loadCatalogue(): Catalogue {
  loaded ??= catalogueOf(catalogueFiles().map((file) => readTable<Library>(file)));
  return loaded;
}

export function catalogueOf(libraries: readonly Library[]): Catalogue {
  const libraryOf = new Map<Model, Library>();
  const anchors = new Set<string>();
  for (const library of libraries) {
    for (const model of library.models) {
      libraryOf.set(model, library);
      for (const anchor of anchorsOf(library, model)) anchors.add(anchor.toLowerCase());
    }
  }
  return { libraries, libraryOf, anchors: [...anchors].sort() };
}

export function anchorsOf(library: Library, model: Model): readonly string[] {
  return model.anchors ?? library.anchors;
}
