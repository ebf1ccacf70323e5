/**
 * What the results of a kind depend on: a digest for each kind, over the parts of the engine that can have a say in what
 * is found in a content of that kind. A result of another engine holds as long as its kind's digest is the same.
 */
import { createHash } from "node:crypto";
import { spokenIn, standsIn } from "./anchors.ts";
import { ecosystemOf } from "./artifacts/dependencies/dependencies.ts";
import { settings } from "./artifacts/settings/settings.ts";
import { changedParts, engineParts } from "./engine-changes.ts";
import { COMMON, codeOf, type EngineParts, modelsFor, packagesOf, SETTINGS } from "./engine-part-names.ts";
import { mainKind, manifestOfKind, readingsOf, refinements } from "./kinds.ts";
import { partsOfSecondKind } from "./wrappers/wrappers.ts";

/** The parts of the engine that results of a kind depend on, the second pass of a kind included. */
export function partsOfKind(kind: string): readonly string[] {
  const parts = new Set([COMMON]);
  const named = partsOfSecondKind(kind)?.kind ?? kind;
  for (const reading of readingsOf(mainKind(named))) {
    if (reading.as === "binary" || reading.as === "artifact") continue;
    const spoken = spokenIn(reading);
    if (spoken) {
      for (const { id } of refinements(spoken)) parts.add(codeOf(id));
      parts.add(modelsFor(spoken.modelsOf ?? spoken.id));
    }
    if (standsIn(settings, reading)) parts.add(SETTINGS);
  }
  const manifest = manifestOfKind(named);
  if (manifest) parts.add(packagesOf(ecosystemOf(manifest.id)));
  return [...parts].sort();
}

/** What has changed since results were made. */
export interface Changes {
  readonly any: boolean;
  /** Results of every kind may be others, or paths be of other kinds. */
  readonly all: boolean;
  /** Whether results of this kind may be others. */
  of(kind: string): boolean;
}

export class KindDigests {
  readonly parts: EngineParts;
  readonly #partsOf: (kind: string) => readonly string[];
  readonly #known = new Map<string, string>();

  constructor(parts: EngineParts = engineParts(), partsOf: (kind: string) => readonly string[] = partsOfKind) {
    this.parts = parts;
    this.#partsOf = partsOf;
  }

  /** Hex, 32 characters. */
  of(kind: string): string {
    let digest = this.#known.get(kind);
    if (digest === undefined) {
      const told = this.#partsOf(kind).map((part) => [part, this.parts[part]]);
      digest = createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 32);
      this.#known.set(kind, digest);
    }
    return digest;
  }

  /** `before`: of the engine that made the results. */
  changesSince(before: EngineParts): Changes {
    const { names, all } = changedParts(before, this.parts);
    return {
      any: names.size > 0,
      all,
      of: (kind) => names.size > 0 && this.#partsOf(kind).some((part) => names.has(part)),
    };
  }
}
