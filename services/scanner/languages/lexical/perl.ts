/** Perl, by its lexical rules. A name is qualified by its package: `Digest::MD5::md5_hex`, also a method: `Digest::SHA::new`. */
import { Imports } from "../described/imports.ts";
import type { Language } from "../language.ts";
import { lexical } from "./lexical.ts";
import { heredoc, quoted } from "./perl-quotes.ts";
import { type LexicalRules, words } from "./rules.ts";
import { endOfLine } from "./tokens.ts";

const MAX_IMPORTS = 500;
const MAX_LIST = 2_000;
const PATH = /^(?:::)?[A-Za-z_]\w*(?:::\w+){0,15}$/;
const WORDS = words("lt gt le ge eq ne cmp and or xor not x isa");

const rules: LexicalRules = {
  lineComments: ["#"],
  blockComments: [],
  skip,
  text: quoted,
  heredoc,
  word: /[$@%&](?:#?\${0,8}[A-Za-z_]\w*|[$0-9!@&_])|\$#?\{\^?\w+\}|[A-Za-z_]\w*/y,
  number: /0[xX][\da-fA-F_]+|0b[01_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y,
  operator: /<=>|->|=>|::|\*\*=?|\|\|=?|&&=?|\/\/=?|\.\.\.?|==|!=|=~|!~|<=|>=|<<=?|>>=?|\+\+|--|[-+*/%.x|&^]=|x=/y,
  separator: /[,;]/y,
  lines: false,
  declares: words("my our local state"),
  modifiers: words(""),
  functions: words("sub"),
  classes: words("package class"),
  imports: words("use no require"),
  constants: "constant",
  control: words(
    "BEGIN END BUILD if elsif else unless while until for foreach given when default do eval last next redo goto",
  ),
  news: words(""),
  passing: words("return not"),
  literals: { undef: "none" },
  self: words("$self $class __PACKAGE__"),
  casts: words(""),
  wordOperators: WORDS,
  prefixes: new Set(["!", "-", "+", "~", "\\", "++", "--", "&", "*", "@", "%", "$"]),
  transparent: new Set(["\\", "+"]),
  postfixes: new Set(["++", "--"]),
  members: new Set(["->", "::"]),
  calling: new Set(["->"]),
  indirect: /^new [A-Z]/,
  label: "=>",
  conditional: true,
  joins: new Set(["."]),
  braces: "list",
  braceIndex: true,
  // a function without parentheses takes all that follows, up to the end of the statement
  bareCalls: {
    name: /^(?:new|\w[^\W_]*_\w+|[^\W\d]*\d\w*|decode|encode|sha\w*|hmac\w*|crypt)$/,
    next: /^(?:[$@%\\]|[$@%]\w|\d|"|[A-Z])/,
  },
  separatorOfNames: "::",
  variable: /^[$@%&]/,
  factories: /^(?:new\w*|create|import_key|generate_key|instance)$/,
  passingCalls: /^(?:lc|uc|scalar|\\)$/,
  importsOf,
  path: (spelled) => (PATH.test(spelled) ? spelled.replace(/^::/, "") : undefined),
};

export const perl: Language = lexical(
  {
    id: "perl",
    extensions: [".pl", ".pm", ".t", ".psgi", ".cgi", ".al"],
    fileNames: ["makefile.pl", "build.pl", "cpanfile"],
    interpreters: ["perl", "perl5"],
    bareCalls: true,
    comments: { line: ["#"], block: [] },
    withoutGrammar:
      "no package of tree-sitter-perl holds a wasm but @cursorless/tree-sitter-wasms 0.7.0, which finds errors in 95 of the 151 modules of Mojolicious",
  },
  rules,
);

/** Documentation from `=word` to `=cut`, and what stands behind the program. */
function skip(text: string, at: number, fresh: boolean): number | undefined {
  if (!fresh) return undefined;
  if (text[at] === "=" && (at === 0 || text[at - 1] === "\n") && /[a-z]/.test(text.charAt(at + 1))) {
    const cut = text.indexOf("\n=cut", at);
    return cut < 0 ? text.length : endOfLine(text, cut + 1);
  }
  return /__(?:END|DATA)__/y.test(text.slice(at, at + 8)) ? text.length : undefined;
}

/** `use Digest::MD5 qw(md5 md5_hex);`, `use Digest::SHA 'sha1_hex';` */
function importsOf(text: string): Imports {
  const found = new Imports("::");
  let count = 0;
  for (const match of text.matchAll(/^[ \t]*(?:use|require)[ \t]+([A-Z]\w*(?:::\w+){0,15})([^;]{0,2000});/gm)) {
    if (++count > MAX_IMPORTS) break;
    const module = match[1] ?? "";
    const list = (match[2] ?? "").slice(0, MAX_LIST);
    for (const name of list.matchAll(/[A-Za-z_]\w*/g)) {
      if (!/^(?:qw|q|qq)$/.test(name[0])) found.addMember(name[0], `${module}::${name[0]}`);
    }
    const exported = list.trim() === "" || list.includes(":");
    if (exported) found.addMembersOf(module);
  }
  return found;
}
