/** What a kind of manifest provides: which files it is, and how dependencies are found in their text. */

/** A dependency as it stands in a file. Offsets are characters of the text. */
export interface Dependency {
  readonly name: string;
  /** Version or range as spelled; empty where the file says none. */
  readonly version: string;
  readonly start: number;
  readonly end: number;
}

export interface Manifest {
  /** Part of the kind of a path: letters and dashes. */
  readonly id: string;
  /** File in `packages/` that knows its names. */
  readonly ecosystem: string;
  /** Of the file name, in lower case. */
  readonly files: RegExp;
  read(text: string): Iterable<Dependency>;
}

/** Whatever these patterns find; groups `name` and `version`. All quantifiers in them are bounded. */
export function byPatterns(...patterns: readonly RegExp[]): (text: string) => Iterable<Dependency> {
  return function* (text) {
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        const { name = "", version = "" } = match.groups ?? {};
        const start = match.index + match[0].indexOf(name);
        yield { name, version: version.trim(), start, end: start + name.length };
      }
    }
  };
}

/** The text with its XML comments blanked, so that offsets stay. */
export function withoutXmlComments(text: string): string {
  const parts: string[] = [];
  let at = 0;
  for (let start = text.indexOf("<!--"); start >= 0; start = text.indexOf("<!--", at)) {
    const end = text.indexOf("-->", start + 4);
    const stop = end < 0 ? text.length : end + 3;
    parts.push(text.slice(at, start), " ".repeat(stop - start));
    at = stop;
  }
  parts.push(text.slice(at));
  return parts.join("");
}
