/**
 * The kind of a content: language id, artifact id, `text` or `prose`, or `sniff` where the name alone does not tell.
 * Results are keyed by the kind *by path*, so that a result can be looked up before a byte is fetched; what `sniff` turns
 * out to be is decided from the bytes and so is the same for every path.
 */
import { ARTIFACTS } from "./artifacts/all.ts";
import type { Artifact } from "./artifacts/artifact.ts";
import { manifestIdOf, manifestOf } from "./artifacts/dependencies/dependencies.ts";
import { LANGUAGES } from "./languages/all.ts";
import { looksLikeCpp } from "./languages/c-or-cpp.ts";
import type { Language } from "./languages/language.ts";
import { isLfsPointer } from "./lfs-pointer.ts";

/** Kind of a path that neither a language nor an artifact claims by name: it may be a script, which its first line tells. */
export const SNIFF = "sniff";
/** Kind of a path whose ending tells that it is data, and so no script. */
export const TEXT = "text";
/** Kind of a text for people: what it says of a configuration is an example or advice. */
export const PROSE = "prose";
/** Kind of such a text by its name alone, which a script may have too: `install`. */
export const SNIFF_PROSE = "sniff-prose";

const byName = new Map<string, string>();
const byExtension = new Map<string, string>();
const byInterpreter = new Map<string, Language>();
export const languages: ReadonlyMap<string, Language> = new Map(LANGUAGES.map((each) => [each.id, each]));
const artifacts: ReadonlyMap<string, Artifact> = new Map(ARTIFACTS.map((each) => [each.id, each]));

for (const each of [...ARTIFACTS, ...LANGUAGES]) {
  for (const extension of each.extensions) byExtension.set(extension, each.id);
  for (const name of each.fileNames ?? []) byName.set(name.toLowerCase(), each.id);
}
for (const language of LANGUAGES) {
  for (const interpreter of language.interpreters ?? []) byInterpreter.set(interpreter, language);
}

/** Between what a file is and the manifest that it is too: `python+setup-py`, `sniff+package-json`. */
const BESIDE = "+";

/** Kind by file name alone. Pure: equal names, equal kinds, whatever the folder. */
export function kindOfPath(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const manifest = manifestIdOf(name);
  return manifest === undefined ? kindOfName(name) : kindOfName(name) + BESIDE + manifest;
}

/** The manifest of dependencies that a content of this kind is beside all else. */
export function manifestOfKind(kind: string): Artifact | undefined {
  const at = kind.indexOf(BESIDE);
  return at < 0 ? undefined : manifestOf(kind.slice(at + 1));
}

/** A kind without the manifest beside it. */
export function mainKind(kind: string): string {
  return kind.split(BESIDE, 1)[0] ?? kind;
}

/** The language that a content of this kind is in by its name. */
export function languageOfKind(kind: string): Language | undefined {
  return languages.get(mainKind(kind));
}

function kindOfName(name: string): string {
  const whole = byName.get(name);
  if (whole !== undefined) return whole;
  const dot = name.lastIndexOf(".");
  const known = dot > 0 ? byExtension.get(name.slice(dot)) : undefined;
  // `Dockerfile.dev`, `Makefile.local`
  const variant = dot > 0 ? byName.get(name.slice(0, name.indexOf("."))) : undefined;
  const language = variant !== undefined && languages.has(variant) ? variant : undefined;
  if (known !== undefined) return known;
  if (PROSE_ENDING.test(name)) return PROSE;
  if (PROSE_NAME.test(name)) return SNIFF_PROSE;
  return language ?? (DATA_ENDING.test(name) ? TEXT : SNIFF);
}

const PROSE_ENDING =
  /\.(?:md|mdx|markdown|rst|rest|adoc|asciidoc|asc|textile|org|tex|texi|texinfo|html?|xhtml|po|pot|[1-8]|svg|css|scss|less|diff|patch|log)$/;
const PROSE_NAME =
  /^(?:readme|changelog|changes|news|history|authors|contributing|copying|license|install|upgrading|todo)(?:\.txt)?$/;
