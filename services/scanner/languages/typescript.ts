/** TypeScript, and TypeScript with JSX: two grammars, since `<T>x` means different things in them. */
import { ecmaScript } from "./ecmascript.ts";
import type { Language } from "./language.ts";

export const typescript: Language = ecmaScript(
  "typescript",
  [".ts", ".mts", ".cts"],
  "tree-sitter-typescript/tree-sitter-typescript.wasm",
  ["ts-node", "tsx", "deno"],
);

export const tsx: Language = ecmaScript("tsx", [".tsx"], "tree-sitter-typescript/tree-sitter-tsx.wasm", []);
