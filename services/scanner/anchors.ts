/**
 * The literals of which one must stand in a content before anything looks into it, and what each one opens. A content is
 * searched only for those that open something in what it is read as: for code, half of the time that all would take.
 */
import { anchorSet, anchorToken } from "./anchor-set.ts";
import { ARTIFACTS } from "./artifacts/all.ts";
import type { Artifact } from "./artifacts/artifact.ts";
import { languages, mainKind, type Reading, readingsOf } from "./kinds.ts";
import type { Language } from "./languages/language.ts";
import type { Catalogue } from "./models/catalogue.ts";
import type { Model } from "./models/model.ts";
import { type Opened, openedBy } from "./models/opened.ts";

const EMBEDDABLE = ARTIFACTS.filter((each) => each.anchors !== undefined);

/** A reading in which formats and models may stand. */
export type Searched = Exclude<Reading, { readonly as: "binary" | "artifact" }>;

export class Anchors {
  /** By number, lower case. */
  readonly literals: readonly string[];
  /** Numbers of the anchors that are searched for together. */
  readonly sets: readonly (readonly number[])[];
  readonly #setOf = new Map<string, number>();
  readonly #opened: Opened;
  /** By language and number, as far as they were met. */
  readonly #tokens = new Map<string, Map<number, string>>();
  /** By number: the formats that look at a text with it. */
  readonly #artifactsOf: readonly ReadonlySet<Artifact>[];

  constructor(catalogue: Catalogue) {
    const ofArtifacts = EMBEDDABLE.flatMap((each) => each.anchors ?? []).map((each) => each.toLowerCase());
    this.literals = [...new Set([...catalogue.anchors, ...ofArtifacts])].sort();
    const numberOf = new Map(this.literals.map((anchor, index) => [anchor, index]));
    this.#opened = openedBy(catalogue);
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
    const opened = this.#opened.get(modelsIn(language));
    for (const number of found) {
      for (const model of opened?.get(this.literals[number] ?? "") ?? []) models.add(model);
    }
    return [...models];
  }

  /**
   * What a result depends on of the models (`anchor-set.ts`), for a content of this kind that is read so and holds these
   * anchors; undefined where it is too much to be told.
   */
  setOfModels(kind: string, reading: Reading, found: ReadonlySet<number> | undefined): string | undefined {
    if (found === undefined && !isOpen(kind)) return NONE;
    const spoken = reading.as === "binary" || reading.as === "artifact" ? undefined : spokenIn(reading);
    if (!spoken) return NONE;
    const language = modelsIn(spoken);
    const tokens = isOpen(kind) ? [this.#token(READ_AS, language)] : [];
    for (const number of found ?? []) {
      const token = this.#token(number, language);
      if (token !== "") tokens.push(token);
    }
    return anchorSet(tokens);
  }

  /** Empty where the anchor opens no models there. */
  #token(number: number, language: string): string {
    let known = this.#tokens.get(language);
    if (known === undefined) {
      known = new Map([[READ_AS, anchorToken(language, "")]]);
      this.#tokens.set(language, known);
    }
    let token = known.get(number);
    if (token === undefined) {
      const anchor = this.literals[number] ?? "";
      token = this.#opened.get(language)?.has(anchor) ? anchorToken(language, anchor) : "";
      known.set(number, token);
    }
    return token;
  }

  #opensAny(number: number, reading: Searched): boolean {
    const spoken = spokenIn(reading);
    if (spoken && this.#opened.get(modelsIn(spoken))?.has(this.literals[number] ?? "")) return true;
    return [...(this.#artifactsOf[number] ?? [])].some((each) => standsIn(each, reading));
  }
}

/** The language whose models may hold in a content that is read so: lines of shell may stand in any text. */
export function spokenIn(reading: Searched): Language | undefined {
  if (reading.as === "language") return reading.language;
  return reading.as === "text" ? languages.get("scripts") : undefined;
}

/** The language, by its id, whose models hold in this one. */
export const modelsIn = (language: Language): string => language.modelsOf ?? language.id;

const NONE = anchorSet([]);
/** In place of an anchor's number. */
const READ_AS = -1;

const asked = new Map<string, readonly string[]>();

/** The languages whose models may be asked about a content of this kind: several where its bytes tell what it is. */
export function modelLanguagesOf(kind: string): readonly string[] {
  let known = asked.get(kind);
  if (known === undefined) {
    const readings = readingsOf(mainKind(kind)).filter((each) => each.as !== "binary" && each.as !== "artifact");
    known = [...new Set(readings.flatMap((each) => spokenIn(each) ?? []).map(modelsIn))];
    asked.set(kind, known);
  }
  return known;
}

const isOpen = (kind: string): boolean => modelLanguagesOf(kind).length > 1;

const nameOf = (reading: Reading): string =>
  reading.as === "language" ? `language ${reading.language.id}` : reading.as;

/** Whether the format is looked for in a content that is read so. */
export function standsIn(format: Artifact, reading: Searched): boolean {
  if (format.within === undefined || reading.as === "text") return true;
  if (format.within === "text") return reading.as === "prose";
  return reading.as === "language" && format.within.includes(reading.language.id);
}

function artifactsByAnchor(numberOf: ReadonlyMap<string, number>): readonly ReadonlySet<Artifact>[] {
  const artifacts: Set<Artifact>[] = Array.from(numberOf, () => new Set());
  for (const artifact of EMBEDDABLE) {
    for (const anchor of artifact.anchors ?? []) artifacts[numberOf.get(anchor.toLowerCase()) ?? -1]?.add(artifact);
  }
  return artifacts;
}
