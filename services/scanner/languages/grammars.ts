/** Grammars, loaded when a file first needs them, one parser each, kept for the life of the thread. */
import { readFileSync } from "node:fs";
import { Language as Grammar, Parser, type Tree } from "web-tree-sitter";
import { prepareWasm, RUNTIME, wasmPath } from "../wasm-code.ts";
import { type Block, leaveOut, rangesAround } from "./blocks.ts";
import type { Language } from "./language.ts";
import { parserMemory } from "./parser-memory.ts";

const parsers = new Map<string, Parser>();
let ready: Promise<void> | undefined;

export async function loadGrammar({ grammar }: Language): Promise<void> {
  if (grammar === undefined || parsers.has(grammar)) return;
  prepareWasm();
  ready ??= Parser.init({
    wasmBinary: readFileSync(wasmPath(RUNTIME)),
    wasmMemory: parserMemory(),
    // The error that is thrown says it.
    printErr: () => {},
  });
  await ready;
  const parser = new Parser();
  parser.setLanguage(await Grammar.load(readFileSync(wasmPath(grammar))));
  parsers.set(grammar, parser);
}

/**
 * What a parse may cost, as work, not time: the same file gives the same answer on a loaded machine. The parser reports
 * its progress every so many operations; what it reads is counted, since an opened comment or text that never ends is
 * read to the end of the file again and again within one operation. Of 6,000 ordinary files in eight languages none took
 * more than one step for 8 characters; a grammar that is lost in broken text takes half a millisecond for each.
 */
const STEPS_FREELY = 5_000;
const CHARACTERS_PER_STEP = 8;
const READ_FREELY = 40_000_000;
const READ_PER_CHARACTER = 8;
/**
 * Characters handed to the parser at once. Few, since a grammar that looks ahead and goes back is handed the same ones
 * again: with 5,120, as many as the parser has room for, Scala was read 300 times over and took four times as long.
 */
const CHUNK = 256;

/** Nothing where the parse exceeds its budget. The caller deletes the tree, which is made without the given blocks. */
export function parse(language: Language, text: string, without: readonly Block[] = []): Tree | undefined {
  if (language.parse) return language.parse(text);
  const parser = parsers.get(language.grammar ?? "");
  if (!parser) throw new Error(`grammar ${language.grammar} is not loaded`);
  let left = READ_FREELY + READ_PER_CHARACTER * text.length;
  // Once the budget is used up the text seems to end here, so that the parser comes to its next report soon.
  const read = (index: number): string => {
    left -= Math.min(CHUNK, text.length - index);
    return left < 0 ? "" : text.slice(index, index + CHUNK);
  };
  let steps = STEPS_FREELY + text.length / CHARACTERS_PER_STEP;
  const tree = parser.parse(read, undefined, {
    progressCallback: () => --steps < 0 || left < 0,
    ...(without.length > 0 && { includedRanges: rangesAround(text, without) }),
  });
  if (tree && left >= 0) {
    // The tree asks here for the text of its nodes.
    left = Number.POSITIVE_INFINITY;
    if (without.length > 0) leaveOut(tree, without);
    return tree;
  }
  if (tree) tree.delete();
  parser.reset();
  return undefined;
}
