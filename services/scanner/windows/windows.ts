/**
 * A content that is too large to lie in memory whole, as windows that overlap, one after another. Each has a core of its
 * own; the cores are the content without gaps. Around the core stands as much as any reader looks at from one place, and in
 * front the beginning of the content, where imports and other things that hold for all of it are. So what begins in a
 * core is found with all that belongs to it, and in no other window.
 */
import type { Wanted } from "../artifacts/artifact.ts";
import type { Settled } from "../languages/language.ts";
import { utf16Of } from "../utf16.ts";
import { advanced, blank, blankHalves, toUtf8, utf8Start, wholeLines } from "./encodings.ts";

export interface LargeContent {
  /** Bytes. */
  readonly length: number;
  /** Fills `target` with what stands from this offset on; bytes read, fewer only where the content ends. */
  read(target: Uint8Array, from: number): number;
}

/** 0-based; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Window {
  /** Bytes of the window, at the beginning of the region. */
  readonly length: number;
  /** Offsets of bytes within the window. */
  readonly core: Wanted;
  /** Where the core begins in the content. */
  readonly position: Position;
}

/** Bytes of the parts of a window. */
export interface WindowShape {
  readonly head: number;
  readonly before: number;
  readonly core: number;
  readonly behind: number;
}

const KIB = 1024;

/**
 * Behind: the longest armor that OpenPGP reads has 4 MiB. Before: settings look at 200 lines of 2,000 characters. All of it
 * is the 8 MiB that a thread has for a batch of ordinary files.
 */
export const WINDOW_SHAPE: WindowShape = {
  head: 64 * KIB,
  before: 448 * KIB,
  core: 3328 * KIB,
  behind: 4352 * KIB,
};

/** For sources that are read by lexical rules: their tree takes a hundred times the memory of the text. */
export const LEXICAL_SHAPE: WindowShape = { head: 64 * KIB, before: 128 * KIB, core: 768 * KIB, behind: 64 * KIB };

/** Where a window can be cut, next to an offset: offsets in its bytes. */
export type Settle = (bytes: Uint8Array, at: number) => Settled;

export function windowBytes({ head, before, core, behind }: WindowShape): number {
  return head + before + core + behind;
}

/**
 * Each window lies in `region` until the next is asked for; the region holds `windowBytes` or more. With `settle` a window
 * begins with blanks where something is open that began before it, and none follows where that is open to the end.
 */
export function* windowsOf(
  content: LargeContent,
  region: Uint8Array,
  shape: WindowShape,
  settle?: Settle,
): Generator<Window> {
  const beginning = new Uint8Array(shape.head);
  const begun = beginning.subarray(0, content.read(beginning, 0));
  const encoding = utf16Of(begun, content.length);
  // In UTF-8 the text may take half as much room again.
  const scale = encoding === undefined ? 1 : 0.5;
  const even = (bytes: number): number => Math.floor((bytes * scale) / 2) * 2;
  const [before, core, behind] = [even(shape.before), even(shape.core), even(shape.behind)];
  const lines = wholeLines(toUtf8(begun.subarray(0, even(shape.head)), encoding));
  const head = settle ? lines.subarray(0, settle(lines, lines.length).before) : lines;
  let open = 0;
  let position: Position = { line: 0, column: 0 };
  for (let from = 0; from < content.length; ) {
    const start = Math.max(0, from - before);
    const headLength = start > 0 ? head.length : 0;
    const raw = region.subarray(headLength, headLength + (from - start) + core + behind);
    const filled = raw.subarray(0, content.read(raw, start));
    const coreAt = from - start;
    if (filled.length <= coreAt) return;
    const isLast = coreAt + core >= filled.length;
    const coreEnd = isLast ? filled.length : encoding ? coreAt + core : utf8Start(filled, coreAt + core);
    const parts = [filled.subarray(0, coreAt), filled.subarray(coreAt, coreEnd), filled.subarray(coreEnd)];
    const ends = inPlace(region, headLength, encoding ? parts.map((part) => toUtf8(part, encoding)) : parts);
    const [coreFrom = 0, coreTo = 0, length = 0] = ends;
    if (headLength > 0) region.set(head, 0);
    if (encoding === undefined) blankHalves(region, headLength, length, start > 0);
    if (open > 0) blank(region.subarray(headLength, headLength + open));
    yield { length, core: { from: coreFrom, to: coreTo }, position };
    position = advanced(position, region.subarray(coreFrom, coreTo));
    from += coreEnd - coreAt;
    if (settle === undefined || encoding !== undefined || from >= content.length) continue;
    const next = headLength + Math.max(0, from - before) - start;
    open = settle(region.subarray(0, length), next).behind - next;
    if (next + open >= length) return;
  }
}

/** Puts the parts one behind another from `at` on, where they do not lie there already; where each ends. */
function inPlace(region: Uint8Array, at: number, parts: readonly Uint8Array[]): readonly number[] {
  let end = at;
  return parts.map((part) => {
    if (part.buffer !== region.buffer) region.set(part, end);
    end += part.length;
    return end;
  });
}

/** Where what a window has at `local` stands in the content; it begins in the core. */
export function inContent(bytes: Uint8Array, { core, position }: Window): (local: Position) => Position {
  const start = advanced({ line: 0, column: 0 }, bytes.subarray(0, core.from));
  return ({ line, column }) => ({
    line: position.line + line - start.line,
    column: line === start.line ? position.column + column - start.column : column,
  });
}
