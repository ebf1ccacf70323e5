/**
 * A repository's own functions as library models: looked for in a second pass over that repository alone, whose results
 * are kept apart from those of the engine's own models by their kind. The kind names what is looked for, so that a result
 * depends on bytes, kind and engine like any other, and no other repository ever meets it.
 */
import { kindOfPath, languages, mainKind, SNIFF } from "../kinds.ts";
import type { Library } from "../models/model.ts";

export interface Wrappers {
  /** Hex, 32 characters, over everything in `libraries` that can change a fact. */
  readonly digest: string;
  readonly libraries: readonly Library[];
}

/** Between a language and the digest of the wrappers that are looked for: `python@0123…`. */
const LOOKED_FOR = "@";

/** The kind under which the wrappers are looked for in the file at a path; undefined where it is in none of their languages. */
export function secondKind(path: string, wrappers: Wrappers): string | undefined {
  const { libraries } = wrappers;
  const kind = mainKind(kindOfPath(path));
  const asked = (id: string) => libraries.some((library) => library.languages.includes(id));
  const language = languages.get(kind);
  const wanted = language
    ? asked(language.modelsOf ?? language.id)
    : // A script may say by its first line what it is, where its name has no ending.
      kind === SNIFF &&
      !path.slice(path.lastIndexOf("/") + 1).includes(".") &&
      [...languages.values()].some(({ id, interpreters }) => interpreters !== undefined && asked(id));
  return wanted ? kindOfLanguage(kind, wrappers) : undefined;
}

/** The kind of a content in a language. */
export function kindOfLanguage(language: string, { digest }: Wrappers): string {
  return language + LOOKED_FOR + digest;
}

/** The two parts of a kind of the second pass; undefined for a kind of the first. */
export function partsOfSecondKind(kind: string): { readonly kind: string; readonly digest: string } | undefined {
  const at = kind.indexOf(LOOKED_FOR);
  return at < 0 ? undefined : { kind: kind.slice(0, at), digest: kind.slice(at + 1) };
}
