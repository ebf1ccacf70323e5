/**
 * Goes through the tokens of a text and makes nodes of them. Nearly every step goes forward; the steps are counted, so
 * that no text can cost more than its length allows.
 */
import type { LexicalRules } from "./rules.ts";
import type { Token } from "./tokens.ts";
import { LexicalNode, type LexicalTree } from "./tree.ts";

/** Brackets and operands within one another that are entered; each level of code takes two or three. */
const MAX_DEPTH = 400;

/** Steps that a text may take: of legal code each token takes one or two. */
const STEPS_FREELY = 10_000;
const STEPS_PER_TOKEN = 8;

export class Reader {
  readonly rules: LexicalRules;
  readonly tree: LexicalTree;
  readonly tokens: readonly Token[];
  at = 0;
  /** Tokens from here on belong to what is around. */
  end: number;
  #depth = 0;
  #steps: number;
  /** Whether something was nested too deep, or took too many steps, to be read. */
  cut = false;

  constructor(rules: LexicalRules, tree: LexicalTree, tokens: readonly Token[]) {
    this.rules = rules;
    this.tree = tree;
    this.tokens = tokens;
    this.end = tokens.length;
    this.#steps = STEPS_FREELY + STEPS_PER_TOKEN * tokens.length;
  }

  /** The token so many further on. */
  peek(ahead = 0): Token | undefined {
    const index = this.at + ahead;
    if (this.#steps < 0) return undefined;
    return index < this.end ? this.tokens[index] : undefined;
  }

  /** As the sets of the rules spell a word. */
  key(token: Token | undefined): string {
    if (token?.kind !== "word") return "";
    return this.rules.caseless ? token.text.toLowerCase() : token.text;
  }

  isWord(token: Token | undefined, among: ReadonlySet<string>): boolean {
    return token?.kind === "word" && among.has(this.key(token));
  }

  isOperator(token: Token | undefined, text: string): boolean {
    return token?.kind === "operator" && token.text === text;
  }

  isOpen(token: Token | undefined, text: string): boolean {
    return token?.kind === "open" && token.text === text;
  }

  take(): Token {
    const token = this.tokens[this.at];
    if (!token || this.at >= this.end) throw new Error("read beyond the last token");
    this.at++;
    if (--this.#steps < 0) this.cut = true;
    return token;
  }

  /** A named node of one token. */
  leaf(type: string, token: Token): LexicalNode {
    return new LexicalNode(this.tree, type, [token.start, token.end]);
  }

  /** A node of no meaning of its own, named by its text as a parser's are. */
  mark(token: Token): LexicalNode {
    return new LexicalNode(this.tree, token.text, [token.start, token.end], [], undefined, false);
  }

  /** What is meant though it is not written. */
  nothing(type: string, at: number): LexicalNode {
    return new LexicalNode(this.tree, type, [at, at], [], undefined, false);
  }

  /** A node around its children. */
  node(
    type: string,
    children: readonly (LexicalNode | undefined)[],
    fields?: Readonly<Record<string, LexicalNode | undefined>>,
  ): LexicalNode {
    const given = children.filter((child) => child !== undefined).sort((a, b) => a.startIndex - b.startIndex);
    const from = given[0]?.startIndex ?? this.peek()?.start ?? this.tree.text.length;
    return new LexicalNode(this.tree, type, [from, given.at(-1)?.endIndex ?? from], given, fields);
  }

  /**
   * Reads what the bracket at the reader's place encloses and goes behind it: all of it is handed over, nothing of what
   * is around. Where brackets nest too deep, what is within is left out.
   */
  within(read: () => readonly LexicalNode[]): {
    readonly children: readonly LexicalNode[];
    readonly span: [number, number];
  } {
    const open = this.take();
    const around = this.end;
    const close = Math.min(open.match < 0 ? around : open.match, around);
    let children: readonly LexicalNode[] = [];
    if (this.#depth < MAX_DEPTH) {
      this.#depth++;
      this.end = close;
      children = read();
      this.end = around;
      this.#depth--;
    } else this.cut ||= close > this.at;
    this.at = close;
    const closing = close < around ? this.take() : undefined;
    return { children, span: [open.start, Math.max(open.end, closing?.end ?? children.at(-1)?.endIndex ?? open.end)] };
  }

  /** The same as a node. */
  group(type: string, read: () => readonly LexicalNode[]): LexicalNode {
    const { children, span } = this.within(read);
    return this.spanned(type, span, children);
  }

  /** A node whose brackets are part of it. */
  spanned(type: string, span: readonly [number, number], children: readonly LexicalNode[]): LexicalNode {
    return new LexicalNode(this.tree, type, span, children);
  }

  /** One level deeper; nothing, and on to the end of what is around, where that is too deep. */
  deeper<T>(read: () => T): T | undefined {
    if (this.#depth >= MAX_DEPTH) {
      this.cut = true;
      this.at = this.end;
      return undefined;
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }
}
