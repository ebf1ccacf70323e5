/** Swift, by its lexical rules. */
import { Imports } from "../described/imports.ts";
import type { Language } from "../language.ts";
import { lexical } from "./lexical.ts";
import { type LexicalRules, NO_WORDS, type TextShape, words } from "./rules.ts";

const MAX_IMPORTS = 200;
/** Modules that offer another one's names under their own. */
const SAME: Readonly<Record<string, string>> = { Crypto: "CryptoKit", _CryptoExtras: "CryptoExtras" };
/** Classes and their like, and the types of C. */
const PATH = /^(?:[A-Za-z_]\w*\.){0,15}(?:[A-Z]\w*|[a-z]\w*_t)$/;

const rules: LexicalRules = {
  lineComments: ["//"],
  blockComments: [["/*", "*/"]],
  commentsNest: true,
  text: quoted,
  word: /[$@#]?[\p{ID_Start}_][\p{ID_Continue}]*|\$\d+|`[\p{ID_Continue}]+`/uy,
  number: /0[xob][\da-fA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?/y,
  operator: /->|\?\?|===?|!==?|<=|>=|&&|\|\||\.\.\.|\.\.<|[-+*/%&|^~<]=|&[-+*]|<</y,
  separator: /[,;]/y,
  generics: true,
  lines: true,
  declares: words("let var"),
  modifiers: words(
    "public private internal fileprivate open static final lazy weak unowned override required convenience mutating nonmutating dynamic optional prefix postfix infix indirect nonisolated isolated consuming borrowing inout some any @objc @available @discardableResult @inlinable @usableFromInline @escaping @autoclosure @Published @State @MainActor @Sendable @testable @frozen",
  ),
  functions: words("func init deinit subscript"),
  classes: words("class struct enum protocol extension actor"),
  imports: words("import"),
  control: words(
    "if else guard for while repeat switch case default do catch defer break continue fallthrough where in get set willSet didSet typealias associatedtype throws rethrows #if #else #elseif #endif",
  ),
  news: NO_WORDS,
  passing: words("try await return throw yield"),
  literals: { true: "true", false: "false", nil: "none" },
  self: words("self Self"),
  casts: words("as"),
  wordOperators: words("is"),
  prefixes: words("! - + ~ & ..."),
  transparent: words("& +"),
  postfixes: words("? !"),
  members: words("."),
  implicit: ".",
  label: ":",
  conditional: true,
  joins: words("+"),
  braces: "block",
  types: "colon",
  separatorOfNames: ".",
  factories: /^(?:init|make\w*)$/,
  conversions: /^(?:rawValue|lowercased|uppercased)$/,
  passingCalls:
    /^(?:Int|UInt|Int32|UInt32|Int8|UInt8|size_t|String|NSString|NSNumber|Data|Array|CC[A-Z]\w*|SecPadding|Optional)$/,
  importsOf,
  path: (spelled) => {
    const path = spelled.replace(/[?!`]/g, "");
    return PATH.test(path) ? path : undefined;
  },
};

export const swift: Language = lexical(
  {
    id: "swift",
    extensions: [".swift"],
    interpreters: ["swift"],
    comments: { line: ["//"], block: [["/*", "*/"]] },
    withoutGrammar:
      "tree-sitter-swift publishes no wasm; that of tree-sitter-wasms 0.1.13 does not load, and that of @repomix/tree-sitter-wasms 0.1.17 reads 30 kB a second and fails on 137 of the 244 files of vapor",
  },
  rules,
);

/** `"…"`, `"""…"""`, and both between equal numbers of `#`. */
function quoted(text: string, at: number): TextShape | undefined {
  let hashes = "";
  if (text[at] === "#") {
    const match = /#{1,9}(?=")/y;
    match.lastIndex = at;
    hashes = match.exec(text)?.[0] ?? "";
    if (hashes === "") return undefined;
  } else if (text[at] !== '"') return undefined;
  const quote = text.startsWith('"""', at + hashes.length) ? '"""' : '"';
  return {
    open: hashes.length + quote.length,
    close: quote + hashes,
    escape: `\\${hashes}`,
    insert: { open: `\\${hashes}(`, close: ")" },
    lines: quote.length > 1,
  };
}

/** `import CryptoKit`, `import struct Crypto.SHA256`: every name may be one of the module's. */
function importsOf(text: string): Imports {
  const found = new Imports(".");
  let count = 0;
  for (const match of text.matchAll(
    /^[ \t]*(?:@\w+(?:\([^)\n]{0,40}\))?[ \t]+)*(?:(?:public|internal|private|package)[ \t]+)?import[ \t]+(?:(?:struct|class|enum|protocol|func|var|let|typealias|actor)[ \t]+)?(\w+)/gm,
  )) {
    const named = match[1] ?? "";
    const module = Object.hasOwn(SAME, named) ? (SAME[named] ?? named) : named;
    if (/^(?:Foundation|UIKit|SwiftUI|XCTest|AppKit|Combine)$/.test(module)) continue;
    found.addAll(module);
    found.addMembersOf(module);
    if (++count >= MAX_IMPORTS) break;
  }
  return found;
}
