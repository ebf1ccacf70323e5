/** C++. */
import { C_BLOCK_HEADS, CFile } from "./c-family.ts";
import type { Language } from "./language.ts";

export const cpp: Language = {
  id: "cpp",
  extensions: [
    ".cc",
    ".cpp",
    ".cxx",
    ".c++",
    ".hh",
    ".hpp",
    ".hxx",
    ".h++",
    ".ipp",
    ".tpp",
    ".inl",
    ".cppm",
    ".ixx",
    ".cu",
  ],
  grammar: "@vscode/tree-sitter-wasm/wasm/tree-sitter-cpp.wasm",
  blockHeads: C_BLOCK_HEADS,
  comments: { line: ["//"], block: [["/*", "*/"]] },
  open: (text, tree) => new CFile(text, tree, true),
};
