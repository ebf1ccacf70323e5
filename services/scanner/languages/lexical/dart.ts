/** Dart, by its lexical rules. A name is qualified by the package that an import names: `crypto.md5.convert`, `dart:io.SecurityContext`. */
import { Imports } from "../described/imports.ts";
import type { Language } from "../language.ts";
import { lexical } from "./lexical.ts";
import { type LexicalRules, NO_WORDS, type TextShape, words } from "./rules.ts";

const MAX_IMPORTS = 200;
const PATH = /^(?:[A-Za-z_]\w*\.){0,15}[A-Za-z_]\w*$/;
/** Longest list of what an import shows. */
const MAX_SHOWN = 2_000;

const rules: LexicalRules = {
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
  commentsNest: true,
  text: quoted,
  word: /[@#]?[A-Za-z_$][\w$]*/y,
  number: /0[xX][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y,
  operator: /=>|\?\?=|\?\?|\?\.\.|\.\.\.\??|\.\.|\?\.|==|!=|<=|>=|&&|\|\||\+\+|--|~\/=?|[-+*/%&|^]=|<</y,
  separator: /[,;]/y,
  generics: true,
  lines: false,
  declares: words("var final const late"),
  modifiers: words(
    "static external abstract covariant required factory base sealed interface augment @override @visibleForTesting @protected",
  ),
  functions: words("Function"),
  classes: words("class mixin enum extension"),
  imports: words("import export part library"),
  control: words(
    "if else for while do switch case default try on catch finally break continue assert in typedef with hide show deferred implements extends",
  ),
  news: NO_WORDS,
  passing: words("await return throw yield new const"),
  literals: { true: "true", false: "false", null: "none" },
  self: words("this"),
  casts: words("as"),
  wordOperators: words("is"),
  prefixes: new Set(["!", "-", "~", "++", "--", "...", "...?"]),
  transparent: new Set(),
  postfixes: new Set(["!"]),
  members: new Set([".", "?.", "..", "?.."]),
  cascades: new Set(["..", "?.."]),
  label: ":",
  conditional: true,
  joins: new Set(["+"]),
  textsJoin: true,
  braces: "list",
  types: "before",
  separatorOfNames: ".",
  factories: /^(?:new|from\w*|with\w*|create|of)$/,
  conversions: /^(?:toString|toLowerCase|toUpperCase|trim)$/,
  passingCalls: /^(?:Uint8List)$/,
  importsOf,
  path: (spelled) => {
    const path = spelled.replace(/[?!]/g, "");
    return PATH.test(path) ? path : undefined;
  },
  maybeObject: (path) => /^[a-z_]\w*$/.test(path),
};

export const dart: Language = lexical(
  {
    id: "dart",
    extensions: [".dart"],
    interpreters: ["dart"],
    comments: { line: ["//"], block: [["/*", "*/"]] },
    withoutGrammar:
      "the wasm of tree-sitter-dart 1.0.0 and that of tree-sitter-wasms 0.1.13 do not load, and that of @repomix/tree-sitter-wasms 0.1.17 finds errors in 254 of the first 400 files of dart-lang/pub",
  },
  rules,
);

/** `'…'`, `"…"`, both three times, and raw. */
function quoted(text: string, at: number): TextShape | undefined {
  const isRaw = text[at] === "r" && /['"]/.test(text.charAt(at + 1)) && !/[\w$]/.test(text.charAt(at - 1));
  const start = isRaw ? at + 1 : at;
  const quote = text.charAt(start);
  if (quote !== "'" && quote !== '"') return undefined;
  const close = text.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  const shape = { open: close.length + (start - at), close, lines: close.length > 1 };
  if (isRaw) return { ...shape, escape: "" };
  return { ...shape, escape: "\\", insert: { open: "${", close: "}" }, name: /\$[A-Za-z_]\w*/y, unnamed: 1 };
}

/** `import 'package:crypto/crypto.dart' as c show md5;` */
function importsOf(text: string): Imports {
  const found = new Imports(".");
  let count = 0;
  for (const match of text.matchAll(
    /^[ \t]*import[ \t]+['"](?:package:(\w+)\/|(dart:\w+))?[^'"\n]{0,300}['"]([^;'"]{0,2000});/gm,
  )) {
    if (++count > MAX_IMPORTS) break;
    const module = match[1] ?? match[2];
    if (module === undefined || /^dart:(?:core|async|collection|math|ui)$/.test(module)) continue;
    const rest = (match[3] ?? "").slice(0, MAX_SHOWN);
    const alias = /\bas\s+(\w+)/.exec(rest)?.[1];
    const shown = /\bshow\s+([\w\s,]+)/.exec(rest)?.[1];
    if (alias !== undefined) found.add(alias, module);
    else if (shown !== undefined)
      for (const name of shown.split(",")) found.add(name.trim(), `${module}.${name.trim()}`);
    else {
      found.addAll(module);
      found.addMembersOf(module);
    }
  }
  return found;
}
