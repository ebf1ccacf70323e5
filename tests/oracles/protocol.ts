/** What goes into an oracle and what comes out: JSON on stdin, one JSON object a line on stdout. */

/** How a function is used: called, or constructed where the language tells the two apart. */
export type Form = "call" | "new";

/** A modelled function by qualified name, as models write it; `*` stands for one segment. */
export interface ModelledFunction {
  readonly form: Form;
  readonly name: string;
}

/** stdin of an oracle; its only argument is the folder. */
export interface Question {
  readonly functions: readonly ModelledFunction[];
}

/**
 * An argument as it is spelled out at the call; `null` is anything else. `name` is a constant or function by qualified
 * name, `call` what another function gives. Constants of the same file count as what they are defined to be.
 */
export type Spelled =
  | null
  | { readonly string: string }
  | { readonly number: number }
  | { readonly boolean: boolean }
  | { readonly none: true }
  | { readonly name: string }
  | { readonly call: string; readonly arguments: readonly SpelledArgument[] }
  | { readonly list: readonly Spelled[] }
  | { readonly object: Readonly<Record<string, Spelled>> };

export interface SpelledArgument {
  /** Keyword, where the language has them; the others are positional, in order. */
  readonly name?: string;
  readonly value: Spelled;
}

/** A call of a modelled function, by the imports of its file. Lines and columns are 1-based; columns in any unit. */
export interface OracleCall {
  /** Relative to the folder, `/` separators. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
  /** Where the function's own name stands: another line than the call's first where a chain goes over several. */
  readonly nameLine: number;
  readonly form: Form;
  /** Qualified names it may have, of those asked for: several where the file imports one of several. */
  readonly names: readonly string[];
  readonly arguments: readonly SpelledArgument[];
}

/** A file that the language's own parser refuses: what it holds is known to nobody. */
export interface Unread {
  readonly path: string;
  readonly unread: string;
}
