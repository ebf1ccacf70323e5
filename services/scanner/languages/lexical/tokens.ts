/** Cuts a text into tokens by a language's lexical rules: one pass from left to right, which never looks back. */

import type { Settled } from "../language.ts";
import { matchBrackets } from "./brackets.ts";
import type { LexicalRules, TextShape } from "./rules.ts";

export interface Token {
  /** `part` is a piece of a text with code in it, which stands between an `open` and a `close` of its own. */
  readonly kind: "word" | "number" | "text" | "part" | "open" | "close" | "operator" | "separator";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether a line ends before it. */
  readonly fresh: boolean;
  /** Whether white space stands before it. */
  readonly apart: boolean;
  /** Of a text or part: what stands between its quotes. */
  readonly content?: { readonly from: number; readonly to: number; readonly shape: TextShape };
  /** Of what opens: index of what closes it, or of the end of what is around it. */
  match: number;
}

/** A text that is open around the code in it. */
interface OpenText {
  readonly shape: TextShape;
  /** Brackets opened within its code. */
  depth: number;
}

const OPENING = "([{";
const CLOSING = ")]}";
const SPACE = /[ \t\f\v\u00a0\ufeff]+/y;
/** Longest type argument list. */
const MAX_GENERIC = 200;
/** Tokens that are kept where only the last one is asked for. */
const MOST_KEPT = 256;

export function tokenize(text: string, rules: LexicalRules): Token[] {
  const tokens = new Tokenizer(text, rules).run();
  matchBrackets(tokens);
  return tokens;
}

/** The same text, of which nothing is kept but where it is safe to cut. */
export function settledAt(text: string, rules: LexicalRules, at: number): Settled {
  return new Tokenizer(text, rules).settled(at);
}

class Tokenizer {
  readonly #text: string;
  readonly #rules: LexicalRules;
  readonly #tokens: Token[] = [];
  readonly #texts: OpenText[] = [];
  /** Ends of type arguments, innermost last. */
  readonly #generics: number[] = [];
  /** Where the lines of announced texts end, once the line is over. */
  #below = 0;
  #noHeredocs = false;
  #at = 0;
  #fresh = true;
  #apart = false;

  constructor(text: string, rules: LexicalRules) {
    this.#text = text;
    this.#rules = rules;
  }

