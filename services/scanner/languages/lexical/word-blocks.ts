/** Which words belong together as brackets do: `Sub … End Sub`, `case … of … end`. */
import type { LexicalRules } from "./rules.ts";
import type { Token } from "./tokens.ts";

/** Sets `match` of every word that begins a block which a later word ends. */
export function matchWords(tokens: readonly Token[], rules: LexicalRules): void {
  const blocks = rules.wordBlocks;
  if (!blocks) return;
  const open: Token[] = [];
  const key = (token: Token | undefined): string =>
    token?.kind !== "word" ? "" : rules.caseless ? token.text.toLowerCase() : token.text;
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token?.kind !== "word") continue;
    const word = key(token);
    const next = tokens[index + 1];
    if (blocks.ends.has(word)) {
      const what = blocks.named && next && !next.fresh ? key(next) : "";
      end(open, index, what, key);
      if (what !== "") index++;
    } else if (blocks.divides.has(word) && token.fresh && open.length > 0) {
      const divided = open.pop();
      if (divided) divided.match = index;
      open.push(token);
    } else if (blocks.opens(tokens, index, key)) open.push(token);
  }
}

/** Ends the innermost block of that name, and what is open within it; the innermost of all where none is named. */
function end(open: Token[], index: number, what: string, key: (token: Token | undefined) => string): void {
  const limit = what === "" ? open.length - 1 : Math.max(0, open.length - MAX_UNCLOSED);
  for (let at = open.length - 1; at >= Math.max(0, limit); at--) {
    const word = open[at] && key(open[at]);
    if (what !== "" && word !== what && !isPartOf(word ?? "", what)) continue;
    // what was never ended holds nothing: `Property X As Integer` has no body
    const [one] = open.splice(at);
    if (one) one.match = index;
    return;
  }
}

/** Unended words that one ending word passes. */
const MAX_UNCLOSED = 64;

const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["if", ["else", "elseif"]],
  ["select", ["case"]],
  ["try", ["catch", "finally"]],
]);

function isPartOf(word: string, block: string): boolean {
  return PARTS.get(block)?.includes(word) === true;
}
