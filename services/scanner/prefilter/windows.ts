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

/**
 * Up to this many anchors all of them are looked for at every position: nibble tables tell few words well apart and cost
 * less then. Measured on Linux 6.1, MB/s of one core at every position against at aligned words: 73 anchors 2,900 to
 * 1,800, 300 anchors 1,900 to 1,700, 1,500 anchors 1,000 to 1,300.
 */
const FEW_ANCHORS = 400;

export interface Windows {
  /** Looked for at every position: one window per anchor that is short, or one of few. */
  readonly everywhere: readonly Window[];
  /** Looked for at multiples of four: four neighbours per anchor, exactly one of which is aligned wherever it stands. */
  readonly aligned: readonly Window[];
}

/** What another word costs by itself (chance collisions in the kernel's tables), as a share of text positions. */
const NEW_WORD = 4e-6;
/** One more anchor to compare where the word is looked for anyway, relative to looking for the word. */
const SHARED_WORD = 0.3;
/** Anchors that share a word, where they have a choice: each is compared wherever it stands, also in hostile text. */
const CROWD = 64;

export function foldedWord(bytes: Uint8Array, at: number): number {
  const low = (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
  const high = (bytes[at + 2] ?? 0) | ((bytes[at + 3] ?? 0) << 8);
  return (low | (high << 16) | FOLD) >>> 0;
}

export function chooseWindows(anchors: readonly Uint8Array[]): Windows {
  const everywhere: Window[] = [];
  const aligned: Window[] = [];
  const everywhereWords = new Map<number, number>();
  const alignedWords = new Map<number, number>();
  // Those with the least choice first; the others then share with them.
  const order = [...anchors.entries()].sort(([, a], [, b]) => a.length - b.length);
  for (const [anchor, bytes] of order) {
    const isAligned = bytes.length >= LONG_ANCHOR && anchors.length > FEW_ANCHORS;
    const [span, words, chosen] = isAligned ? [4, alignedWords, aligned] : [1, everywhereWords, everywhere];
    const start = cheapestStart(bytes, span, words);
    for (let back = start; back < start + span; back++) {
      const word = foldedWord(bytes, back);
      words.set(word, (words.get(word) ?? 0) + 1);
      chosen.push({ word, anchor, back });
    }
  }
  return { everywhere, aligned };
}

/** The start of the `span` neighbouring windows that cost least, given how many anchors already share each word. */
function cheapestStart(bytes: Uint8Array, span: number, words: ReadonlyMap<number, number>): number {
  const last = Math.min(bytes.length - 4, MAX_BACK);
  const costs: number[] = [];
  for (let at = 0; at <= last; at++) {
    const frequency = windowFrequency(bytes, at);
    const shared = words.get(foldedWord(bytes, at)) ?? 0;
    costs.push(shared >= CROWD ? 1 : shared > 0 ? frequency * SHARED_WORD : frequency + NEW_WORD);
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
