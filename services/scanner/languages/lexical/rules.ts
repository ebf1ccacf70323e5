/**
 * A language as a table of its lexical rules: how comments, texts, words and operators are spelled, and which words begin
 * what. It serves a language that has no grammar that loads; `parser.ts` makes a tree of any text by it.
 */
import type { Imports } from "../described/imports.ts";
import type { Token } from "./tokens.ts";

/** How a text that begins here goes on. */
export interface TextShape {
  /** Characters of what opens it. */
  readonly open: number;
  readonly close: string;
  /** What takes the meaning of the next character away; empty where nothing does. */
  readonly escape: string;
  /** Whether the closing quote stands for itself where it is doubled. */
  readonly doubled?: boolean;
  /** Whether it may go over line ends. */
  readonly lines?: boolean;
  /** What opens again within it: `q(a (b) c)`. */
  readonly nests?: string;
  /** Code within it: `\(` … `)`, `${` … `}`. */
  readonly insert?: { readonly open: string; readonly close: ")" | "}" };
  /** A name within it, sticky: `$name`; `unnamed` characters of it are no part of the name. */
  readonly name?: RegExp;
  readonly unnamed?: number;
  /** A list of words: `qw(a b)`. */
  readonly words?: boolean;
  /** No value: a pattern, a character. */
  readonly opaque?: boolean;
}

/** A text whose lines stand below the line that announces it. */
export interface Heredoc {
  /** Characters of what announces it. */
  readonly open: number;
  readonly end: string;
  readonly indented: boolean;
}

/** What stands before: how a quote or slash is to be read depends on it. */
export interface Before {
  readonly kind: string;
  readonly text: string;
}

export interface LexicalRules {
  readonly lineComments: readonly string[];
  readonly blockComments: readonly (readonly [string, string])[];
  readonly commentsNest?: boolean;
  /** Offset behind what is no code, where such begins here; `fresh` says that a line does. */
  skip?(text: string, at: number, fresh: boolean): number | undefined;
  text(text: string, at: number, before: Before | undefined): TextShape | undefined;
  heredoc?(text: string, at: number): Heredoc | undefined;
  /** Sticky. */
  readonly word: RegExp;
  readonly number: RegExp;
  readonly operator: RegExp;
  readonly separator: RegExp;
  /** Whether words are the same in capitals; the sets below are then lower case. */
  readonly caseless?: boolean;
  /** Whether `Name<Type>` without a space is a type. */
  readonly generics?: boolean;

  /** Whether a line end ends a statement. */
  readonly lines: boolean;
  /** `let`, `my`, `Dim`. */
  readonly declares: ReadonlySet<string>;
  /** `public`, `static`: say nothing here. */
  readonly modifiers: ReadonlySet<string>;
  readonly functions: ReadonlySet<string>;
  readonly classes: ReadonlySet<string>;
  readonly imports: ReadonlySet<string>;
  /** What an import of constants names: `use constant`. */
  readonly constants?: string;
  /** `if`, `for`, `else`: a statement's first word. */
  readonly control: ReadonlySet<string>;
  readonly news: ReadonlySet<string>;
  /** Before an expression that it hands on: `try`, `await`, `return`. */
  readonly passing: ReadonlySet<string>;
  readonly literals: Readonly<Record<string, "true" | "false" | "none">>;
  readonly self: ReadonlySet<string>;
  /** Before a type: `as`. */
  readonly casts: ReadonlySet<string>;
  /** Operators that are words: `and`, `eq`. */
  readonly wordOperators: ReadonlySet<string>;
  readonly prefixes: ReadonlySet<string>;
  /** Prefixes that change no value that matters here: `&x`, `\@x`. */
  readonly transparent: ReadonlySet<string>;
  readonly postfixes: ReadonlySet<string>;
  /** Between an object and its member. */
  readonly members: ReadonlySet<string>;
  /** Between an object and a method that is called also without parentheses: `->`. */
  readonly calling?: ReadonlySet<string>;
  /** A method that is called also without parentheses where others are not. */
  readonly called?: RegExp;
  /** Members whose value is the object itself: `..`. */
  readonly cascades?: ReadonlySet<string>;
  /** Before the name of a member of a type that need not be said: `.sha256`. */
  readonly implicit?: string;
  /** Between the name of an argument or key and its value. */
  readonly label: string;
  /** `condition ? yes : no`. */
  readonly conditional?: boolean;
  /** Operators that join texts. */
  readonly joins: ReadonlySet<string>;
  /** Whether texts that stand side by side are one. */
  readonly textsJoin?: boolean;
  /** What braces hold where a value is expected. */
  readonly braces: "block" | "list" | "tuple";
  /** Whether braces behind a value hold an index: `$h{key}`. */
  readonly braceIndex?: boolean;
  /** Where a declaration says the type: `x: T`, `T x`, `x As T`. */
  readonly types?: "colon" | "before" | "as";
  /** A function whose arguments need no parentheses: its name, and how what follows must begin. */
  readonly bareCalls?: { readonly name: RegExp; readonly next: RegExp };
  /** A method that stands before its class: `new Digest::MD5`. */
  readonly indirect?: RegExp;
  /** `end`, `End Sub`: blocks between words. */
  readonly wordBlocks?: WordBlocks;
  /** Functions of clauses: `name(A) -> …; name(B) -> … .` */
  readonly clauses?: boolean;
  /** Whether an assignment in a function declares the name it gives a value. */
  readonly assignmentDeclares?: boolean;
  /** A word that stands for itself. */
  readonly atom?: RegExp;

  readonly separatorOfNames: string;
  readonly plainFunctions?: boolean;
  readonly factories: RegExp;
  readonly conversions?: RegExp;
  /** Calls of one argument that give it as another type: `Int(x)`. */
  readonly passingCalls?: RegExp;
  readonly importsOf: (text: string) => Imports;
  /** The path of a class or module as models spell it; none for any other. */
  readonly path: (spelled: string) => string | undefined;
  /** A name that can only be a variable's. */
  readonly variable?: RegExp;
  /** Whether a path that the file declares nothing for may be an object all the same. */
  readonly maybeObject?: (path: string) => boolean;
}

export interface WordBlocks {
  /** Whether the word at this place begins a block; `key` spells a token's word as the sets do. */
  opens(tokens: readonly Token[], index: number, key: (token: Token | undefined) => string): boolean;
  /** Ends one block and begins the next: `Else`. */
  readonly divides: ReadonlySet<string>;
  readonly ends: ReadonlySet<string>;
  /** Whether the ending word says what it ends: `End Sub`. */
  readonly named?: boolean;
}

export const NO_WORDS: ReadonlySet<string> = new Set();

export function words(list: string): ReadonlySet<string> {
  return new Set(list.split(/\s+/).filter((word) => word !== ""));
}
