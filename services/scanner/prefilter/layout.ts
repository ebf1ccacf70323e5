/**
 * The kernel's memory map, shared by the host and the AssemblyScript kernel (which compiles this same file, so it may
 * hold nothing but plain integer constants):
 *
 *     PARAMETERS  tables of the first set of anchors  of the second  …  hits  guard  text  guard
 *
 * The tables of one set, whose addresses are bytes from their start:
 *
 *     ANY_TEDDY  ANY_ALIGNED  TEDDY  ALIGNED_BITS  ALIGNED_HEADS  TEDDY_HEADS  ENTRIES  literals
 */

/** u32 words the host sets once: text address, hits address, hit limit. */
export const PARAMETERS = 16;
/** Where the tables of the first set begin. Address 0 stands for "none" in them. */
export const TABLES = 1024;

/** u32: whether there are words for the nibble tables, and aligned words. */
export const ANY_TEDDY = 0;
export const ANY_ALIGNED = 4;
/** Eight nibble tables of 16 bytes: low and high nibble of each of a window's four bytes. */
export const TEDDY = 1024;

/** Bit set over hashes of the words looked for at multiples of four. 32 KiB: it stays in the first-level cache. */
export const ALIGNED_BITS = 4096;
export const ALIGNED_BITS_LOG2 = 18;
/** u32 per hash slot: where the slot's first entry lies in the memory, or 0. */
export const ALIGNED_HEADS = 36864;
export const ALIGNED_HEADS_LOG2 = 14;
export const TEDDY_HEADS = 102400;
export const TEDDY_HEADS_LOG2 = 12;

/**
 * Entries of one slot lie side by side: u32 folded word, u32 anchor id, u32 literal in the memory, u32 meta (length in bits
 * 0-15, distance of the word from the anchor's start in bits 16-23, last entry of its slot in bit 31).
 */
export const ENTRIES = 118784;
export const ENTRY_BYTES = 16;

/** A literal is a row of pairs of 16 bytes: what to OR into the text, what must come out. Past its end both are 0xff. */
export const LITERAL_STEP = 32;

/** A hit is one little-endian u64: offset in the high word, anchor id in the low one, so that it sorts as a number. */
export const HIT_BYTES = 8;

/** Text is looked at in chunks of this many bytes, counted from the start of the text. */
export const CHUNK = 64;
/** The furthest a word may lie from its anchor's start. */
export const MAX_BACK = 31;
/** Zero bytes before and readable bytes behind the text: a chunk, an anchor's last step, a word. */
export const GUARD = 128;
/** Fibonacci hashing: 2^32 divided by the golden ratio. The top bits of `word * HASH` are the hash. */
export const HASH = 0x9e3779b1;
/** ORed into a word of four bytes: folds ASCII letters (and merges a few other bytes, which the whole compare tells apart). */
export const FOLD = 0x20202020;
