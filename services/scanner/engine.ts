/**
 * The engine: bytes in, facts out. One per thread. A batch of contents lies in one region of memory, one pass of the
 * prefilter finds the anchors of all of them, and only what holds an anchor of its own language goes further.
 */
import { Anchors, type Searched, spokenIn } from "./anchors.ts";
import type { Fact, Outcome } from "./fact.ts";
import { languageOfKind, manifestOfKind, type Reading, readingOf } from "./kinds.ts";
import { type ArtifactFacts, artifactFacts, type Piece } from "./matching/artifact-facts.ts";
import { withOwnTests } from "./matching/own-tests.ts";
import { scanSource } from "./matching/source.ts";
import { type Catalogue, loadCatalogue } from "./models/catalogue.ts";
import type { Model } from "./models/model.ts";
import { outcomeOf } from "./outcome.ts";
import { Prefilter } from "./prefilter/prefilter.ts";
import { utf16ToUtf8 } from "./utf16.ts";
import { settleIn } from "./windows/encodings.ts";
import { LARGEST_PARSED_BYTES, wholeBytes } from "./windows/limits.ts";
import { headOf, scanWindows } from "./windows/scan-windows.ts";
import { type LargeContent, LEXICAL_SHAPE, WINDOW_SHAPE, type WindowShape, windowBytes } from "./windows/windows.ts";

/** A content in the engine's memory region. */
export interface Placed {
  /** Kind by path. */
  readonly kind: string;
  readonly offset: number;
  readonly length: number;
}

/** Told of each content what its result depends on of the models; undefined where it is too much. See `anchor-set.ts`. */
export type AnchorsListener = (at: number, anchors: string | undefined) => void;

/** Zero bytes that must stand behind each content, so that no anchor spans two. */
export const GAP = 16;

export class Engine {
  readonly #catalogue: Catalogue;
  readonly #prefilter: Prefilter;
  readonly #anchors: Anchors;

  constructor(catalogue: Catalogue = loadCatalogue()) {
    this.#catalogue = catalogue;
    this.#anchors = new Anchors(catalogue);
    this.#prefilter = Prefilter.create(this.#anchors.literals, this.#anchors.sets);
  }

  /** Memory for at least `bytes`; valid until the next call. Fill it, then `scan`. */
  reserve(bytes: number): Uint8Array {
    return this.#prefilter.reserve(bytes);
  }

