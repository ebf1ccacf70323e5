/**
 * The multi-literal kernel. One pass over the text looks for two kinds of fingerprint and verifies whole anchors:
 *
 * - At every position, Teddy-style: nibble tables say for 16 positions at once which of 8 buckets of words the next four
 *   bytes may belong to. For anchors of 4 to 6 bytes, and for all anchors when they are few.
 * - At multiples of four only: the word there, folded and hashed, is looked up in a bit set. An anchor of 7 bytes or more
 *   contains, wherever it begins, exactly one of four neighbouring words at such a place. For thousands of anchors, where
 *   eight buckets would let nearly everything through.
 *
 * Either way a candidate's word leads through a hash table to the anchors with that word; each is compared whole, 16
 * bytes at a time. Memory map: ../layout.ts. Which words: ../windows.ts.
 */
import {
  ANY_ALIGNED, ANY_TEDDY, CHUNK, ENTRY_BYTES, FOLD, HASH, HIT_BYTES, LITERAL_STEP, ALIGNED_BITS, ALIGNED_BITS_LOG2, ALIGNED_HEADS,
  ALIGNED_HEADS_LOG2, PARAMETERS, TEDDY_HEADS, TEDDY_HEADS_LOG2, TEDDY,
} from "../layout";

const MULTIPLIER: u32 = HASH as u32;
const CHUNK_BYTES: usize = CHUNK as usize;

/** Of the anchors looked for. */
let tables: usize = 0;
let text: usize = 0;
/** Where an anchor may begin and must end. */
let begin: usize = 0;
let end: usize = 0;
let hits: usize = 0;
let count: u32 = 0;
let stoppedAt: u32 = 0;

/** Sets one hit in its place: hits come almost in order, so this rarely moves anything. */
function report(offset: u32, anchor: u32): void {
  const hit: u64 = ((offset as u64) << 32) | (anchor as u64);
  let at: usize = hits + ((count as usize) * HIT_BYTES);
  while (at > hits && load<u64>(at - HIT_BYTES) > hit) {
    store<u64>(at, load<u64>(at - HIT_BYTES));
    at -= HIT_BYTES;
  }
  store<u64>(at, hit);
  count++;
}

/** Compares the text at `at` with each anchor of a slot that has this word. */
function verify(entry: usize, word: u32, at: usize): void {
  for (;;) {
    const meta = load<u32>(entry, 12);
    if (load<u32>(entry) == word) {
      const start: usize = at - ((meta >> 16) & 0xff);
      const length: usize = meta & 0xffff;
      if (start >= begin && start + length <= end) {
        let literal: usize = load<u32>(entry, 8);
        let from: usize = start;
        const stop: usize = start + length;
        let equal = true;
        do {
          if (!i8x16.all_true(i8x16.eq(v128.or(v128.load(from), v128.load(literal)), v128.load(literal, 16)))) {
            equal = false;
            break;
          }
          from += 16;
          literal += LITERAL_STEP;
        } while (from < stop);
        if (equal) report((start - text) as u32, load<u32>(entry, 4));
      }
    }
    if ((meta as i32) < 0) return;
    entry += ENTRY_BYTES;
  }
}

/** `mask` has a bit for each byte where a word of the nibble tables may end, bit 0 at `block`. */
function checkTeddy(block: usize, mask: u64): void {
  do {
    const at: usize = block + (ctz(mask) as usize) - 3;
    const word = load<u32>(at) | FOLD;
    const entry = load<u32>(tables + ((((word * MULTIPLIER) >>> (32 - TEDDY_HEADS_LOG2)) as usize) << 2), TEDDY_HEADS);
    if (entry != 0) verify(entry, word, at);
    mask &= mask - 1;
  } while (mask != 0);
}

/** `mask` has a bit for each of 16 words of the chunk that may be in the bit set. */
function checkAligned(chunk: usize, mask: u32): void {
  do {
    const at: usize = chunk + ((ctz(mask) as usize) << 2);
    const word = load<u32>(at) | FOLD;
    const entry = load<u32>(tables + ((((word * MULTIPLIER) >>> (32 - ALIGNED_HEADS_LOG2)) as usize) << 2), ALIGNED_HEADS);
    if (entry != 0) verify(entry, word, at);
    mask &= mask - 1;
  } while (mask != 0);
}

