/**
 * Nibble tables of the short anchors. A bucket passes a position when each of its four bytes has a low nibble and a
 * high nibble that some word of the bucket has there: a product of sets, so words that look alike belong together.
 */
import { BYTE_FREQUENCY } from "./rarity.ts";

const BUCKETS = 8;
/** Beyond this many words, neighbours in sorted order are joined first: pairwise comparison is quadratic. */
const MAX_GROUPS = 96;

/** Per byte of the window: which low nibbles (bits 0-15) and which high nibbles (bits 16-31) pass. */
type Masks = readonly [number, number, number, number];

interface Group {
  readonly masks: Masks;
  /** Estimated share of text positions that pass. */
  readonly passes: number;
}

/** The eight tables of 16 bytes (low and high nibble of byte 0, of byte 1 …), bit b of each byte standing for bucket b. */
export function nibbleTables(words: Iterable<number>): Uint8Array {
  const tables = new Uint8Array(128);
  const groups = cluster([...new Set(words)]);
  groups.forEach((group, bucket) => {
    group.masks.forEach((mask, position) => {
      for (let nibble = 0; nibble < 32; nibble++) {
        const cell = position * 32 + nibble;
        if ((mask >>> nibble) & 1) tables[cell] = (tables[cell] ?? 0) | (1 << bucket);
      }
    });
  });
  return tables;
}

/** Joins, step by step, the two groups whose union lets through the least more text, until they fit the buckets. */
function cluster(words: number[]): Group[] {
  words.sort((a, b) => a - b);
  let groups: Group[] = [];
  const run = Math.ceil(words.length / MAX_GROUPS);
  for (let from = 0; from < words.length; from += run) {
    groups.push(
      groupOf(words.slice(from, from + run).reduce<Masks>((masks, word) => union(masks, masksOf(word)), [0, 0, 0, 0])),
    );
  }
  const unions = new Map<string, Group>();
  while (groups.length > BUCKETS) {
    let best: readonly [number, number, Group] | undefined;
    let bestCost = Number.POSITIVE_INFINITY;
    for (let a = 0; a < groups.length; a++) {
      for (let b = a + 1; b < groups.length; b++) {
        const left = groups[a];
        const right = groups[b];
        if (!left || !right) continue;
        const masks = union(left.masks, right.masks);
        const key = masks.join();
        const joined = unions.get(key) ?? groupOf(masks);
        unions.set(key, joined);
        const cost = joined.passes - left.passes - right.passes;
        if (cost < bestCost) {
          bestCost = cost;
          best = [a, b, joined];
        }
      }
    }
    if (!best) break;
    const [a, b, joined] = best;
    groups = groups.filter((_, index) => index !== a && index !== b);
    groups.push(joined);
  }
  return groups;
}

/** A folded letter stands for both cases: high nibbles 4 and 6, or 5 and 7. Folded bytes below 0x40 have two forms too. */
function masksOf(word: number): Masks {
  const of = (position: number) => {
    const byte = (word >>> (8 * position)) & 0xff;
    const high = byte >>> 4;
    return ((1 << (byte & 15)) | (1 << (16 + high)) | (1 << (16 + (high & ~2)))) >>> 0;
  };
  return [of(0), of(1), of(2), of(3)];
}

function union(a: Masks, b: Masks): Masks {
  return [(a[0] | b[0]) >>> 0, (a[1] | b[1]) >>> 0, (a[2] | b[2]) >>> 0, (a[3] | b[3]) >>> 0];
}

function groupOf(masks: Masks): Group {
  return { masks, passes: masks.reduce((share, mask) => share * shareOf(mask), 1) };
}

const shares = new Map<number, number>();

function shareOf(mask: number): number {
  const known = shares.get(mask);
  if (known !== undefined) return known;
  let share = 0;
  for (let byte = 0; byte < 128; byte++) {
    if ((mask >>> (byte & 15)) & (mask >>> (16 + (byte >>> 4))) & 1) share += BYTE_FREQUENCY[byte] ?? 0;
  }
  shares.set(mask, share);
  return share;
}