  /**
   * Outcomes in the order of `given`, which stand in ascending order in the region, each followed by `GAP` zeros. Throws
   * where a file broke the parser or used up its memory (`ParserMemoryError`): this thread can parse nothing any more.
   */
  async scan(region: Uint8Array, given: readonly Placed[], told?: AnchorsListener): Promise<readonly Outcome[]> {
    const contents = given.map((each) => {
      const length = utf16ToUtf8(region, each.offset, each.length);
      return length === each.length ? each : { ...each, length };
    });
    const bytesOf = ({ offset, length }: Placed) => region.subarray(offset, offset + length);
    const readings = contents.map((content) => readingOf(content.kind, bytesOf(content)));
    const anchored = this.#anchorsIn(contents, readings);
    const outcomes: Outcome[] = [];
    for (const [index, content] of contents.entries()) {
      const reading = readings[index] ?? { as: "text" };
      outcomes.push(await this.#scanOne(content.kind, reading, bytesOf(content), anchored[index]));
      told?.(index, this.#anchors.setOfModels(content.kind, reading, anchored[index]));
    }
    return outcomes;
  }

  /** Whether a content of this kind and size is one for `scanLarge`. */
  isLarge(kind: string, length: number): boolean {
    return length > wholeBytes(languageOfKind(kind)?.settledAt !== undefined);
  }

  /**
   * A content that is large: in windows, or whole where its language needs the tree of all of it. What
   * `reserve` gave before is written over.
   */
  async scanLarge(kind: string, content: LargeContent, given?: WindowShape, told?: AnchorsListener): Promise<Outcome> {
    const head = headOf(content);
    const reading = readingOf(kind, head);
    if (reading.as === "binary") {
      told?.(0, this.#anchors.setOfModels(kind, reading, undefined));
      return { status: "skipped", reason: reading.pointer ? "lfs-pointer" : "binary" };
    }
    const settledAt = reading.as === "language" ? reading.language.settledAt : undefined;
    if (reading.as === "language" && settledAt === undefined) return this.#scanParsed(kind, content, told);
    const shape = given ?? (settledAt ? LEXICAL_SHAPE : WINDOW_SHAPE);
    const region = this.reserve(windowBytes(shape) + GAP);
    const single = reading.as === "artifact" && reading.artifact.isOneObject?.(head) === true;
    const manner = { shape, single, ...(settledAt && { settle: settleIn(settledAt) }) };
    const met = new Set<number>();
    const outcome = await scanWindows(content, region, manner, async (length, piece) => {
      region.fill(0, length, length + GAP);
      const [anchors] = this.#anchorsIn([{ kind, offset: 0, length }], [reading]);
      for (const anchor of anchors ?? []) met.add(anchor);
      return this.#scanOne(kind, reading, region.subarray(0, length), anchors, piece);
    });
    told?.(0, this.#anchors.setOfModels(kind, reading, met));
    return outcome;
  }

  async #scanParsed(kind: string, content: LargeContent, told?: AnchorsListener): Promise<Outcome> {
    if (content.length > LARGEST_PARSED_BYTES) return { status: "skipped", reason: "too-large" };
    const region = this.reserve(content.length + GAP);
    const length = content.read(region.subarray(0, content.length), 0);
    region.fill(0, length, length + GAP);
    const [outcome] = await this.scan(region, [{ kind, offset: 0, length }], told);
    return outcome ?? { status: "failed", error: "the scan gave no outcome" };
  }

  #anchorsIn(contents: readonly Placed[], readings: readonly Reading[]): readonly (Set<number> | undefined)[] {
    const anchored = new Array<Set<number> | undefined>(contents.length);
    const sets = readings.map((reading) => this.#anchors.setOf(reading));
    let at = 0;
    const found = (offset: number, anchor: number): void => {
      for (let next = contents[at + 1]; next && next.offset <= offset; next = contents[at + 1]) at++;
      const set = anchored[at];
      if (set) set.add(anchor);
      else anchored[at] = new Set([anchor]);
    };
    // Neighbours that are searched for the same anchors are one text to the prefilter.
    for (let first = 0, last = 0; first < contents.length; first = last) {
      const set = sets[first];
      do last++;
      while (last < contents.length && sets[last] === set);
      const [head, tail] = [contents[first], contents[last - 1]];
      if (set === undefined || !head || !tail) continue;
      this.#prefilter.scan({ from: head.offset, to: tail.offset + tail.length }, found, set);
    }
    return anchored;
  }

  #scanOne(
    kind: string,
    reading: Reading,
    bytes: Uint8Array,
    anchors: ReadonlySet<number> | undefined,
    piece?: Piece,
  ): Promise<Outcome> {
    return outcomeOf(async () =>
      withDependencies(kind, bytes, await this.#read(reading, bytes, anchors, piece), piece),
    );
  }

  async #read(
    reading: Reading,
    bytes: Uint8Array,
    anchors: ReadonlySet<number> | undefined,
    piece: Piece | undefined,
  ): Promise<Outcome> {
    if (reading.as === "binary") return { status: "skipped", reason: reading.pointer ? "lfs-pointer" : "binary" };
    if (reading.as === "artifact") {
      const { facts, error } = artifactFacts([reading.artifact], reading.artifact.id, bytes, undefined, piece);
      return { status: "scanned", facts, ...(error !== undefined && { error }) };
    }
    if (!anchors) return { status: "scanned", facts: [] };
    const embedded = this.#embedded(reading, bytes, anchors, piece);
    const spoken = spokenIn(reading);
    const models = spoken ? this.#anchors.models(anchors, spoken) : [];
    const incomplete = embedded.incomplete === undefined ? {} : { error: embedded.incomplete };
    const marked = (facts: readonly Fact[]) => withOwnTests(spoken, bytes, facts);
    if (!spoken || models.length === 0) return { status: "scanned", facts: marked(embedded.facts), ...incomplete };
    const source = await scanSource(spoken, bytes, models, (model) => this.#libraryOf(model), piece?.wanted);
    return { status: "scanned", ...incomplete, ...source, facts: marked([...embedded.facts, ...source.facts]) };
  }

  /**
   * PEM blocks and settings inside code and prose. Many are illustrations, so what does not parse is no error there;
   * what was not read to its end is.
   */
  #embedded(
    reading: Searched,
    bytes: Uint8Array,
    anchors: ReadonlySet<number>,
    piece: Piece | undefined,
  ): ArtifactFacts {
    const formats = this.#anchors.artifacts(anchors, reading);
    if (formats.length === 0) return { facts: [] };
    const literals = new Set([...anchors].map((anchor) => this.#anchors.literals[anchor] ?? ""));
    const language = reading.as === "language" ? reading.language.id : "text";
    return artifactFacts(formats, language, bytes, literals, piece);
  }

  #libraryOf(model: Model): string {
    return this.#catalogue.libraryOf.get(model)?.library ?? "";
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
