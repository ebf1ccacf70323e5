/** Visual Basic .NET, by its lexical rules. Names are those of .NET, as in C#: `System.Security.Cryptography.MD5.Create`. */
import { Imports } from "../described/imports.ts";
import type { Language } from "../language.ts";
import { lexical } from "./lexical.ts";
import { type LexicalRules, type TextShape, type WordBlocks, words } from "./rules.ts";
import { endOfLine } from "./tokens.ts";

const MAX_IMPORTS = 200;
const PATH = /^(?:[A-Za-z_]\w*\.){0,15}[A-Z]\w*$/;

const wordBlocks: WordBlocks = {
  opens(tokens, index, key) {
    const token = tokens[index];
    const word = key(token);
    if (!OPENS.has(word)) return false;
    // a lambda of several lines: its body begins on a line of its own
    if (!beginsStatement(tokens, index, key)) return LAMBDAS.has(word) && endsLine(tokens, index);
    if (word === "if") return endsWith(tokens, index, key, "then");
    // without a body: `MustOverride Sub`, `Declare Function`, `Delegate Sub`, an attribute's `Property X As T`
    return !/^(?:mustoverride|declare|delegate)$/.test(lineStart(tokens, index, key));
  },
  divides: words("else elseif catch finally case"),
  ends: words("end next loop wend"),
  named: true,
};
const OPENS = words(
  "class module namespace structure interface enum sub function property operator get set if using for while do try select with synclock",
);
const LAMBDAS = words("sub function");

const rules: LexicalRules = {
  lineComments: ["'", "\u2018", "\u2019"],
  blockComments: [],
  skip,
  text: quoted,
  word: /\[[A-Za-z_]\w*\]|[A-Za-z_]\w*/y,
  number: /&[hH][\da-fA-F_]+|&[oO][0-7_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?[SILDFRU%&@!#]{0,2}/y,
  operator: /:=|<>|<=|>=|<<=?|>>=?|\?\.|[-+*/\\^&]=/y,
  separator: /[,;:](?!=)/y,
  caseless: true,
  lines: true,
  declares: words("dim const static"),
  modifiers: words(
    "public private protected friend shared readonly writeonly overrides overridable overloads mustoverride notoverridable notinheritable mustinherit partial shadows default iterator async byval byref optional paramarray withevents narrowing widening global declare delegate",
  ),
  functions: words("sub function property operator"),
  classes: words("class module structure interface"),
  imports: words("imports"),
  control: words(
    "if then else elseif for each while do loop until select case try catch finally using with synclock throw exit continue end next wend return namespace enum get set inherits implements handles option step to in goto on error resume redim raiseevent addhandler removehandler yield call stop",
  ),
  news: words("new"),
  passing: words("await addressof not"),
  literals: { true: "true", false: "false", nothing: "none" },
  self: words("me mybase myclass"),
  casts: words("as"),
  wordOperators: words("and or xor andalso orelse mod is isnot like typeof"),
  prefixes: new Set(["-", "+"]),
  transparent: new Set(["+"]),
  postfixes: new Set(["?", "!"]),
  members: new Set([".", "?."]),
  called: /^Create$/,
  implicit: ".",
  label: ":=",
  joins: new Set(["&", "+"]),
  braces: "list",
  types: "as",
  wordBlocks,
  separatorOfNames: ".",
  factories: /^Create(?:FromPem|FromEncryptedPem|FromValue|FromName)?$/,
  conversions: /^(?:ToString|Trim|ToArray|GetBytes)$/,
  passingCalls: /^(?:CInt|CStr|CType|DirectCast|TryCast)$/,
  importsOf,
  path: (spelled) => {
    const whole = spelled.replace(/[[\]?]|^Global\./g, "").replace(/\((?:Of|of)[\s\S]*$/, "");
    // every file imports `System`, and a namespace may be named from there
    const path = whole.replace(/^(?=(?:Security|Net|Web)\.[A-Z])/, "System.");
    return PATH.test(path) ? path : undefined;
  },
};

export const vbnet: Language = lexical(
  {
    id: "vbnet",
    extensions: [".vb", ".vbs"],
    bareCalls: true,
    comments: { line: ["'"], block: [] },
    withoutGrammar: "no grammar of Visual Basic .NET is in the npm registry, with or without a wasm",
  },
  rules,
);

type Tokens = Parameters<WordBlocks["opens"]>[0];
type Key = Parameters<WordBlocks["opens"]>[2];

/** Whether only modifiers and attributes stand before it on its line. */
function beginsStatement(tokens: Tokens, index: number, key: Key): boolean {
  for (let at = index; at >= 0 && at > index - 12; at--) {
    const token = tokens[at];
    if (!token) return false;
    if (at < index && !rules.modifiers.has(key(token)) && token.text !== ">") return false;
    if (token.text === ">" || token.fresh) return true;
  }
  return index === 0;
}

function lineStart(tokens: Tokens, index: number, key: Key): string {
  for (let at = index; at >= 0 && at > index - 12; at--) {
    const word = key(tokens[at]);
    if (/^(?:mustoverride|declare|delegate)$/.test(word)) return word;
    if (tokens[at]?.fresh) return word;
  }
  return "";
}

/** Longest head of a block, in tokens. */
const MAX_HEAD = 300;

/** Whether the last word of the line is this one. */
function endsWith(tokens: Tokens, index: number, key: Key, word: string): boolean {
  for (let at = index + 1; at < index + MAX_HEAD; at++) {
    const next = tokens[at + 1];
    if (next === undefined || next.fresh) return key(tokens[at]) === word;
  }
  return false;
}

/** Whether its parameters, and a type, are all that stands behind it on its line. */
function endsLine(tokens: Tokens, index: number): boolean {
  const open = tokens[index + 1];
  if (open?.text !== "(" || open.match < 0) return false;
  const behind = tokens[open.match + 1];
  return behind === undefined || behind.fresh || behind.text.toLowerCase() === "as";
}

/** Longest attribute on one line. */
const MAX_ATTRIBUTE = 500;

/** `Rem`, directives, attributes, and a line that is continued. */
function skip(text: string, at: number, fresh: boolean): number | undefined {
  const character = text[at];
  if (character === "_" && /^_[ \t]*\r?\n/.test(text.slice(at, at + 40))) return endOfLine(text, at) + 1;
  if (!fresh) return undefined;
  if (character === "<") {
    const attribute = /^<[A-Za-z][^<>\n]*>/.exec(text.slice(at, at + MAX_ATTRIBUTE));
    return attribute ? at + attribute[0].length : undefined;
  }
  return character === "#" || /^rem\s/i.test(text.slice(at, at + 4)) ? endOfLine(text, at) : undefined;
}

/** `"…"` with doubled quotes, `$"…{x}…"`. */
function quoted(text: string, at: number): TextShape | undefined {
  if (text[at] === '"') return { open: 1, close: '"', escape: "", doubled: true, lines: false };
  if (!text.startsWith('$"', at)) return undefined;
  return { open: 2, close: '"', escape: "", doubled: true, lines: false, insert: { open: "{", close: "}" } };
}

/** `Imports System.Security.Cryptography`, `Imports C = System.Security.Cryptography`. */
function importsOf(text: string): Imports {
  const found = new Imports(".");
  let count = 0;
  for (const match of text.matchAll(/^[ \t]*Imports[ \t]+(?:(\w+)[ \t]*=[ \t]*)?([\w.]+)/gim)) {
    if (++count > MAX_IMPORTS) break;
    const path = match[2] ?? "";
    if (match[1] !== undefined) found.add(match[1], path);
    else if (path !== "System") found.addAll(path);
  }
  return found;
}
