/** Values as expressions of any language make them: one of several, joined, reckoned with. Texts are bounded in length, choices in number. */
import type { Value } from "./language.ts";

export const UNKNOWN: Value = { kind: "unknown" };
export const NONE: Value = { kind: "none" };

/** Texts that no longer fit a model: longer constants are not built. */
const MAX_TEXT = 4_096;

export function stringValue(text: string): Value {
  return text.length > MAX_TEXT ? UNKNOWN : { kind: "string", text };
}

export function numberValue(value: number): Value {
  return Number.isFinite(value) ? { kind: "number", value } : UNKNOWN;
}

/** Ways a value can go that are told apart; more is a table, decided at run time. */
const MAX_CHOICES = 8;

/** One of several values; equal ones count once, what is not known stays among them. Unknown where none is known. */
export function choiceOf(values: readonly Value[]): Value {
  const distinct = new Map<string, Value>();
  for (const value of values.flatMap((each) => (each.kind === "choice" ? each.values : [each]))) {
    distinct.set(keyOf(value), value);
    if (distinct.size > MAX_CHOICES) return UNKNOWN;
  }
  const [first, ...others] = distinct.values();
  return first === undefined || others.length === 0
    ? (first ?? UNKNOWN)
    : { kind: "choice", values: [...distinct.values()] };
}

/** What is taken where something of the run is missing: `os.environ.get("HASH", "md5")`; nothing where it names nothing. */
export function fallback(value: Value): Value | undefined {
  return value.kind === "string" || value.kind === "choice" ? choiceOf([value, UNKNOWN]) : undefined;
}

let unequal = 0;

function keyOf(value: Value): string {
  switch (value.kind) {
    case "string":
      return `s${value.text}`;
    case "number":
    case "boolean":
      return `v${value.value}`;
    case "name":
      return `n${value.name}`;
    case "call":
      return value.site.arguments.length === 0 ? `c${value.site.names.join("|")}` : `c${value.site.node.id}`;
    case "none":
    case "unknown":
      return value.kind;
    default:
      return `${value.kind}${unequal++}`;
  }
}

/** Integer literal of any of the languages: `2048`, `2_048`, `0x800`, `0b1`, `0o7`, `2048L`, `2048u`, `2'048`, `2048n`. */
export function parseInteger(literal: string): number | undefined {
  const digits = literal.replace(/[_']/g, "").toLowerCase();
  const match = /^(0x[0-9a-f]+|0b[01]+|0o?[0-7]+|[0-9]+)(?:u?l{0,2}|l{1,2}u|uz?|n)$/.exec(digits);
  const number = match?.[1];
  if (number === undefined) return undefined;
  const value = /^0[0-7]+$/.test(number) ? Number.parseInt(number, 8) : Number(number);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** An integer literal as a value. */
export function integerValue(literal: string): Value {
  const value = parseInteger(literal);
  return value === undefined ? UNKNOWN : numberValue(value);
}

/** Arithmetic on integers and joining of texts; anything else is unknown. */
export function combine(operator: string, left: Value, right: Value): Value {
  if (left.kind === "choice") return choiceOf(left.values.map((one) => combine(operator, one, right)));
  if (right.kind === "choice") return choiceOf(right.values.map((one) => combine(operator, left, one)));
  if (left.kind === "string" && right.kind === "string") {
    return operator === "+" ? stringValue(left.text + right.text) : UNKNOWN;
  }
  // Java and JavaScript: "AES/" + 128
  if (left.kind === "string" && right.kind === "number" && operator === "+") {
    return stringValue(left.text + String(right.value));
  }
  if (left.kind === "number" && right.kind === "string" && operator === "+") {
    return stringValue(String(left.value) + right.text);
  }
  // flags by name
  if ((operator === "|" || operator === "+") && left.kind === "name" && right.kind === "name") {
    return { kind: "name", name: `${left.name}|${right.name}` };
  }
  if (left.kind !== "number" || right.kind !== "number") return UNKNOWN;
  const result = arithmetic(operator, left.value, right.value);
  return result === undefined || !Number.isSafeInteger(result) ? UNKNOWN : numberValue(result);
}

function arithmetic(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
    case "//":
      return b === 0 ? undefined : Math.trunc(a / b);
    case "%":
      return b === 0 ? undefined : a % b;
    case "**":
      return a ** b;
    case "<<":
      return b < 0 || b > 52 ? undefined : a * 2 ** b;
    case ">>":
      return b < 0 || b > 52 ? undefined : Math.floor(a / 2 ** b);
    case "|":
      return bitwise(a, b, (x, y) => x | y);
    case "&":
      return bitwise(a, b, (x, y) => x & y);
    default:
      return undefined;
  }
}

function bitwise(a: number, b: number, operation: (x: number, y: number) => number): number | undefined {
  return a >= 0 && b >= 0 && a <= 0x7fffffff && b <= 0x7fffffff ? operation(a, b) : undefined;
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\u0007",
  "0": "\0",
  "\n": "",
};

/** Escapes the languages have in common: `\n`, `\x41`, `\u0041`, `\u{41}`, `\U00000041`; others stand for themselves. */
export function decodeEscapes(body: string): string {
  if (!body.includes("\\")) return body;
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|U([0-9a-fA-F]{8})|([\s\S]))/g,
    (_all, x?: string, u?: string, braced?: string, long?: string, single?: string) => {
      const hex = x ?? u ?? braced ?? long;
      if (hex === undefined) return single === undefined ? "" : (SIMPLE_ESCAPES[single] ?? single);
      const point = Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : "";
    },
  );
}
