/**
 * Which four bytes of each anchor the kernel looks for. Rare ones, so that ordinary text yields few candidates; shared
 * ones, so that thousands of anchors need few.
 */
import { FOLD, MAX_BACK } from "./layout.ts";
import { windowFrequency } from "./rarity.ts";

/** From this length on an anchor contains a whole word at an address that is a multiple of four. */
export const LONG_ANCHOR = 7;

/** Four folded bytes of an anchor, `back` bytes from its start. */
export interface Window {
  readonly word: number;
  readonly anchor: number;
  readonly back: number;
}

export interface Windows {
  /** One per anchor shorter than LONG_ANCHOR. */
  readonly short: readonly Window[];
  /** Four neighbours per longer anchor, exactly one of which is aligned wherever the anchor stands. */
  readonly long: readonly Window[];
}

/** What another word costs by itself (chance collisions in the kernel's tables), as a share of text positions. */
const NEW_WORD = 4e-6;
/** One more anchor to compare where the word is looked for anyway, relative to looking for the word. */
const SHARED_WORD = 0.3;

export function foldedWord(bytes: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(at, at + 4);
  return (a | (b << 8) | (c << 16) | (d << 24) | FOLD) >>> 0;
}

export function chooseWindows(anchors: readonly Uint8Array[]): Windows {
  const short: Window[] = [];
  const long: Window[] = [];
  const shortWords = new Set<number>();
  const longWords = new Set<number>();
  // Those with the least choice first; the others then share with them.
  const order = anchors.map((_, anchor) => anchor);
  order.sort((a, b) => (anchors[a]?.length ?? 0) - (anchors[b]?.length ?? 0) || a - b);
  for (const anchor of order) {
    const bytes = anchors[anchor] ?? new Uint8Array();
    const isLong = bytes.length >= LONG_ANCHOR;
    const span = isLong ? 4 : 1;
    const words = isLong ? longWords : shortWords;
    const chosen = isLong ? long : short;
    const start = cheapestStart(bytes, span, words);
    for (let back = start; back < start + span; back++) {
      const word = foldedWord(bytes, back);
      words.add(word);
      chosen.push({ word, anchor, back });
    }
  }
  return { short, long };
}

/** The start of the `span` neighbouring windows that cost least, given the words already looked for. */
function cheapestStart(bytes: Uint8Array, span: number, words: ReadonlySet<number>): number {
  const last = Math.min(bytes.length - 4, MAX_BACK);
  const costs: number[] = [];
  for (let at = 0; at <= last; at++) {
    const frequency = windowFrequency(bytes, at);
    costs.push(words.has(foldedWord(bytes, at)) ? frequency * SHARED_WORD : frequency + NEW_WORD);
  }
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let start = 0; start + span <= costs.length; start++) {
    let cost = 0;
    for (let k = start; k < start + span; k++) cost += costs[k] ?? 0;
    if (cost < bestCost) {
      best = start;
      bestCost = cost;
    }
  }
  return best;
}
