/** A repository's declaration as text. */
import type { Library } from "../models/model.ts";

/**
 * The declaration as it travels with the contents it is looked for in, read again by `readWrappers`: what a fact can depend
 * on, and no more, so that titles, sources and examples may change without a new scan.
 */
export function writeWrappers(libraries: readonly Library[]): string {
  return canonical(
    libraries.map(({ library, languages: ids, models }) => ({
      library,
      languages: ids,
      models: models.map(({ title: _, examples: __, counterExamples: ___, ...rest }) => rest),
    })),
  );
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${fields
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`)
    .join(",")}}`;
}
