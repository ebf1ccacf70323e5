/** Makes a language of a table of lexical rules. */
import type { Tree } from "web-tree-sitter";
import { DescribedFile } from "../described/described-file.ts";
import type { Language } from "../language.ts";
import { parseLexically } from "./parser.ts";
import type { LexicalRules } from "./rules.ts";
import { lexicalTable } from "./table.ts";
import { settledAt } from "./tokens.ts";

type Named = Pick<Language, "id" | "extensions" | "fileNames" | "interpreters" | "renames" | "bareCalls" | "comments">;

/** `withoutGrammar` says why it is read by lexical rules: no grammar for it loads. */
export function lexical(named: Named & { readonly withoutGrammar: string }, rules: LexicalRules): Language {
  const table = lexicalTable(rules);
  return {
    ...named,
    parse: (text: string) => parseLexically(text, rules),
    settledAt: (text: string, at: number) => settledAt(text, rules, at),
    open: (text: string, tree: Tree) => new DescribedFile(text, tree, table),
  };
}
