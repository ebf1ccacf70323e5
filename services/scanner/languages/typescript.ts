/** TypeScript, and TypeScript with JSX: two grammars, since `<T>x` means different things in them. */
import { ecmaScript } from "./ecmascript.ts";
import type { Language } from "./language.ts";

export const typescript: Language = ecmaScript(
  "typescript",
  [".ts", ".mts", ".cts"],
  "@vscode/tree-sitter-wasm/wasm/tree-sitter-typescript.wasm",
  ["ts-node", "tsx", "deno"],
);

export const tsx: Language = ecmaScript("tsx", [".tsx"], "@vscode/tree-sitter-wasm/wasm/tree-sitter-tsx.wasm", []);
