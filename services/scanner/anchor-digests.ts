/**
 * A digest of what each anchor opens: of all models that hold in the language and are looked at because of it, with all
 * that can change a result. What is found in a content by models depends on the anchors that stand in it and on nothing
 * else of the catalogue: no model opens, ranks or limits another that its own anchors do not. So two catalogues that agree
 * on the digests of the anchors in a content find the same in it.
 */
import { createHash } from "node:crypto";
import type { Catalogue } from "./models/catalogue.ts";
import type { Library, Model } from "./models/model.ts";
import { openedBy } from "./models/opened.ts";

/** Of one language: digests (hex, 16 characters) by anchor (lower case). */
export type AnchorDigests = ReadonlyMap<string, string>;

const DIGEST_CHARACTERS = 16;

/** By language id. */
export function anchorDigestsOf(catalogue: Catalogue): ReadonlyMap<string, AnchorDigests> {
  const told = new Map(Array.from(catalogue.libraryOf, ([model, library]) => [model, digestOf(library, model)]));
  return new Map(
    Array.from(openedBy(catalogue), ([language, opened]) => {
      const digests = Array.from(opened, ([anchor, models]): [string, string] => [
        anchor,
        hash(models.map((model) => told.get(model)).join()),
      ]);
      return [language, new Map(digests.sort(([a], [b]) => (a < b ? -1 : 1)))];
    }),
  );
}

/** What is for people, and which anchors open it where, is no part of what is found. */
const NOT_FOUND_BY = new Set(["title", "sources", "examples", "counterExamples", "models", "languages", "anchors"]);

function digestOf(library: Library, model: Model): string {
  const told = (table: object) => Object.entries(table).filter(([field]) => !NOT_FOUND_BY.has(field));
  return hash(JSON.stringify([told(library), told(model)]));
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, DIGEST_CHARACTERS);

/** As they are kept: the same for the same digests. */
export function textOfAnchors(digests: AnchorDigests): string {
  return JSON.stringify([...digests]);
}

/** Throws SyntaxError or TypeError where it is no such text. */
export function anchorsOfText(text: string): AnchorDigests {
  return new Map(JSON.parse(text) as [string, string][]);
}
