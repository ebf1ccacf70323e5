/** For the languages' tests: opens a small source and asks for sites by the text that stands there. */
import { loadGrammar, parse } from "./grammars.ts";
import type { Language, Site, SourceFile, Value } from "./language.ts";

export async function openSource(language: Language, text: string): Promise<SourceFile> {
  await loadGrammar(language);
  const tree = parse(language, text);
  if (!tree) throw new Error("the parser gave up");
  return language.open(text, tree);
}

/** The site whose name ends where `name` ends, at its `occurrence`th mention (0-based). */
export function siteOf(file: SourceFile, name: string, occurrence = 0): Site | undefined {
  let at = file.text.indexOf(name);
  for (let count = 0; count < occurrence && at >= 0; count++) at = file.text.indexOf(name, at + 1);
  if (at < 0) throw new Error(`"${name}" does not stand in the source`);
  return file.siteAt(at + name.length - 1);
}

/** `form names` of a site: `call hashlib.md5`. */
export function spelled(site: Site | undefined): string {
  return site === undefined ? "none" : `${site.form} ${site.names.join(" | ")}`;
}

/** Values of the arguments in a short notation: `"RSA"`, `2048`, `@a.b.C`, `a.b.C()`, `[1, 2]`, `?`. */
export function valuesOf(file: SourceFile, site: Site | undefined): string {
  return (site?.arguments ?? [])
    .map(({ name, node }) => `${name === undefined ? "" : `${name}=`}${shown(file.evaluate(node))}`)
    .join(", ");
}

export function shown(value: Value): string {
  switch (value.kind) {
    case "string":
      return JSON.stringify(value.text);
    case "number":
    case "boolean":
      return String(value.value);
    case "name":
      return `@${value.name}`;
    case "call":
      return `${value.site.names.join("|")}()`;
    case "list":
      return `[${value.items.map(shown).join(", ")}]`;
    case "object":
      return "{}";
    case "choice":
      return value.values.map(shown).join(" or ");
    case "none":
      return "none";
    case "unknown":
      return "?";
  }
}
