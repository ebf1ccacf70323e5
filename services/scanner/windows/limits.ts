/** Up to which size a content is read how. */

/** Up to this size whole, whatever it is. */
const WHOLE_BYTES = 10 << 20;
/** A source that is read by lexical rules: its tree lies in the heap, and takes a hundred times the memory of the text. */
const WHOLE_LEXICAL_BYTES = 1 << 20;
/** A source whose tree is needed: up to this size whole, as far as there is memory for its tree, and not at all beyond. */
export const LARGEST_PARSED_BYTES: number = 64 << 20;

/** The largest content that is read whole; `lexical`: in a language without a grammar. */
export function wholeBytes(lexical: boolean): number {
  return lexical ? WHOLE_LEXICAL_BYTES : WHOLE_BYTES;
}