/** Of 50,000 files with these endings, in 66 trees, none began with `#!`; of those with `.ini`, `.txt` or `.in` some did. */
const DATA_ENDING =
  /\.(?:ya?ml|json[5cl]?|xml|xsd|xslt?|toml|properties|lock|sum|(?:cs|vb|fs|vcx)proj|nuspec|resx|xaml|plist|strings|xlf|csv|tsv|sql|proto|dtsi?|s|asm|ipynb|png|jpe?g|gif|webp|ico|bmp|tiff?|pdf|woff2?|ttf|otf|eot|mp[34]|zip|jar|war|gz|tgz|bz2|xz|zst|7z)$/;

/** How a content is read: by a language's grammar, by an artifact format, as plain text, or not at all; `pointer`: it is elsewhere. */
export type Reading =
  | { readonly as: "language"; readonly language: Language }
  | { readonly as: "artifact"; readonly artifact: Artifact }
  | { readonly as: "text" }
  | { readonly as: "prose" }
  | { readonly as: "binary"; readonly pointer?: true };

/** Git's own rule: a NUL among the first 8,000 bytes. */
const BINARY_LOOK = 8000;
const SHEBANG_LOOK = 128;

export function readingOf(given: string, bytes: Uint8Array): Reading {
  if (isLfsPointer(bytes)) return { as: "binary", pointer: true };
  const kind = mainKind(given);
  const artifact = artifacts.get(kind);
  if (artifact) return { as: "artifact", artifact };
  // A Buffer's search is ten times as fast as a plain array's.
  if (Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, BINARY_LOOK)).includes(0)) {
    const head = bytes.subarray(0, SHEBANG_LOOK);
    const binary = ARTIFACTS.find((each) => each.matches?.(head));
    return binary ? { as: "artifact", artifact: binary } : { as: "binary" };
  }
  const named = languages.get(kind);
  if (named) return { as: "language", language: named };
  const language = mayBeScript(kind) ? byShebang(bytes) : undefined;
  if (language) return { as: "language", language };
  const head = bytes.subarray(0, SHEBANG_LOOK);
  const other = ARTIFACTS.find((each) => each.matches?.(head));
  if (other) return { as: "artifact", artifact: other };
  return { as: isProse(kind) ? "prose" : "text" };
}

const isProse = (kind: string): boolean => kind === PROSE || kind === SNIFF_PROSE;
const mayBeScript = (kind: string): boolean => kind !== PROSE && kind !== TEXT;

/** Every way in which `readingOf` may read a content of this kind. */
export function readingsOf(kind: string): readonly Reading[] {
  const artifact = artifacts.get(kind);
  if (artifact) return [{ as: "artifact", artifact }];
  const artifactsInside = ARTIFACTS.filter((each) => each.matches).map(
    (each): Reading => ({ as: "artifact", artifact: each }),
  );
  const language = languages.get(kind);
  const unnamed = mayBeScript(kind) ? new Set(byInterpreter.values()) : [];
  const read = (language ? [language] : [...unnamed]).map((each): Reading => ({ as: "language", language: each }));
  const plain: readonly Reading[] = language ? [] : [{ as: isProse(kind) ? "prose" : "text" }];
  return [{ as: "binary" }, ...artifactsInside, ...read, ...plain];
}

/** The grammar for a text of this language: a `.h` is C by name and may be C++ by content. Asked only where a parse follows. */
export function refine(language: Language, text: string): Language {
  if (language.id !== "c" || !looksLikeCpp(text)) return language;
  return languages.get("cpp") ?? language;
}

/** Every language that `refine` may answer. */
export function refinements(language: Language): readonly Language[] {
  const cpp = language.id === "c" ? languages.get("cpp") : undefined;
  return cpp ? [language, cpp] : [language];
}

function byShebang(bytes: Uint8Array): Language | undefined {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return undefined;
  const line =
    Buffer.from(bytes.subarray(2, SHEBANG_LOOK))
      .toString("latin1")
      .split(/[\r\n]/, 1)[0] ?? "";
  const words = line.trim().split(/\s+/);
  const program = (words[0] ?? "").split("/").pop();
  const interpreter = program === "env" ? words.slice(1).find((word) => !word.startsWith("-")) : program;
  if (interpreter === undefined) return undefined;
  return byInterpreter.get(interpreter) ?? byInterpreter.get(interpreter.replace(/(?<![\d.])[\d.]+$/, ""));
}
