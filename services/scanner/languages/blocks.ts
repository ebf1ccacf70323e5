/**
 * Blocks in braces that a parse can do without: most of a long file lies in functions, tables and types that have nothing
 * to do with the cryptography it names. They are found by their braces, and only where nothing is doubtful. Everything
 * that looks for something in the text asks the tree for the node there; a tree that is asked for a block it was made
 * without is made again with it. So what a file says does not depend on what was left out, but where the parser has to
 * guess because the file is broken.
 */
import type { Range, Tree } from "web-tree-sitter";
import { firstAtLeast } from "./words.ts";

/** What stands between a block's braces, in characters. */
export interface Block {
  readonly from: number;
  readonly to: number;
}

/** Shorter ones are parsed as fast as they are left out. */
const SHORTEST = 80;
/** A file of at most so many characters is parsed whole. */
const WHOLE_FILE = 4_096;
/** Texts, characters and comments to the end of the line whole; then what says where a block ends, or that it cannot be told. */
const TOKEN =
  /\/\/[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[{}]|^[ \t]*#[ \t]*(?:if|endif|el)|\/\*|\*\/|["'`]/gm;

/**
 * Blocks of a text, in its order and apart, that hold none of the wanted offsets. `heads` matches what stands before
 * one, its brace included; global.
 */
export function blocksWithout(text: string, heads: RegExp, wanted: readonly number[]): readonly Block[] {
  if (text.length <= WHOLE_FILE) return [];
  const sorted = [...wanted].sort((a, b) => a - b);
  const blocks: Block[] = [];
  heads.lastIndex = 0;
  for (let match = heads.exec(text); match; match = heads.exec(text)) {
    const from = heads.lastIndex;
    const { at: to, isSure } = endOfBlock(text, from);
    // behind what is doubtful too: whatever begins within is read once, not again from each beginning
    heads.lastIndex = to;
    const isWanted = (sorted[firstAtLeast(sorted, from)] ?? to) < to;
    if (isSure && !isWanted && to - from >= SHORTEST) blocks.push({ from, to });
  }
  return blocks;
}

/** Where the brace stands that closes what is open at `from`, or what makes it doubtful: a text, a comment, a condition, the end. */
function endOfBlock(text: string, from: number): { readonly at: number; readonly isSure: boolean } {
  let [braces, conditions] = [1, 0];
  TOKEN.lastIndex = from;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const token = match[0];
    const at = match.index;
    switch (token[0]) {
      case "{":
        braces++;
        break;
      case "}":
        if (--braces === 0) return { at, isSure: conditions === 0 };
        break;
      case "/": {
        if (token !== "/*") break;
        const end = text.indexOf("*/", at + 2);
        if (end < 0) return { at: text.length, isSure: false };
        TOKEN.lastIndex = end + 2;
        break;
      }
      case '"':
      case "'":
        if (token.length === 1) return { at, isSure: false };
        break;
      case "*":
      case "`":
        return { at, isSure: false };
      default:
        if (token.endsWith("endif")) conditions--;
        else if (token.endsWith("if")) conditions++;
        if (conditions < 0 || (conditions === 0 && token.endsWith("el"))) return { at, isSure: false };
    }
  }
  return { at: text.length, isSure: false };
}

/** The rest of a text, as the parser wants to be told. */
export function rangesAround(text: string, blocks: readonly Block[]): Range[] {
  const ranges: Range[] = [];
  let [row, line] = [0, 0];
  const pointAt = (offset: number) => {
    for (let next = text.indexOf("\n", line); next >= 0 && next < offset; next = text.indexOf("\n", line)) {
      row++;
      line = next + 1;
    }
    return { row, column: offset - line };
  };
  let from = 0;
  for (const block of [...blocks, { from: text.length, to: text.length }]) {
    const startPosition = pointAt(from);
    ranges.push({ startIndex: from, startPosition, endIndex: block.from, endPosition: pointAt(block.from) });
    from = block.to;
  }
  return ranges;
}

interface LeftOut {
  readonly blocks: readonly Block[];
  readonly starts: readonly number[];
  readonly missed: Set<Block>;
}

const leftOut = new WeakMap<Tree, LeftOut>();

export function leaveOut(tree: Tree, blocks: readonly Block[]): void {
  leftOut.set(tree, { blocks, starts: blocks.map(({ from }) => from), missed: new Set() });
}

/** Whether the offset lies in a block that the tree was made without; what the tree tells is not all from then on. */
export function isLeftOut(tree: Tree, offset: number): boolean {
  const known = leftOut.get(tree);
  if (known === undefined) return false;
  const block = known.blocks[firstAtLeast(known.starts, offset + 1) - 1];
  if (block === undefined || offset >= block.to) return false;
  known.missed.add(block);
  return true;
}

const NONE: ReadonlySet<Block> = new Set();

/** The blocks that the tree was made without and asked for. */
export function missedIn(tree: Tree): ReadonlySet<Block> {
  return leftOut.get(tree)?.missed ?? NONE;
}
