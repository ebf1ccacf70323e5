/** Objective-C, and what Objective-C++ has in common with it. */
import { C_BLOCK_HEADS, CFile } from "./c-family.ts";
import type { Language } from "./language.ts";

export const objc: Language = {
  id: "objc",
  extensions: [".m", ".mm"],
  grammar: "tree-sitter-objc/tree-sitter-objc.wasm",
  bareCalls: true,
  blockHeads: C_BLOCK_HEADS,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text, tree) => new CFile(text, tree, false),
};
