/** Single-file components of Vue and Svelte: the code of their script blocks is TypeScript, of which JavaScript is a part. */
import { ecmaScript } from "./ecmascript.ts";
import type { Language } from "./language.ts";

const GRAMMAR = "@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm";

export const vue: Language = component("vue", [".vue"]);
export const svelte: Language = component("svelte", [".svelte"]);

function component(id: string, extensions: readonly string[]): Language {
  return { ...ecmaScript(id, extensions, GRAMMAR, []), modelsOf: "typescript", part: scriptsOf };
}

/** More blocks than any component has; what follows them is not read. */
const MAX_BLOCKS = 64;
/** Longest opening tag. */
const MAX_TAG = 2_000;
const OPENING = /<!--|<script(?=[\s>])/gi;
const CLOSING = /<\/script/gi;
const TYPE = /\btype\s{0,9}=\s{0,9}["']?([^"'\s>]{0,60})/i;
/** What `type` says of a program; templates, data and shaders say other things. */
const PROGRAM = /^(?:module|ts|(?:text|application)\/(?:javascript|ecmascript|babel|typescript))$/i;

/** The text with everything outside its script blocks blanked, so that offsets, lines and columns stay what they are. */
function scriptsOf(text: string): string {
  const parts: string[] = [];
  let done = 0;
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks++) {
    const block = nextScript(text, done);
    if (!block) break;
    parts.push(blanked(text.slice(done, block.from)), text.slice(block.from, block.to));
    done = block.to;
  }
  parts.push(blanked(text.slice(done)));
  return parts.join("");
}

function nextScript(text: string, start: number): { readonly from: number; readonly to: number } | undefined {
  OPENING.lastIndex = start;
  for (let match = OPENING.exec(text); match; match = OPENING.exec(text)) {
    if (match[0] === "<!--") {
      const end = text.indexOf("-->", match.index + 4);
      if (end < 0) return undefined;
      OPENING.lastIndex = end + 3;
      continue;
    }
    const from = endOfTag(text, OPENING.lastIndex);
    if (from === undefined) {
      OPENING.lastIndex += MAX_TAG;
      continue;
    }
    CLOSING.lastIndex = from;
    const to = CLOSING.exec(text)?.index ?? text.length;
    const type = TYPE.exec(text.slice(match.index, from));
    if (!type || PROGRAM.test(type[1] ?? "")) return { from, to };
    OPENING.lastIndex = to;
  }
  return undefined;
}

/** Behind the `>` that ends a tag; one in an attribute's quotes does not. */
function endOfTag(text: string, start: number): number | undefined {
  let quote = "";
  for (let at = start; at < Math.min(text.length, start + MAX_TAG); at++) {
    const character = text.charAt(at);
    if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1;
  }
  return undefined;
}

const blanked = (text: string): string => text.replace(/[^\r\n]/g, " ");
