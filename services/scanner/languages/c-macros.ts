/**
 * Bodies of `#define`s, which the grammars leave as text: constant expressions are evaluated, and names within are
 * found with what stands around them.
 */
import type { Value } from "./language.ts";
import { combine, decodeEscapes, integerValue, NONE, stringValue, UNKNOWN } from "./values.ts";
import { firstAtLeast } from "./words.ts";

const MAX_TOKENS = 64;
const MAX_DEPTH = 16;
const TOKEN =
  /\s+|\\\r?\n|\/\*[\s\S]*?(?:\*\/|$)|\/\/.*|(?:u8|[uUL])?"((?:[^"\\]|\\[\s\S])*)"|(\d[\w.']*)|([A-Za-z_]\w*)|(<<|>>|[-+*/%|&()~!])|([\s\S])/gy;

interface Token {
  readonly kind: "string" | "number" | "name" | "operator" | "other";
  readonly text: string;
}

/** What the names in a body mean; `called` for a name with an argument list after it. */
export interface MacroMeanings {
  readonly named: (name: string) => Value;
  readonly called: (name: string) => Value;
}

/** Value of a macro's body: literals, joined strings, arithmetic, names, calls. */
export function evaluateMacro(body: string, names: MacroMeanings): Value {
  const tokens = tokenize(body);
  if (!tokens) return UNKNOWN;
  const reader = new MacroReader(tokens, names);
  const value = reader.expression(0);
  return reader.done() ? value : UNKNOWN;
}

function tokenize(body: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const [, text, number, name, operator, other] of body.matchAll(TOKEN)) {
    if (text !== undefined) tokens.push({ kind: "string", text });
    else if (number !== undefined) tokens.push({ kind: "number", text: number });
    else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator });
    else if (other !== undefined) tokens.push({ kind: "other", text: other });
    if (tokens.length > MAX_TOKENS) return undefined;
  }
  return tokens;
}

class MacroReader {
  readonly #tokens: readonly Token[];
  readonly #names: MacroMeanings;
  #at = 0;

  constructor(tokens: readonly Token[], names: MacroMeanings) {
    this.#tokens = tokens;
    this.#names = names;
  }

  done(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** Operators from left to right: constants that need precedence do not name algorithms. */
  expression(depth: number): Value {
    let value = this.#operand(depth);
    for (
      let token = this.#tokens[this.#at];
      token?.kind === "operator" && token.text !== ")";
      token = this.#tokens[this.#at]
    ) {
      if (token.text === "(" || token.text === "~" || token.text === "!") return UNKNOWN;
      this.#at++;
      value = combine(token.text, value, this.#operand(depth));
    }
    return value;
  }

  #operand(depth: number): Value {
    const token = this.#tokens[this.#at++];
    if (!token || depth > MAX_DEPTH) return UNKNOWN;
    if (token.kind === "number") {
      return integerValue(token.text);
    }
    if (token.kind === "string") return this.#joined(stringValue(decodeEscapes(token.text)));
    if (token.kind === "name") return this.#joined(this.#name(token.text));
    if (token.text !== "(") return UNKNOWN;
    const inner = this.expression(depth + 1);
    if (this.#tokens[this.#at]?.text !== ")") return UNKNOWN;
    this.#at++;
    return this.#castOver(inner, depth);
  }

  /** `(type) value`: what stands in the parentheses was no value. */
  #castOver(inner: Value, depth: number): Value {
    const next = this.#tokens[this.#at];
    const begins = next !== undefined && (next.kind === "number" || next.kind === "name" || next.text === "(");
    return inner.kind === "name" && begins ? this.#operand(depth + 1) : inner;
  }

  #name(name: string): Value {
    if (this.#tokens[this.#at]?.text !== "(")
      return name === "NULL" || name === "nullptr" ? NONE : this.#names.named(name);
    let open = 0;
    do {
      const text = this.#tokens[this.#at++]?.text;
      if (text === undefined) return UNKNOWN;
      open += text === "(" ? 1 : text === ")" ? -1 : 0;
    } while (open > 0);
    return this.#names.called(name);
  }

  /** Adjacent strings are one, macros between them too. */
  #joined(first: Value): Value {
    let value = first;
    for (
      let token = this.#tokens[this.#at];
      token?.kind === "string" || token?.kind === "name";
      token = this.#tokens[this.#at]
    ) {
      this.#at++;
      const next = token.kind === "string" ? stringValue(decodeEscapes(token.text)) : this.#names.named(token.text);
      value = next.kind === "string" ? combine("+", value, next) : UNKNOWN;
    }
    return value;
  }
}

export interface MacroName {
  readonly name: string;
  /** Whether an argument list follows. */
  readonly called: boolean;
}

/** The names in a macro's body. None in strings and comments, no members. */
export class MacroNames {
  readonly #starts: number[] = [];
  readonly #names: MacroName[] = [];

  constructor(body: string) {
    let previous = "";
    for (const match of body.matchAll(TOKEN)) {
      const name = match[3];
      if (name !== undefined && !/^(?:\.|->|#)$/.test(previous)) {
        const end = match.index + name.length;
        this.#starts.push(match.index);
        this.#names.push({ name, called: /^\s*\(/.test(body.slice(end, end + 100)) });
      }
      if (match[0].trim() !== "") previous = previous === "-" && match[0] === ">" ? "->" : match[0];
    }
  }

  /** The name over an offset of the body. */
  at(offset: number): MacroName | undefined {
    const index = firstAtLeast(this.#starts, offset + 1) - 1;
    const name = this.#names[index];
    return name && offset < (this.#starts[index] ?? 0) + name.name.length ? name : undefined;
  }
}