// @ts-ignore: decorator
@inline
function look(bits: usize, chunk: usize, index: usize): u32 {
  const hash: u32 = ((load<u32>(chunk + (index << 2)) | FOLD) * MULTIPLIER) >>> (32 - ALIGNED_BITS_LOG2);
  return ((load<u32>(bits + (((hash >>> 5) as usize) << 2), ALIGNED_BITS) >>> (hash & 31)) & 1) << (index as u32);
}

// @ts-ignore: decorator
@inline
function before(previous: v128, current: v128): v128 {
  return v128.shuffle<u8>(previous, current, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

/** Where the last `scan` stopped: its `to`, or earlier when the hit buffer could not hold another chunk's hits. */
export function stopped(): u32 {
  return stoppedAt;
}

/**
 * Looks for the anchors of the tables at `set` that lie whole in text[first..last), in the chunks that begin in
 * text[from..to); `from` is a multiple of CHUNK. The hit buffer already holds `held` hits. Returns how many it holds now.
 */
export function scan(set: usize, first: u32, last: u32, from: u32, to: u32, held: u32): u32 {
  tables = set;
  text = load<u32>(PARAMETERS);
  hits = load<u32>(PARAMETERS, 4);
  begin = text + first;
  end = text + last;
  count = held;
  const limit = load<u32>(PARAMETERS, 8);
  const anyTeddy = load<u32>(set, ANY_TEDDY) != 0;
  const anyAligned = load<u32>(set, ANY_ALIGNED) != 0;

  const low0 = v128.load(set, TEDDY), high0 = v128.load(set, TEDDY + 16);
  const low1 = v128.load(set, TEDDY + 32), high1 = v128.load(set, TEDDY + 48);
  const low2 = v128.load(set, TEDDY + 64), high2 = v128.load(set, TEDDY + 80);
  const low3 = v128.load(set, TEDDY + 96), high3 = v128.load(set, TEDDY + 112);
  const nibble = i8x16.splat(0x0f);
  const zero = i8x16.splat(0);

  // What the block before this one leaves for windows that begin there: a window may span a seam, never two.
  let chunk: usize = text + from;
  let value = v128.load(chunk - 16);
  let low = v128.and(value, nibble);
  let high = v128.and(i16x8.shr_u(value, 4), nibble);
  let past0 = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
  let past1 = v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high));
  let past2 = v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high));
  past1 = v128.and(past1, before(zero, past0));
  past2 = v128.and(past2, before(zero, past1));

  const stop: usize = text + to;
  while (chunk < stop) {
    if (count > limit) break;
    if (anyTeddy) {
      let mask: u64 = 0;
      for (let k: usize = 0; k < CHUNK_BYTES; k += 16) {
        value = v128.load(chunk + k);
        low = v128.and(value, nibble);
        high = v128.and(i16x8.shr_u(value, 4), nibble);
        const now0 = v128.and(i8x16.swizzle(low0, low), i8x16.swizzle(high0, high));
        const now1 = v128.and(v128.and(i8x16.swizzle(low1, low), i8x16.swizzle(high1, high)), before(past0, now0));
        const now2 = v128.and(v128.and(i8x16.swizzle(low2, low), i8x16.swizzle(high2, high)), before(past1, now1));
        const now3 = v128.and(v128.and(i8x16.swizzle(low3, low), i8x16.swizzle(high3, high)), before(past2, now2));
        past0 = now0;
        past1 = now1;
        past2 = now2;
        mask |= ((i8x16.bitmask(i8x16.eq(now3, zero)) ^ 0xffff) as u64) << k;
      }
      if (mask != 0) checkTeddy(chunk, mask);
    }
    if (anyAligned) {
      const mask = look(set, chunk, 0) | look(set, chunk, 1) | look(set, chunk, 2) | look(set, chunk, 3)
        | look(set, chunk, 4) | look(set, chunk, 5) | look(set, chunk, 6) | look(set, chunk, 7)
        | look(set, chunk, 8) | look(set, chunk, 9) | look(set, chunk, 10) | look(set, chunk, 11)
        | look(set, chunk, 12) | look(set, chunk, 13) | look(set, chunk, 14) | look(set, chunk, 15);
      if (mask != 0) checkAligned(chunk, mask);
    }
    chunk += CHUNK_BYTES;
  }
  stoppedAt = (chunk - text) as u32;
  return count;
}
