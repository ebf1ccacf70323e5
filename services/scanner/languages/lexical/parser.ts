/** From a text to its tree, by a language's lexical rules. */
import type { Tree } from "web-tree-sitter";
import { budgetOf } from "../budget.ts";
import { forms } from "./clauses.ts";
import { Reader } from "./reader.ts";
import type { LexicalRules } from "./rules.ts";
import { statements } from "./statements.ts";
import { tokenize } from "./tokens.ts";
import { LexicalNode, LexicalTree } from "./tree.ts";
import { matchWords } from "./word-blocks.ts";

/** Never fails: what cannot be read is passed over. What is nested too deep to be read is reported with the file. */
export function parseLexically(text: string, rules: LexicalRules): Tree {
  const tokens = tokenize(text, rules);
  matchWords(tokens, rules);
  const made = new LexicalTree(text);
  const reader = new Reader(rules, made, tokens);
  const children = rules.clauses ? forms(reader) : statements(reader);
  const tree = LexicalTree.finished(made, new LexicalNode(made, "file", [0, text.length], children));
  if (reader.cut) budgetOf(tree).cutList();
  return tree;
}
