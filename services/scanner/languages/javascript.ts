/** JavaScript, with JSX. Flow types parse as errors around which calls are still found. */
import { ecmaScript } from "./ecmascript.ts";
import type { Language } from "./language.ts";

export const javascript: Language = ecmaScript(
  "javascript",
  [".js", ".mjs", ".cjs", ".jsx", ".es6"],
  "@vscode/tree-sitter-wasm/wasm/tree-sitter-javascript.wasm",
  ["node", "nodejs", "bun", "zx"],
);
