/**
 * What a language file provides: it turns a syntax tree into neutral sites (calls, constructions, field settings,
 * names) and neutral values, so that models and matching never see a grammar.
 *
 * Adding a language is one file here that exports a `Language`, and one line in `all.ts`.
 */
import type { Node, Tree } from "web-tree-sitter";

/** An expression's value as far as the same file tells it. */
export type Value =
  | { readonly kind: "string"; readonly text: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** null, None, nil, NULL, undefined. */
  | { readonly kind: "none" }
  /** A constant, class, enum member or macro by qualified name: `ssl.PROTOCOL_TLSv1`, `crypto/tls.VersionTLS10`. */
  | { readonly kind: "name"; readonly name: string }
  /** The result of a call or construction: `hashes.SHA256()`, `elliptic.P256()`, `EVP_sha256()`. */
  | { readonly kind: "call"; readonly site: Site }
  /** Object literal, struct literal, dict literal, keyword options. Fields are evaluated when asked. */
  | {
      readonly kind: "object";
      readonly field: (name: string) => Value | undefined;
      /** What all its fields hold, where it is a table that is looked up by a key of run time. */
      readonly values?: () => readonly Value[];
      /** The keys they are held under, in the same order. */
      readonly keys?: () => readonly Value[];
    }
  | { readonly kind: "list"; readonly items: readonly Value[] }
  /** One of several the file names: both arms of a condition, what each caller in the file hands over. */
  | { readonly kind: "choice"; readonly values: readonly Value[] }
  /** Decided at run time, or beyond this file. */
  | { readonly kind: "unknown" };

export interface Argument {
  /** Keyword name (`key_size=2048`), where the language has them. */
  readonly name?: string;
  readonly node: Node;
}

/**
 * - `call`: `f(x)`, `a.b.f(x)`.
 * - `new`: construction, where the language tells it from a call (Java, JavaScript, C++ `new`/declarations).
 * - `set`: a field or attribute is given a value: `ctx.minimum_version = …`, `tls.Config{MinVersion: …}`; the name is
 *   the qualified type and field, the only argument is the value.
 * - `name`: a constant or class is mentioned (not declared, not imported, not called).
 */
export type SiteForm = "call" | "new" | "set" | "name";

export interface Site {
  readonly form: SiteForm;
  /**
   * Fully qualified names this may be, most specific first: `java.security.KeyPairGenerator.getInstance`. Resolved
   * through imports, aliases and local types. In a language without imports the plain name. Where a receiver's type is
   * unknown, `?.method`.
   */
  readonly names: readonly string[];
  readonly node: Node;
  readonly arguments: readonly Argument[];
  /** Variable or expression text the member is taken from: `kpg` in `kpg.initialize(2048)`; absent for plain calls. */
  readonly receiver?: Node;
}

/** One parsed file. Sites and values are computed on demand, never by walking the whole tree. */
export interface SourceFile {
  readonly text: string;
  readonly tree: Tree;
  /** The innermost site whose *name* (callee, class, field, constant) covers this UTF-16 offset; none in comments, strings, imports and declarations. */
  siteAt(offset: number): Site | undefined;
  evaluate(node: Node): Value;
  /**
   * The variable (or field) a site's result is bound to and the span of text where that binding holds:
   * `kpg = KeyPairGenerator.getInstance("RSA")` gives `kpg` and the rest of the function (the class for a field).
   */
  binding(site: Site): { readonly name: string; readonly from: number; readonly to: number } | undefined;
  /** The call chained onto this one: `.initialize(2048)` in `KeyPairGenerator.getInstance("RSA").initialize(2048)`. */
  chained(site: Site): Site | undefined;
}

/** Places where no text and no comment is open. */
export interface Settled {
  /** The last beginning of a line at or before the offset. */
  readonly before: number;
  /** The first one at or behind it; the end of the text where all of the rest is open. */
  readonly behind: number;
}

export interface Language {
  readonly id: string;
  /** Lower-case, with the dot: `.py`. */
  readonly extensions: readonly string[];
  /** Whole file names: `Jenkinsfile`. */
  readonly fileNames?: readonly string[];
  /** Interpreters of a `#!` line: `python3`. */
  readonly interpreters?: readonly string[];
  /** Module specifier of the grammar: `tree-sitter-c/tree-sitter-c.wasm`; none where `parse` makes the tree. */
  readonly grammar?: string;
  /** Makes the tree of a language that no grammar is for, in work that grows as the text does. */
  parse?(text: string): Tree;
  /** Of such a language: where, next to an offset, the text can be cut in two that are each read for themselves. */
  settledAt?(text: string, at: number): Settled;
  /** Of such a language: which grammar there is, and why it is not used. */
  readonly withoutGrammar?: string;
  /** Whether an import can give a single function another name (`md5 as m`, `{ createHash: hash }`). */
  readonly renames?: boolean;
  /** Whether a call needs no parentheses: `Digest::MD5.hexdigest data`. */
  readonly bareCalls?: boolean;
  /** What stands before the name of a function in a text, where functions are called by such texts: `array_map("md5", …)`. */
  readonly callables?: RegExp;
  /** The language whose models hold here too, where this one is a frame around its code. */
  readonly modelsOf?: string;
  /**
   * What stands behind a name where a variable, property or class of that name is declared; for languages that spell the
   * class before its members, with a capital, and by its own name.
   */
  readonly declared?: RegExp;
  /** What ends before a name that is a member's or is being declared, so that it means no function that belongs to nothing. */
  readonly member?: RegExp;
  /**
   * What stands before a block in braces that belongs to nothing around it, its `{` included: a function's, a table's, a
   * type's. Global. For languages whose blocks, texts and comments are written as in C, so that those that nobody asks
   * for need not be parsed.
   */
  readonly blockHeads?: RegExp;
  /** For the cheap lexical look before a parse. */
  readonly comments: { readonly line: readonly string[]; readonly block: readonly (readonly [string, string])[] };
  /**
   * Of a file that is only in part in this language: the text with everything else as blanks, so that all stands where it
   * stood. Nothing where no part is.
   */
  part?(text: string): string | undefined;
  /** Lines (1-based, both ends included) that the file itself marks as tests, where the language has a mark for them. */
  tests?(text: string): readonly { readonly from: number; readonly to: number }[];
  open(text: string, tree: Tree): SourceFile;
}
