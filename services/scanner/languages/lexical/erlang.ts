/** Erlang, by its lexical rules. Modules keep the colon that Elixir gives them: `:crypto.hash`. */
import { Imports } from "../described/imports.ts";
import type { Language } from "../language.ts";
import { lexical } from "./lexical.ts";
import { type LexicalRules, NO_WORDS, type TextShape, words } from "./rules.ts";

const MAX_IMPORTS = 200;
const ATOM = /^(?:[a-z][\w@]*|'[^']*')$/;
const OPENS = words("case begin receive try maybe");

const rules: LexicalRules = {
  lineComments: ["%"],
  blockComments: [],
  text: quoted,
  word: /[A-Za-z_][\w@]*/y,
  number: /\d+#[\da-zA-Z_]+|\d[\d_]*(?:\.\d+(?:[eE][+-]?\d+)?)?/y,
  operator: /->|=>|:=|=:=|=\/=|==|\/=|=<|>=|\|\||<-|<=|\+\+|--|<<|>>|\?\?|::/y,
  separator: /[,;]|\.(?=\s|%|$)/y,
  lines: false,
  declares: NO_WORDS,
  modifiers: NO_WORDS,
  functions: NO_WORDS,
  classes: NO_WORDS,
  imports: NO_WORDS,
  control: words("of when after catch else"),
  news: NO_WORDS,
  passing: words("catch not"),
  literals: { true: "true", false: "false", undefined: "none" },
  self: NO_WORDS,
  casts: NO_WORDS,
  wordOperators: words("andalso orelse div rem band bor bxor bsl bsr and or xor"),
  prefixes: new Set(["-", "+", "?", "#", "!", "<<", "??"]),
  transparent: new Set(["?", "<<", "#"]),
  postfixes: new Set([">>"]),
  members: new Set([":"]),
  label: "=>",
  joins: new Set(["++"]),
  textsJoin: true,
  braces: "tuple",
  wordBlocks: {
    opens: (tokens, index, key) => {
      const word = key(tokens[index]);
      const next = tokens[index + 1];
      // `fun name/1` is no block; `if` stands alone, never before a parenthesis as a name does
      return OPENS.has(word) || (word === "if" && next?.text !== "(") || (word === "fun" && isAnonymous(tokens, index));
    },
    divides: NO_WORDS,
    ends: words("end"),
  },
  clauses: true,
  assignmentDeclares: true,
  atom: ATOM,
  separatorOfNames: ".",
  plainFunctions: true,
  variable: /^[A-Z_]/,
  factories: /^$/,
  conversions: /^$/,
  importsOf,
  path: (spelled) => (/^[a-z][\w@]*$/.test(spelled) ? `:${spelled}` : undefined),
};

export const erlang: Language = lexical(
  {
    id: "erlang",
    extensions: [".erl", ".hrl", ".escript"],
    interpreters: ["escript"],
    comments: { line: ["%"], block: [] },
    withoutGrammar:
      "no package of tree-sitter-erlang in the npm registry holds a wasm, nor does any of the collections",
  },
  rules,
);

/** `fun(X) -> … end`, `fun Name(X) -> … end`; `fun name/1` and the type `fun((A) -> B)` are none. */
function isAnonymous(tokens: readonly { readonly text: string; readonly match: number }[], index: number): boolean {
  const open = tokens[index + 1]?.text === "(" ? index + 1 : index + 2;
  if (tokens[open]?.text !== "(") return false;
  const behind = tokens[(tokens[open]?.match ?? 0) + 1]?.text;
  return behind === "->" || behind === "when";
}

/** `"…"`, `'…'`, `"""…"""`, `$c`. */
function quoted(text: string, at: number): TextShape | undefined {
  const first = text.charAt(at);
  if (first === "$") return { open: text[at + 1] === "\\" ? 3 : 2, close: "", escape: "", opaque: true };
  if (first !== '"' && first !== "'") return undefined;
  const close = text.startsWith('"""', at) ? '"""' : first;
  return { open: close.length, close, escape: close.length > 1 ? "" : "\\", lines: true };
}

/** `-import(crypto, [hash/2, mac/4]).` */
function importsOf(text: string): Imports {
  const found = new Imports(".");
  let count = 0;
  for (const match of text.matchAll(/^-import\((\w+)\s*,\s*\[([^\]]{0,2000})\]/gm)) {
    if (++count > MAX_IMPORTS) break;
    for (const name of (match[2] ?? "").matchAll(/(?<!\w)([a-z]\w*)\/\d+/g)) {
      if (name[1] !== undefined) found.addMember(name[1], `:${match[1]}.${name[1]}`);
    }
  }
  return found;
}
