/**
 * The engine: bytes in, facts out. One per thread. A batch of contents lies in one region of memory, one pass of the
 * prefilter finds the anchors of all of them, and only what holds an anchor of its own language goes further.
 */
import { ARTIFACTS } from "./artifacts/all.ts";
import type { Artifact } from "./artifacts/artifact.ts";
import type { Outcome } from "./fact.ts";
import { manifestOfKind, type Reading, readingOf } from "./kinds.ts";
import type { Language } from "./languages/language.ts";
import { checkParser } from "./languages/parser-memory.ts";
import { scripts } from "./languages/shell.ts";
import { type ArtifactFacts, artifactFacts, type Piece } from "./matching/artifact-facts.ts";
import { scanSource } from "./matching/source.ts";
import { anchorsOf, type Catalogue, loadCatalogue } from "./models/catalogue.ts";
import type { Model } from "./models/model.ts";
import { Prefilter } from "./prefilter/prefilter.ts";
import { utf16ToUtf8 } from "./utf16.ts";
import { LARGEST_PARSED_BYTES } from "./windows/limits.ts";
import { headOf, scanWindows } from "./windows/scan-windows.ts";
import { type LargeContent, WINDOW_SHAPE, type WindowShape, windowBytes } from "./windows/windows.ts";

/** A content in the engine's memory region. */
export interface Placed {
  /** Kind by path. */
  readonly kind: string;
  readonly offset: number;
  readonly length: number;
}

/** Zero bytes that must stand behind each content, so that no anchor spans two. */
export const GAP = 16;

const EMBEDDABLE = ARTIFACTS.filter((each) => each.anchors !== undefined);

export class Engine {
  readonly #catalogue: Catalogue;
  readonly #prefilter: Prefilter;
  /** By number, lower case. */
  readonly #anchors: readonly string[];
  /** By anchor number: the models it opens, by language id. */
  readonly #modelsOf: readonly ReadonlyMap<string, readonly Model[]>[];
  /** By anchor number: the artifact formats that look at a text with it. */
  readonly #artifactsOf: ReadonlyMap<number, ReadonlySet<Artifact>>;

  constructor(catalogue: Catalogue = loadCatalogue()) {
    this.#catalogue = catalogue;
    const artifactAnchors = ARTIFACTS.flatMap((each) => each.anchors ?? []).map((each) => each.toLowerCase());
    const anchors = [...new Set([...catalogue.anchors, ...artifactAnchors])].sort();
    const numberOf = new Map(anchors.map((anchor, index) => [anchor, index]));
    const modelsOf: Map<string, Model[]>[] = anchors.map(() => new Map());
    for (const [model, library] of catalogue.libraryOf) {
      for (const anchor of anchorsOf(library, model)) {
        const byLanguage = modelsOf[numberOf.get(anchor.toLowerCase()) ?? -1];
        for (const language of library.languages) {
          const list = byLanguage?.get(language);
          if (list) list.push(model);
          else byLanguage?.set(language, [model]);
        }
      }
    }
    this.#modelsOf = modelsOf;
    this.#anchors = anchors;
    this.#artifactsOf = artifactsByAnchor(numberOf);
    this.#prefilter = Prefilter.create(anchors);
  }

  /** Memory for at least `bytes`; valid until the next call. Fill it, then `scan`. */
  reserve(bytes: number): Uint8Array {
    return this.#prefilter.reserve(bytes);
  }

  /**
   * Outcomes in the order of `given`, which stand in ascending order in the region, each followed by `GAP` zeros. Throws
   * where a file broke the parser or used up its memory (`ParserMemoryError`): this thread can parse nothing any more.
   */
  async scan(region: Uint8Array, given: readonly Placed[]): Promise<readonly Outcome[]> {
    const contents = given.map((each) => {
      const length = utf16ToUtf8(region, each.offset, each.length);
      return length === each.length ? each : { ...each, length };
    });
    const anchored = this.#anchorsIn(contents);
    const outcomes: Outcome[] = [];
    for (const [index, content] of contents.entries()) {
      const bytes = region.subarray(content.offset, content.offset + content.length);
      outcomes.push(await this.#scanOne(content.kind, bytes, anchored[index]));
    }
    return outcomes;
  }

  /**
   * A content of more than `WHOLE_BYTES`: in windows, or whole where its language needs the tree of all of it. What
   * `reserve` gave before is written over.
   */
  async scanLarge(kind: string, content: LargeContent, shape: WindowShape = WINDOW_SHAPE): Promise<Outcome> {
    const head = headOf(content);
    const reading = readingOf(kind, head);
    if (reading.as === "binary") return { status: "skipped", reason: "binary" };
    if (reading.as === "language" && reading.language.grammar !== undefined) return this.#scanParsed(kind, content);
    const region = this.reserve(windowBytes(shape) + GAP);
    const single = reading.as === "artifact" && reading.artifact.isOneObject?.(head) === true;
    return scanWindows(content, region, { shape, single }, async (length, piece) => {
      region.fill(0, length, length + GAP);
      const [anchors] = this.#anchorsIn([{ kind, offset: 0, length }]);
      return this.#scanOne(kind, region.subarray(0, length), anchors, { reading, piece });
    });
  }

  async #scanParsed(kind: string, content: LargeContent): Promise<Outcome> {
    if (content.length > LARGEST_PARSED_BYTES) return { status: "skipped", reason: "too-large" };
    const region = this.reserve(content.length + GAP);
    const length = content.read(region.subarray(0, content.length), 0);
    region.fill(0, length, length + GAP);
    const [outcome] = await this.scan(region, [{ kind, offset: 0, length }]);
    return outcome ?? { status: "failed", error: "the scan gave no outcome" };
  }

