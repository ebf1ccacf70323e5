/**
 * What the results of a kind depend on: a digest for each kind, over the parts of the engine that can have a say in what
 * is found in a content of that kind. A result of another engine holds where its kind's digest is the same, and where
 * `changes.ts` tells by the anchors in its content.
 */
import { anchorChanges } from "./anchor-changes.ts";
import { type AnchorDigests, anchorsOfText, textOfAnchors } from "./anchor-digests.ts";
import { modelsIn, spokenIn, standsIn } from "./anchors.ts";
import { ecosystemOf } from "./artifacts/dependencies/dependencies.ts";
import { settings } from "./artifacts/settings/settings.ts";
import { Changes } from "./changes.ts";
import { engineAnchors } from "./engine-anchors.ts";
import { changedParts, digestOfParts, engineParts } from "./engine-changes.ts";
import {
  COMMON,
  codeOf,
  type EngineParts,
  languageOfModels,
  modelsFor,
  packagesOf,
  SETTINGS,
} from "./engine-part-names.ts";
import { mainKind, manifestOfKind, readingsOf, refinements } from "./kinds.ts";
import { partsOfSecondKind } from "./wrappers/wrappers.ts";

/** The parts of the engine that results of a kind, also one of the second pass, depend on. */
export function partsOfKind(kind: string): readonly string[] {
  const parts = new Set([COMMON]);
  // A second pass looks for what its kind names, and for nothing of the engine's own.
  const second = partsOfSecondKind(kind);
  const named = second?.kind ?? kind;
  for (const reading of readingsOf(mainKind(named))) {
    if (reading.as === "binary" || reading.as === "artifact") continue;
    const spoken = spokenIn(reading);
    if (spoken) {
      for (const { id } of refinements(spoken)) parts.add(codeOf(id));
      if (!second) parts.add(modelsFor(modelsIn(spoken)));
    }
    if (!second && standsIn(settings, reading)) parts.add(SETTINGS);
  }
  const manifest = second ? undefined : manifestOfKind(named);
  if (manifest) parts.add(packagesOf(ecosystemOf(manifest.id)));
  return [...parts].sort();
}

export class KindDigests {
  readonly parts: EngineParts;
  readonly #partsOf: (kind: string) => readonly string[];
  readonly #anchors: () => ReadonlyMap<string, AnchorDigests>;
  readonly #known = new Map<string, string>();

  constructor(
    parts: EngineParts = engineParts(),
    partsOf: (kind: string) => readonly string[] = partsOfKind,
    anchors: () => ReadonlyMap<string, AnchorDigests> = engineAnchors,
  ) {
    this.parts = parts;
    this.#partsOf = partsOf;
    this.#anchors = anchors;
  }

  /** Digests of the parts of this engine that say what anchors open. */
  get modelDigests(): readonly string[] {
    return Object.entries(this.parts).flatMap(([part, digest]) => (languageOfModels(part) === undefined ? [] : digest));
  }

  /** What anchors open in this engine, as it is kept for engines to come: texts by the digest of the part they are of. */
  get anchorTexts(): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    for (const [language, digests] of this.#anchors()) {
      const part = this.parts[modelsFor(language)];
      if (part !== undefined) texts.set(part, textOfAnchors(digests));
    }
    return texts;
  }

  /** Digests of the parts of another engine of which `changesSince` wants to know what anchors opened. */
  anchorsAskedOf(before: EngineParts): readonly string[] {
    const { names } = changedParts(before, this.parts);
    return [...names].flatMap((part) => (languageOfModels(part) === undefined ? [] : (before[part] ?? [])));
  }

  /** The parts that results of a kind depend on, of this engine. */
  partsOf(kind: string): EngineParts {
    return Object.fromEntries(this.#partsOf(kind).map((part) => [part, this.parts[part] ?? ""]));
  }

  /** Hex, 32 characters. */
  of(kind: string): string {
    let digest = this.#known.get(kind);
    if (digest === undefined) {
      digest = digestOfParts(this.partsOf(kind));
      this.#known.set(kind, digest);
    }
    return digest;
  }

  /** `before`: of the engine that made the results; `anchorTexts`: what is known of what its anchors opened. */
  changesSince(before: EngineParts, anchorTexts: ReadonlyMap<string, string> = new Map()): Changes {
    return new Changes(before, this.parts, this.#partsOf, (language) => {
      const digest = before[modelsFor(language)];
      const text = digest === undefined ? undefined : anchorTexts.get(digest);
      if (text === undefined) return undefined;
      return anchorChanges(anchorsOfText(text), this.#anchors().get(language) ?? new Map());
    });
  }
}
