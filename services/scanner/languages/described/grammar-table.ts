/**
 * A language as a table of its grammar: which node is a call, a member, an assignment, a literal. `DescribedFile` does
 * the rest (names, types, values, scopes) alike for all of them, so a language of this kind is one short file.
 *
 * Every function answers for one node and looks no further than a few of its relatives.
 */
import type { Node, Tree } from "web-tree-sitter";
import type { Scoping } from "../bindings.ts";
import type { Argument, Value } from "../language.ts";
import type { Imports } from "./imports.ts";
import type { DescribedNames } from "./names.ts";

/** A call or construction in its parts. */
export interface CallParts {
  readonly form: "call" | "new";
  /** The identifier that bears the name: `getInstance`, the class of a construction. */
  readonly name: Node;
  /** What a member is called on, or the path before the name. */
  readonly object?: Node;
  /** Of a construction: the whole type. */
  readonly type?: Node;
  readonly arguments: readonly Argument[];
}

export interface MemberParts {
  readonly object: Node;
  readonly name: Node;
}

export interface Given {
  readonly target: Node;
  readonly value: Node;
}

/** Plain text, the name or path of what is put in, or its expression; `unread` is what is put in in another way. */
export type TemplatePart =
  | { readonly text: string }
  | { readonly path: string }
  | { readonly value: Node }
  | { readonly unread: true };

/** A value that an initializer gives to a field of what it makes: `new Aes { KeySize = 128 }`. */
export interface Setting {
  readonly type: Node;
  readonly value: Node;
  readonly by: Node;
}

export interface GrammarTable {
  /** Node types that bear a name. */
  readonly identifiers: ReadonlySet<string>;
  /** Between an owner and its member, in models too: `.`, `::`. */
  readonly separator: string;
  /** Where that depends on the member: `OpenSSL::SSL`, but `OpenSSL::Digest.new`. */
  separatorBefore?(member: string): string;
  /** Spellings under which a member is declared and assigned, where they differ: `alg` and `$alg`. */
  memberSpellings?(name: string): readonly string[];
  /** A call without an object is never one of a method, and of the standard library where the file says no other. */
  readonly plainFunctions?: boolean;
  /** Whether members of the class around, and of what it is made of, are meant by their plain names. */
  readonly bareMembers?: true;
  /** Whether a name can only be a variable's, whatever is imported: `$key`. */
  isVariable?(name: string): boolean;
  /** Node types within which names are no uses: imports, package clauses. */
  readonly importing: ReadonlySet<string>;
  /** Node types of classes and what is like one. */
  readonly classes: ReadonlySet<string>;
  /** Methods that by convention give an object of the class they stand in; the last segment is tested. */
  readonly factories: RegExp;
  /** Methods that give the text or bytes they are called on: `toByteArray`, `freeze`. */
  readonly conversions?: RegExp;
  readonly scoping: Scoping;

  imports(text: string, tree: Tree): Imports;
  call(node: Node): CallParts | undefined;
  member(node: Node): MemberParts | undefined;
  /** A plain value given to a target: declaration or assignment. */
  given(node: Node): Given | undefined;
  /** The expression in a shell that changes nothing: parentheses, a cast, an argument's shell. */
  inner(node: Node): Node | undefined;
  /** `this`, `self`. */
  isSelf(node: Node): boolean;
  /** `parent`, `base`, `super`: the class around as what it is made of. */
  isParent?(node: Node): boolean;
  /** The path of a type, or of an expression that names a class or module: `a.b.C`; none for any other expression. */
  path(node: Node, text: string): string | undefined;
  /** Whether a path that the file declares nothing for may be an object all the same: it may be inherited, or of another file. */
  maybeObject?(path: string): boolean;
  /** A literal's value; none where the node is no literal. */
  literal(node: Node, text: string): Value | undefined;
  /** Parts of a text with names in it: `"$ALG/CBC/${PADDING}"`; none where the node is no such text. */
  template?(node: Node, text: string): readonly TemplatePart[] | undefined;
  /** Operands and operator of a binary expression. */
  binary?(node: Node): { readonly left: Node; readonly operator: string; readonly right: Node } | undefined;
  /** Whether what a format fills in is spelled `{}`, not `%s`. */
  readonly braces?: true;
  /** Constants that a call defines, not a declaration, by name: PHP's `define("HASH", "md5")`. Asked once for a file. */
  constants?(text: string): ReadonlyMap<string, Value>;
  /** The ways a conditional expression can go. */
  choices?(node: Node): readonly Node[] | undefined;
  /** Items of a list or array literal. */
  list?(node: Node): readonly Node[] | undefined;
  /** An item taken out of a list or a table: `names[0]`, `TABLE[:old]`, `TABLE.fetch(:old)`. */
  element?(node: Node): { readonly of: Node; readonly key: Node } | undefined;
  /** Entries of a literal with keys. */
  entries?(node: Node): readonly { readonly key: string; readonly value: Node }[] | undefined;
  /** The type that an expression is said to have by itself: cast, typed literal. */
  typeOf?(node: Node): Node | undefined;
  /** Type arguments of the generic type an identifier names, `Sha256` of `Hmac<Sha256>`: the arguments `T0`, `T1` of its site. */
  typeArguments?(identifier: Node): readonly Node[];
  /** Types a class is made of: superclass, interfaces, included modules. */
  parents?(declaration: Node): readonly Node[];
  /** Functions that give the text they are handed, as far as that names an algorithm: `strtolower`. */
  readonly textFunctions?: RegExp;
  /** For the content of a text: the call of the function it names, where functions are called so. */
  calledByText?(
    content: Node,
    names: DescribedNames,
  ): { readonly name: string; readonly node: Node; readonly arguments: readonly Argument[] } | undefined;
  /** What an enumeration of the file has: each is a literal, or a table of what it is made with. */
  enumerators?(declaration: Node): readonly Node[];
  /** Node types of functions without a name, as they are handed to what runs them for each entry of a list. */
  readonly lambdas?: ReadonlySet<string>;
  /** What the only parameter of such a function is called where it names none: `it`. */
  readonly implicit?: string;
  /** The type that a declaration gives another name. */
  aliased?(declaration: Node): Node | undefined;
  /** What a function of one expression, or of which one is the last, gives. */
  result?(declaration: Node): Node | undefined;
  /** The texts that a call joins: `string.Concat(a, b)`. */
  joined?(node: Node): readonly Node[] | undefined;
  /** What a function is declared to give. */
  resultType?(declaration: Node): Node | undefined;
  /** For the name of a type: the construction elsewhere that leaves the type out (`RSA key = new();`). */
  constructed?(
    identifier: Node,
    names: DescribedNames,
  ): { readonly node: Node; readonly arguments: readonly Argument[] } | undefined;
  /** For an identifier in an initializer: what it sets. */
  setting?(identifier: Node): Setting | undefined;
}

export function setOf(...types: readonly string[]): ReadonlySet<string> {
  return new Set(types);
}
