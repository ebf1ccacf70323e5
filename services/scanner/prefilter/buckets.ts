/**
 * Nibble tables of the words looked for at every position. A bucket passes a position when each of its four bytes has a low nibble and a
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
  const groups: Group[] = [];
  const run = Math.ceil(words.length / MAX_GROUPS);
  for (let from = 0; from < words.length; from += run) {
    groups.push(
      groupOf(
        words
          .slice(from, from + run)
          .map(masksOf)
          .reduce(union),
      ),
    );
  }
  const joinCost = (a: Group, b: Group) => groupOf(union(a.masks, b.masks)).passes - a.passes - b.passes;
  /** costs[a][b] for b < a, kept up to date: one row and one column change per step. */
  const costs = groups.map((group, a) => groups.slice(0, a).map((other) => joinCost(group, other)));
  while (groups.length > BUCKETS) {
    const [a, b] = cheapest(costs);
    const [left, right] = [groups[a], groups[b]];
    if (!left || !right) break;
    groups.splice(a, 1);
    groups.splice(b, 1);
    costs.splice(a, 1);
    costs.splice(b, 1);
    for (const row of costs) {
      if (row.length > a) row.splice(a, 1);
      if (row.length > b) row.splice(b, 1);
    }
    const joined = groupOf(union(left.masks, right.masks));
    costs.push(groups.map((other) => joinCost(joined, other)));
    groups.push(joined);
  }
  return groups;
}

/** Row and column (row > column) of the lowest cost. */
function cheapest(costs: readonly (readonly number[])[]): readonly [number, number] {
  let best: readonly [number, number] = [1, 0];
  let bestCost = Number.POSITIVE_INFINITY;
  for (let a = 0; a < costs.length; a++) {
    const row = costs[a] ?? [];
    for (let b = 0; b < row.length; b++) {
      const cost = row[b] ?? bestCost;
      if (cost < bestCost) {
        bestCost = cost;
        best = [a, b];
      }
    }
  }
  return best;
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
  return { masks, passes: shareOf(masks[0]) * shareOf(masks[1]) * shareOf(masks[2]) * shareOf(masks[3]) };
}

/** Share of the bytes with high nibble h whose low nibble is in the set s of 0-7, at h * 512 + s; of 8-15, 256 behind. */
const SHARES = Float64Array.from({ length: 8 * 512 }, (_, cell) => {
  const [high, half, set] = [cell >> 9, (cell >> 8) & 1, cell & 255];
  let share = 0;
  for (let low = 0; low < 8; low++) {
    if ((set >> low) & 1) share += BYTE_FREQUENCY[high * 16 + half * 8 + low] ?? 0;
  }
  return share;
});

/** Estimated share of bytes that pass this mask. */
function shareOf(mask: number): number {
  let share = 0;
  for (let high = 0; high < 8; high++) {
    if (!((mask >>> (16 + high)) & 1)) continue;
    share += (SHARES[high * 512 + (mask & 255)] ?? 0) + (SHARES[high * 512 + 256 + ((mask >>> 8) & 255)] ?? 0);
  }
  return share;
}
