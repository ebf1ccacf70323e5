/** Turns anchors into the tables the kernel reads: which words to look for, and what to compare when one is found. */
import { nibbleTables } from "./buckets.ts";
import {
  ALIGNED_BITS,
  ALIGNED_BITS_LOG2,
  ALIGNED_HEADS,
  ALIGNED_HEADS_LOG2,
  ANY_ALIGNED,
  ANY_TEDDY,
  ENTRIES,
  ENTRY_BYTES,
  HASH,
  LITERAL_STEP,
  TEDDY,
  TEDDY_HEADS,
  TEDDY_HEADS_LOG2,
} from "./layout.ts";
import { chooseWindows, type Window } from "./windows.ts";

/** Shortest anchor, bytes: the kernel looks for words of four. */
export const MIN_ANCHOR_BYTES = 4;
/** Longest anchor, bytes. */
export const MAX_ANCHOR_BYTES = 4096;

/** An anchor to look for: letters in lower case, every other byte as it is. */
export interface FoldedAnchor {
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** Neighbouring words of an anchor that is looked for at multiples of four. */
const MOST_WINDOWS = 4;

/** At most so many bytes are the tables of these anchors or of fewer of them. */
export function mostTableBytes(anchors: readonly FoldedAnchor[]): number {
  return anchors.reduce((sum, { bytes }) => sum + MOST_WINDOWS * ENTRY_BYTES + literalBytes(bytes), ENTRIES);
}

/** The tables of these anchors, to be copied to `address` in the kernel's memory. */
export function compile(anchors: readonly FoldedAnchor[], address: number): Uint8Array {
  const folded = anchors.map(({ bytes }) => bytes);
  const { everywhere, aligned } = chooseWindows(folded);

  const literals = ENTRIES + (everywhere.length + aligned.length) * ENTRY_BYTES;
  const literalAt: number[] = [];
  let size = literals;
  for (const bytes of folded) {
    literalAt.push(size);
    size += literalBytes(bytes);
  }
  const image = new Uint8Array(size);
  const view = new DataView(image.buffer);

  folded.forEach((bytes, anchor) => {
    writeLiteral(image, literalAt[anchor] ?? 0, bytes);
  });
  image.set(nibbleTables(everywhere.map((window) => window.word)), TEDDY);
  for (const { word } of aligned) {
    const bit = hash(word, ALIGNED_BITS_LOG2);
    const at = ALIGNED_BITS + (bit >>> 5) * 4;
    view.setUint32(at, view.getUint32(at, true) | (1 << (bit & 31)), true);
  }
  const writeEntries = (windows: readonly Window[], heads: number, log2: number, from: number) => {
    const slots = windows.map((window) => ({ window, slot: hash(window.word, log2) })).sort((a, b) => a.slot - b.slot);
    slots.forEach(({ window, slot }, index) => {
      const at = from + index * ENTRY_BYTES;
      if (slots[index - 1]?.slot !== slot) view.setUint32(heads + slot * 4, address + at, true);
      const last = slots[index + 1]?.slot !== slot ? 0x80000000 : 0;
      const length = folded[window.anchor]?.length ?? 0;
      view.setUint32(at, window.word, true);
      view.setUint32(at + 4, anchors[window.anchor]?.id ?? 0, true);
      view.setUint32(at + 8, address + (literalAt[window.anchor] ?? 0), true);
      view.setUint32(at + 12, last | (window.back << 16) | length, true);
    });
  };
  writeEntries(everywhere, TEDDY_HEADS, TEDDY_HEADS_LOG2, ENTRIES);
  writeEntries(aligned, ALIGNED_HEADS, ALIGNED_HEADS_LOG2, ENTRIES + everywhere.length * ENTRY_BYTES);
  view.setUint32(ANY_TEDDY, Number(everywhere.length > 0), true);
  view.setUint32(ANY_ALIGNED, Number(aligned.length > 0), true);
  return image;
}

/** Throws Error that names an anchor that is shorter than four bytes, not ASCII or too long. */
export function foldedAnchor(anchor: string, id: number): FoldedAnchor {
  const bytes = new TextEncoder().encode(anchor);
  const name = JSON.stringify(anchor);
  if (bytes.length < MIN_ANCHOR_BYTES) {
    throw new Error(`anchor ${name} has ${bytes.length} bytes: an anchor needs at least ${MIN_ANCHOR_BYTES}`);
  }
  if (bytes.length > MAX_ANCHOR_BYTES) {
    throw new Error(`anchor ${name} has ${bytes.length} bytes: at most ${MAX_ANCHOR_BYTES} are looked for`);
  }
  if (bytes.some((byte) => byte >= 0x80)) throw new Error(`anchor ${name} is not ASCII: choose a literal that is`);
  return { id, bytes: bytes.map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)) };
}

/** At most so many of these anchors begin at one place: each but the longest is how the next one begins. */
export function mostAtOnePlace(anchors: readonly FoldedAnchor[]): number {
  let most = 0;
  const begun: string[] = [];
  for (const text of anchors.map(({ bytes }) => Buffer.from(bytes).toString("latin1")).sort()) {
    while (begun.length > 0 && !text.startsWith(begun.at(-1) ?? "")) begun.pop();
    begun.push(text);
    most = Math.max(most, begun.length);
  }
  return most;
}

const literalBytes = (bytes: Uint8Array): number => Math.ceil(bytes.length / 16) * LITERAL_STEP;

function writeLiteral(image: Uint8Array, at: number, bytes: Uint8Array): void {
  for (let k = 0; k < Math.ceil(bytes.length / 16) * 16; k++) {
    const cell = at + (k >> 4) * LITERAL_STEP + (k & 15);
    const byte = bytes[k];
    // Only A-Z and a-z become a lower-case letter when 0x20 is ORed in, so comparing so is exact.
    image[cell] = byte === undefined ? 0xff : byte >= 0x61 && byte <= 0x7a ? 0x20 : 0;
    image[cell + 16] = byte ?? 0xff;
  }
}

function hash(word: number, log2: number): number {
  return Math.imul(word, HASH) >>> (32 - log2);
}
