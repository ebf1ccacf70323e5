/** C. A `.h` is C by name; the engine asks `looksLikeCpp` (c-or-cpp.ts) before it parses one. */
import { C_BLOCK_HEADS, CFile } from "./c-family.ts";
import type { Language } from "./language.ts";

export const c: Language = {
  id: "c",
  extensions: [".c", ".h"],
  grammar: "tree-sitter-c/tree-sitter-c.wasm",
  blockHeads: C_BLOCK_HEADS,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text, tree) => new CFile(text, tree, false),
};