  run(): Token[] {
    while (this.#at < this.#text.length) {
      if (!this.#blank()) this.#token();
    }
    return this.#tokens;
  }

  settled(at: number): Settled {
    let before = 0;
    while (this.#at < this.#text.length && (this.#at < at || this.#isOpen())) {
      if (!this.#blank()) this.#token();
      if (this.#tokens.length > MOST_KEPT) this.#tokens.splice(0, this.#tokens.length - 1);
      if (this.#fresh && this.#at <= at && !this.#isOpen()) before = this.#at;
    }
    return { before, behind: this.#at };
  }

  /** Whether what comes next stands in a text, or above lines that were announced. */
  #isOpen(): boolean {
    return this.#texts.length > 0 || this.#below > this.#at;
  }

  /** White space, comments and what is no code. */
  #blank(): boolean {
    const text = this.#text;
    const at = this.#at;
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) {
      this.#at = code === 0x0a && this.#below > at ? this.#below : at + 1;
      this.#fresh = true;
      this.#apart = true;
      return true;
    }
    const space = stickyLength(SPACE, text, at);
    if (space > 0) {
      this.#at += space;
      this.#apart = true;
      return true;
    }
    const behind = this.#rules.skip?.(text, at, this.#fresh) ?? this.#comment();
    if (behind === undefined || behind <= at) return false;
    this.#at = behind;
    this.#apart = true;
    return true;
  }

  #comment(): number | undefined {
    const text = this.#text;
    for (const mark of this.#rules.lineComments) {
      if (text.startsWith(mark, this.#at)) return endOfLine(text, this.#at);
    }
    for (const [open, close] of this.#rules.blockComments) {
      if (!text.startsWith(open, this.#at)) continue;
      if (this.#rules.commentsNest) return this.#nestedComment(open, close);
      const end = text.indexOf(close, this.#at + open.length);
      return end < 0 ? text.length : end + close.length;
    }
    return undefined;
  }

  #nestedComment(open: string, close: string): number {
    const text = this.#text;
    let depth = 0;
    for (let at = this.#at; at < text.length; ) {
      if (text.startsWith(open, at)) {
        depth++;
        at += open.length;
      } else if (text.startsWith(close, at)) {
        at += close.length;
        if (--depth === 0) return at;
      } else at++;
    }
    return text.length;
  }

  #token(): void {
    const text = this.#text;
    const at = this.#at;
    if (this.#generics.at(-1) === at) {
      this.#generics.pop();
      this.#emit("close", at, at + 1);
      return;
    }
    const heredoc = this.#noHeredocs ? undefined : this.#rules.heredoc?.(text, at);
    if (heredoc && this.#skipBelow(heredoc.end, heredoc.indented)) {
      const shape = { open: heredoc.open, close: "", escape: "", opaque: true };
      this.#emit("text", at, at + heredoc.open, { from: at, to: at, shape });
      return;
    }
    const shape = this.#rules.text(text, at, this.#tokens.at(-1));
    if (shape) {
      this.#quoted(shape);
      return;
    }
    if (this.#known("number", this.#rules.number)) return;
    if (this.#known("word", this.#rules.word)) {
      if (this.#rules.generics && text[this.#at] === "<") this.#typeArguments(this.#at);
    } else if (!this.#known("separator", this.#rules.separator)) this.#mark(text.charAt(at));
  }

  /** A token of this kind, where one stands here. */
  #known(kind: Token["kind"], pattern: RegExp): boolean {
    const length = stickyLength(pattern, this.#text, this.#at);
    if (length > 0) this.#emit(kind, this.#at, this.#at + length);
    return length > 0;
  }

  /** A bracket or operator. */
  #mark(character: string): void {
    const at = this.#at;
    const around = this.#texts.at(-1);
    if (OPENING.includes(character)) {
      if (around) around.depth++;
      this.#emit("open", at, at + 1);
    } else if (CLOSING.includes(character)) this.#closing(character, around);
    else this.#emit("operator", at, at + Math.max(1, stickyLength(this.#rules.operator, this.#text, at)));
  }

  /** A closing bracket: where it ends the code in a text, the text goes on. */
  #closing(character: string, around: OpenText | undefined): void {
    const at = this.#at;
    if (!around || around.depth > 0) {
      if (around) around.depth--;
      this.#emit("close", at, at + 1);
    } else if (around.shape.insert?.close === character) {
      this.#emit("close", at, at + 1);
      this.#inText(around.shape);
    } else this.#emit("operator", at, at + 1);
  }

  /** A text in one piece, or the beginning of one with code in it. */
  #quoted(shape: TextShape): void {
    const start = this.#at;
    const from = start + shape.open;
    const stop = this.#stop(from, shape);
    if (stop.by === "end") {
      this.#emit("text", start, stop.behind, { from, to: stop.at, shape });
      return;
    }
    this.#emit("open", start, from, undefined, '"');
    this.#texts.push({ shape, depth: 0 });
    this.#inText(shape);
  }

  /** Goes on within a text from where its opening quote or the code in it ended. */
  #inText(shape: TextShape): void {
    for (;;) {
      const from = this.#at;
      const stop = this.#stop(from, shape);
      if (stop.at > from) this.#emit("part", from, stop.at, { from, to: stop.at, shape });
      if (stop.by === "end") {
        this.#texts.pop();
        this.#emit("close", stop.at, stop.behind, undefined, '"');
        return;
      }
      this.#emit("open", stop.at, stop.by === "name" ? stop.at : stop.behind, undefined, "\\(");
      if (stop.by === "insert") return;
      this.#emit("word", stop.at + (shape.unnamed ?? 0), stop.behind);
      this.#emit("close", stop.behind, stop.behind, undefined, ")");
    }
  }

  /** Where the text that is open at `from` ends or holds code. */
  #stop(from: number, shape: TextShape): { readonly at: number; readonly behind: number; readonly by: string } {
    const text = this.#text;
    const { close, escape: mark, insert, name, nests } = shape;
    let depth = 0;
    let at = from;
    while (at < text.length) {
      if (insert && text.startsWith(insert.open, at)) return { at, behind: at + insert.open.length, by: "insert" };
      if (mark !== "" && text.startsWith(mark, at)) {
        at += mark.length + 1;
        continue;
      }
      if (text.startsWith(close, at)) {
        if (shape.doubled && text.startsWith(close, at + close.length)) {
          at += 2 * close.length;
          continue;
        }
        if (depth === 0) return { at, behind: at + close.length, by: "end" };
        depth--;
      } else if (nests !== undefined && text.startsWith(nests, at)) depth++;
      if (!shape.lines && text.charCodeAt(at) === 0x0a) return { at, behind: at, by: "end" };
      if (name) {
        const length = stickyLength(name, text, at);
        if (length > 0) return { at, behind: at + length, by: "name" };
      }
      at++;
    }
    return { at: text.length, behind: text.length, by: "end" };
  }

  /** Leaves the lines of an announced text out; false where it never ends. */
  #skipBelow(end: string, indented: boolean): boolean {
    const text = this.#text;
    let at = this.#below > this.#at ? this.#below : endOfLine(text, this.#at) + 1;
    while (at < text.length) {
      const stop = endOfLine(text, at);
      const line = text.slice(at, Math.min(stop, at + end.length + MAX_GENERIC)).replace(/\r$/, "");
      if ((indented ? line.trimStart() : line) === end) {
        this.#below = stop;
        return true;
      }
      at = stop + 1;
    }
    this.#noHeredocs = true;
    return false;
  }

  /** `<SHA256>` behind a name: brackets, where it can be nothing else. */
  #typeArguments(at: number): void {
    const text = this.#text;
    let depth = 0;
    for (let end = at; end < at + MAX_GENERIC; end++) {
      const character = text.charAt(end);
      if (character === "<") depth++;
      else if (character === ">") {
        if (--depth > 0) continue;
        if (!/[\s(),.;:[\]{}>?!=&]/.test(text.charAt(end + 1) || " ")) return;
        this.#emit("open", at, at + 1);
        this.#generics.push(end);
        return;
      } else if (!/[\w\s,.?[\]]/.test(character)) return;
    }
  }

  #emit(kind: Token["kind"], start: number, end: number, content?: Token["content"], spelled?: string): void {
    const text = spelled ?? this.#text.slice(start, end);
    const token = { kind, text, start, end, fresh: this.#fresh, apart: this.#apart, match: -1 };
    this.#tokens.push(content ? { ...token, content } : token);
    this.#at = end;
    this.#fresh = false;
    this.#apart = false;
  }
}

export function stickyLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

export function endOfLine(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : end;
}
