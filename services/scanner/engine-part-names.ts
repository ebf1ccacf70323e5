/** What the parts of the engine are called that results of kinds depend on (`engine-parts.ts`). */

/** Digests (hex, 32 characters) by the name of the part. */
export type EngineParts = Readonly<Record<string, string>>;

/** What every result depends on. */
export const COMMON = "common";
/** Which names are of which language, for whoever keeps results by path. */
export const NAMES = "names";
export const SETTINGS = "settings";
export const codeOf = (language: string): string => `language ${language}`;
const MODELS = "models ";
export const modelsFor = (language: string): string => MODELS + language;
/** The language of such a part; undefined for a part of another sort. */
export const languageOfModels = (part: string): string | undefined =>
  part.startsWith(MODELS) ? part.slice(MODELS.length) : undefined;
export const packagesOf = (ecosystem: string): string => `packages ${ecosystem}`;
