/**
 * The anchors of models that stand in a content, as they are kept beside its result: a short token for each, one behind
 * another, so that most results keep nothing and the others a few characters. A token is of an anchor and the language
 * whose models it opens; one of no anchor says what a content was read as, where its kind leaves that open.
 *
 * Two anchors may share a token, and one may stand across two others: then a content is scanned again that need not be.
 */
import { createHash } from "node:crypto";

/** Of 64 different characters: 36 bits. */
export const TOKEN_CHARACTERS = 6;
/** A content with more of them, a list of names most likely, is scanned again whenever a model changes. */
const MOST_TOKENS = 64;

/** Every set that `anchorSet` gives, and nothing else that could be mistaken for one. */
export const ANCHOR_SET: RegExp = new RegExp(`^(?:[\\w-]{${TOKEN_CHARACTERS}}){0,${MOST_TOKENS}}$`);

/** `language`: whose models; `anchor`: lower case, empty for having been read as this language at all. */
export function anchorToken(language: string, anchor: string): string {
  return createHash("sha256").update(`${language}\0${anchor}`).digest("base64url").slice(0, TOKEN_CHARACTERS);
}

/** Undefined where there are too many to be kept. */
export function anchorSet(tokens: readonly string[]): string | undefined {
  if (tokens.length > MOST_TOKENS) return undefined;
  return tokens.length < 2 ? (tokens[0] ?? "") : [...tokens].sort().join("");
}

export function tokensIn(set: string): readonly string[] {
  return Array.from({ length: set.length / TOKEN_CHARACTERS }, (_, at) =>
    set.slice(at * TOKEN_CHARACTERS, (at + 1) * TOKEN_CHARACTERS),
  );
}
