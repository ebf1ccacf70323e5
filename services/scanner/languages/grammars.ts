/** Grammars, loaded when a file first needs them, one parser each, kept for the life of the thread. */
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Language as Grammar, Parser, type Tree } from "web-tree-sitter";
import type { Language } from "./language.ts";

const require = createRequire(import.meta.url);
const parsers = new Map<string, Parser>();
let ready: Promise<void> | undefined;

/** The wasm of a grammar: from its package in the checkout, from `wasm/` beside the bundled command. */
export function wasmPath(specifier: string): string {
  const name = specifier.slice(specifier.lastIndexOf("/") + 1);
  const bundled = fileURLToPath(new URL(`./wasm/${name}`, import.meta.url));
  return statSync(bundled, { throwIfNoEntry: false }) ? bundled : require.resolve(specifier);
}

export async function loadGrammar(language: Language): Promise<void> {
  if (parsers.has(language.grammar)) return;
  ready ??= Parser.init({ wasmBinary: readFileSync(wasmPath("web-tree-sitter/web-tree-sitter.wasm")) });
  await ready;
  const parser = new Parser();
  parser.setLanguage(await Grammar.load(readFileSync(wasmPath(language.grammar))));
  parsers.set(language.grammar, parser);
}

/**
 * Steps after which a parse is given up; the parser reports its progress every so many operations, so the limit is
 * work, not time: the same file gives the same answer on a loaded machine.
 */
const MAX_PROGRESS_STEPS = 2_000_000;

/** Nothing where the parse exceeds its budget. The caller deletes the tree. */
export function parse(language: Language, text: string): Tree | undefined {
  const parser = parsers.get(language.grammar);
  if (!parser) throw new Error(`grammar ${language.grammar} is not loaded`);
  let steps = 0;
  const tree = parser.parse(text, undefined, { progressCallback: () => ++steps > MAX_PROGRESS_STEPS });
  if (!tree) parser.reset();
  return tree ?? undefined;
}
