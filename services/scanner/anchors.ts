/**
 * The literals of which one must stand in a content before anything looks into it, and what each one opens. A content is
 * searched only for those that open something in what it is read as: for code, half of the time that all would take.
 */
import { ARTIFACTS } from "./artifacts/all.ts";
import type { Artifact } from "./artifacts/artifact.ts";
import { languages, type Reading } from "./kinds.ts";
import type { Language } from "./languages/language.ts";
import { anchorsOf, type Catalogue } from "./models/catalogue.ts";
import type { Model } from "./models/model.ts";

const EMBEDDABLE = ARTIFACTS.filter((each) => each.anchors !== undefined);

/** A reading in which formats and models may stand. */
export type Searched = Exclude<Reading, { readonly as: "binary" | "artifact" }>;

export class Anchors {
  /** By number, lower case. */
  readonly literals: readonly string[];
  /** Numbers of the anchors that are searched for together. */
  readonly sets: readonly (readonly number[])[];
  readonly #setOf = new Map<string, number>();
  /** By number: the models it opens, by language id. */
  readonly #modelsOf: readonly ReadonlyMap<string, readonly Model[]>[];
  /** By number: the formats that look at a text with it. */
  readonly #artifactsOf: readonly ReadonlySet<Artifact>[];

  constructor(catalogue: Catalogue) {
    const ofArtifacts = EMBEDDABLE.flatMap((each) => each.anchors ?? []).map((each) => each.toLowerCase());
    this.literals = [...new Set([...catalogue.anchors, ...ofArtifacts])].sort();
    const numberOf = new Map(this.literals.map((anchor, index) => [anchor, index]));
    this.#modelsOf = modelsByAnchor(catalogue, numberOf);
    this.#artifactsOf = artifactsByAnchor(numberOf);
    const inLanguages = [...languages.values()].map((language): Searched => ({ as: "language", language }));
    this.sets = [{ as: "text" } as const, { as: "prose" } as const, ...inLanguages].map((reading, set) => {
      this.#setOf.set(nameOf(reading), set);
      return [...this.literals.keys()].filter((number) => this.#opensAny(number, reading));
    });
  }

  /** The number of the set for a content that is read so; none where no anchor is asked for. */
  setOf(reading: Reading): number | undefined {
    return this.#setOf.get(nameOf(reading));
  }

  /** The formats that these anchors open in such a content. */
  artifacts(found: ReadonlySet<number>, reading: Searched): readonly Artifact[] {
    const claimed = new Set([...found].flatMap((number) => [...(this.#artifactsOf[number] ?? [])]));
    return EMBEDDABLE.filter((each) => claimed.has(each) && standsIn(each, reading));
  }

  /** The models that these anchors open in a language. */
  models(found: ReadonlySet<number>, language: Language): readonly Model[] {
    const models = new Set<Model>();
    for (const number of found) {
      for (const model of this.#modelsOf[number]?.get(language.modelsOf ?? language.id) ?? []) models.add(model);
    }
    return [...models];
  }

  #opensAny(number: number, reading: Searched): boolean {
    const spoken = spokenIn(reading);
    if (spoken && this.#modelsOf[number]?.has(spoken.modelsOf ?? spoken.id)) return true;
    return [...(this.#artifactsOf[number] ?? [])].some((each) => standsIn(each, reading));
  }
}

/** The language whose models may hold in a content that is read so: lines of shell may stand in any text. */
export function spokenIn(reading: Searched): Language | undefined {
  if (reading.as === "language") return reading.language;
  return reading.as === "text" ? languages.get("scripts") : undefined;
}

const nameOf = (reading: Reading): string =>
  reading.as === "language" ? `language ${reading.language.id}` : reading.as;

/** Whether the format is looked for in a content that is read so. */
export function standsIn(format: Artifact, reading: Searched): boolean {
  if (format.within === undefined || reading.as === "text") return true;
  if (format.within === "text") return reading.as === "prose";
  return reading.as === "language" && format.within.includes(reading.language.id);
}

function modelsByAnchor(
  catalogue: Catalogue,
  numberOf: ReadonlyMap<string, number>,
): readonly ReadonlyMap<string, readonly Model[]>[] {
  const models: Map<string, Model[]>[] = Array.from(numberOf, () => new Map());
  for (const [model, library] of catalogue.libraryOf) {
    for (const anchor of anchorsOf(library, model)) {
      const byLanguage = models[numberOf.get(anchor.toLowerCase()) ?? -1];
      for (const language of library.languages) {
        const list = byLanguage?.get(language);
        if (list) list.push(model);
        else byLanguage?.set(language, [model]);
      }
    }
  }
  return models;
}

function artifactsByAnchor(numberOf: ReadonlyMap<string, number>): readonly ReadonlySet<Artifact>[] {
  const artifacts: Set<Artifact>[] = Array.from(numberOf, () => new Set());
  for (const artifact of EMBEDDABLE) {
    for (const anchor of artifact.anchors ?? []) artifacts[numberOf.get(anchor.toLowerCase()) ?? -1]?.add(artifact);
  }
  return artifacts;
}
