/**
 * What has changed from one engine to another, and which results hold all the same: of a kind all, where no part that they
 * depend on has changed; where nothing but models did, those of contents in which no anchor stands that opened another
 * model, or the same otherwise (`anchor-changes.ts`).
 */
import type { AnchorChanges } from "./anchor-changes.ts";
import { anchorToken, tokensIn } from "./anchor-set.ts";
import { changedParts } from "./engine-changes.ts";
import { type EngineParts, languageOfModels } from "./engine-part-names.ts";

export class Changes {
  readonly any: boolean;
  /** Results of every kind may be others, or paths be of other kinds. */
  readonly all: boolean;
  /** Tokens of which a content's set holds none where its result holds, of a kind that is told `byAnchors`. */
  readonly changedAnchors: ReadonlySet<string>;
  readonly #names: ReadonlySet<string>;
  readonly #partsOf: (kind: string) => readonly string[];
  /** By the part; undefined where it is not known what its anchors opened. */
  readonly #models = new Map<string, AnchorChanges | undefined>();
  readonly #byAnchors = new Map<string, boolean>();

  /** `anchors`: of a language's models, where it is known. */
  constructor(
    before: EngineParts,
    now: EngineParts,
    partsOf: (kind: string) => readonly string[],
    anchors: (language: string) => AnchorChanges | undefined,
  ) {
    const { names, all } = changedParts(before, now);
    this.any = names.size > 0;
    this.all = all;
    this.#names = names;
    this.#partsOf = partsOf;
    const tokens = new Set<string>();
    for (const part of names) {
      const language = languageOfModels(part);
      if (language === undefined) continue;
      const changes = anchors(language);
      this.#models.set(part, changes);
      for (const anchor of changes?.changed ?? []) tokens.add(anchorToken(language, anchor));
      if (changes?.unsearched) tokens.add(anchorToken(language, ""));
    }
    this.changedAnchors = tokens;
  }

  /** Whether results of this kind may be others. */
  of(kind: string): boolean {
    return this.any && this.#partsOf(kind).some((part) => this.#names.has(part));
  }

  /** Whether, where they may be, the anchors in a content tell. */
  byAnchors(kind: string): boolean {
    let told = this.#byAnchors.get(kind);
    if (told === undefined) {
      const parts = this.#partsOf(kind);
      // What a content was read as stands in its set where models of several languages may be asked.
      const isOpen = parts.filter((part) => languageOfModels(part) !== undefined).length > 1;
      told = parts
        .filter((part) => this.#names.has(part))
        .every((part) => {
          const changes = this.#models.get(part);
          return changes !== undefined && (isOpen || !changes.unsearched);
        });
      this.#byAnchors.set(kind, told);
    }
    return told;
  }

  /** Whether the result of a content of this kind is the same. `anchors`: its set; undefined where it is not known. */
  holds(kind: string, anchors: string | undefined): boolean {
    if (!this.of(kind)) return true;
    if (anchors === undefined || !this.byAnchors(kind)) return false;
    return !tokensIn(anchors).some((token) => this.changedAnchors.has(token));
  }
}
