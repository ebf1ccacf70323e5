/** One content through the wrappers of its repository: what they find, and nothing else. */
import type { Outcome } from "../fact.ts";
import { readingOf } from "../kinds.ts";
import { type ActiveModels, activate } from "../matching/candidates.ts";
import { withOwnTests } from "../matching/own-tests.ts";
import { scanActive } from "../matching/source.ts";
import type { Model } from "../models/model.ts";
import { outcomeOf } from "../outcome.ts";
import { utf16ToUtf8 } from "../utf16.ts";
import { LARGEST_PARSED_BYTES } from "../windows/limits.ts";
import type { LargeContent } from "../windows/windows.ts";
import { partsOfSecondKind, type Wrappers } from "./wrappers.ts";

export class SecondPass {
  readonly #libraryOf = new Map<Model, string>();
  readonly #modelsOf = new Map<string, Model[]>();
  readonly #active = new Map<string, ActiveModels>();

  constructor({ libraries }: Wrappers) {
    for (const { library, languages, models } of libraries) {
      for (const model of models) this.#libraryOf.set(model, library);
      for (const id of languages) this.#modelsOf.set(id, [...(this.#modelsOf.get(id) ?? []), ...models]);
    }
  }

  /** `kind` is one of these wrappers. Throws ParserMemoryError as `Engine.scan` does. */
  async scan(kind: string, content: LargeContent): Promise<Outcome> {
    if (content.length > LARGEST_PARSED_BYTES) return { status: "skipped", reason: "too-large" };
    const region = new Uint8Array(content.length);
    const filled = content.read(region, 0);
    const bytes = region.subarray(0, utf16ToUtf8(region, 0, filled));
    return outcomeOf(() => this.#read(partsOfSecondKind(kind)?.kind ?? kind, bytes));
  }

  async #read(kind: string, bytes: Uint8Array): Promise<Outcome> {
    const reading = readingOf(kind, bytes);
    if (reading.as === "binary") return { status: "skipped", reason: reading.pointer ? "lfs-pointer" : "binary" };
    if (reading.as !== "language") return { status: "scanned", facts: [] };
    const { language } = reading;
    const active = this.#activeFor(language.modelsOf ?? language.id);
    if (!active) return { status: "scanned", facts: [] };
    const found = await scanActive(language, bytes, active, (model) => this.#libraryOf.get(model) ?? "");
    return { status: "scanned", ...found, facts: withOwnTests(language, bytes, found.facts) };
  }

  #activeFor(language: string): ActiveModels | undefined {
    const models = this.#modelsOf.get(language);
    const known = this.#active.get(language);
    if (known || !models) return known;
    const active = activate(models);
    this.#active.set(language, active);
    return active;
  }
}

/** A thread meets those of one repository after another. */
const MOST_KNOWN = 4;

/** The second passes that a thread is ready for, by their digest. */
export class SecondPasses {
  readonly #known = new Map<string, SecondPass>();

  know(all: readonly Wrappers[]): void {
    const fresh = all.filter(({ digest }) => !this.#known.has(digest));
    if (this.#known.size + fresh.length > MOST_KNOWN) this.#known.clear();
    for (const each of all) {
      if (!this.#known.has(each.digest)) this.#known.set(each.digest, new SecondPass(each));
    }
  }

  /** Undefined for a kind of the first pass. Throws Error where nobody said what is to be looked for. */
  of(kind: string): SecondPass | undefined {
    const parts = partsOfSecondKind(kind);
    if (!parts) return undefined;
    const known = this.#known.get(parts.digest);
    if (!known) throw new Error(`the wrappers of kind ${kind} are not known`);
    return known;
  }
}