  #anchorsIn(contents: readonly Placed[]): readonly (Set<number> | undefined)[] {
    const anchored = new Array<Set<number> | undefined>(contents.length);
    const last = contents.at(-1);
    if (!last) return anchored;
    let at = 0;
    this.#prefilter.scan(last.offset + last.length, (offset, anchor) => {
      for (let next = contents[at + 1]; next && next.offset <= offset; next = contents[at + 1]) at++;
      const set = anchored[at];
      if (set) set.add(anchor);
      else anchored[at] = new Set([anchor]);
    });
    return anchored;
  }

  async #scanOne(
    kind: string,
    bytes: Uint8Array,
    anchors: ReadonlySet<number> | undefined,
    { reading, piece }: { readonly reading?: Reading; readonly piece?: Piece } = {},
  ): Promise<Outcome> {
    let outcome: Outcome;
    let thrown: unknown;
    try {
      const read = await this.#read(reading ?? readingOf(kind, bytes), bytes, anchors, piece);
      outcome = withDependencies(kind, bytes, read, piece);
    } catch (error) {
      thrown = error;
      outcome = { status: "failed", error: error instanceof Error ? error.message : String(error) };
    }
    checkParser(thrown);
    return outcome;
  }

  async #read(
    reading: Reading,
    bytes: Uint8Array,
    anchors: ReadonlySet<number> | undefined,
    piece: Piece | undefined,
  ): Promise<Outcome> {
    if (reading.as === "binary") return { status: "skipped", reason: "binary" };
    if (reading.as === "artifact") {
      const { facts, error } = artifactFacts([reading.artifact], reading.artifact.id, bytes, undefined, piece);
      return { status: "scanned", facts, ...(error !== undefined && { error }) };
    }
    if (!anchors) return { status: "scanned", facts: [] };
    const language = reading.as === "language" ? reading.language : undefined;
    const embedded = this.#embedded(reading.as, language, bytes, anchors, piece);
    const spoken = language ?? (reading.as === "text" ? scripts : undefined);
    const models = spoken ? this.#modelsFor(spoken, anchors) : [];
    const incomplete = embedded.incomplete === undefined ? {} : { error: embedded.incomplete };
    if (!spoken || models.length === 0) return { status: "scanned", facts: embedded.facts, ...incomplete };
    const source = await scanSource(spoken, bytes, models, (model) => this.#libraryOf(model), piece?.wanted);
    return { status: "scanned", ...incomplete, ...source, facts: [...embedded.facts, ...source.facts] };
  }

  /**
   * PEM blocks and settings inside code and prose. Many are illustrations, so what does not parse is no error there;
   * what was not read to its end is.
   */
  #embedded(
    as: "language" | "text" | "prose",
    language: Language | undefined,
    bytes: Uint8Array,
    anchors: ReadonlySet<number>,
    piece: Piece | undefined,
  ): ArtifactFacts {
    const claimed = new Set([...anchors].flatMap((anchor) => [...(this.#artifactsOf.get(anchor) ?? [])]));
    const formats = EMBEDDABLE.filter((each) => claimed.has(each) && standsIn(each, as, language));
    if (formats.length === 0) return { facts: [] };
    const literals = new Set([...anchors].map((anchor) => this.#anchors[anchor] ?? ""));
    return artifactFacts(formats, language?.id ?? "text", bytes, literals, piece);
  }

  #libraryOf(model: Model): string {
    return this.#catalogue.libraryOf.get(model)?.library ?? "";
  }

  #modelsFor(language: Language, anchors: ReadonlySet<number>): readonly Model[] {
    const models = new Set<Model>();
    for (const anchor of anchors) {
      for (const model of this.#modelsOf[anchor]?.get(language.modelsOf ?? language.id) ?? []) models.add(model);
    }
    return [...models];
  }
}

/** A manifest names dependencies, whatever else it is. */
function withDependencies(kind: string, bytes: Uint8Array, outcome: Outcome, piece: Piece | undefined): Outcome {
  const manifest = outcome.status === "scanned" ? manifestOfKind(kind) : undefined;
  if (!manifest || outcome.status !== "scanned") return outcome;
  const { facts, error } = artifactFacts([manifest], manifest.id, bytes, undefined, piece);
  const said = outcome.error ?? error;
  return { ...outcome, facts: [...outcome.facts, ...facts], ...(said !== undefined && { error: said }) };
}

function standsIn(format: Artifact, as: "language" | "text" | "prose", language: Language | undefined): boolean {
  if (format.within === undefined || as === "text") return true;
  if (format.within === "text") return as === "prose";
  return language !== undefined && format.within.includes(language.id);
}

function artifactsByAnchor(numberOf: ReadonlyMap<string, number>): ReadonlyMap<number, ReadonlySet<Artifact>> {
  const artifacts = new Map<number, Set<Artifact>>();
  for (const artifact of EMBEDDABLE) {
    for (const anchor of artifact.anchors ?? []) {
      const number = numberOf.get(anchor.toLowerCase()) ?? -1;
      artifacts.set(number, (artifacts.get(number) ?? new Set()).add(artifact));
    }
  }
  return artifacts;
}
