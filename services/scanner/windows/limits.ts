/** Up to which size a content is read how. */

/** Up to this size whole, whatever it is. */
export const WHOLE_BYTES: number = 10 << 20;
/** A source whose tree is needed: up to this size whole, as far as there is memory for its tree, and not at all beyond. */
export const LARGEST_PARSED_BYTES: number = 64 << 20;
