/** Perl's ways to quote: `'…'`, `"…"`, `q(…)`, `qw<…>`, `m{…}x`, `s/…/…/`, and texts that stand below. */
import type { Before, Heredoc, TextShape } from "./rules.ts";

/** Names put into a text; elements and methods behind them are not read. */
const NAME = /[$@](?:\{\^?\w+\}|::|\w)(?:\w|::\w)*/y;
const QUOTING = /(?:qq|qw|qr|qx|q|m|s|tr|y)(?=\s*[^\w\s,;)=]|\s+#)/y;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };
/** Words behind which a slash begins a pattern. */
const BEFORE_PATTERN =
  /^(?:split|grep|map|join|if|unless|and|or|not|return|push|unshift|x|lt|gt|le|ge|eq|ne|cmp|while|until|when|xor|print)$/;
/** Longest pattern between slashes. */
const MAX_PATTERN = 1_000;

export function quoted(text: string, at: number, before: Before | undefined): TextShape | undefined {
  const first = text.charAt(at);
  if (first === "'") return { open: 1, close: "'", escape: "\\", lines: true };
  if (first === '"' || first === "`") return { open: 1, close: first, escape: "\\", lines: true, name: NAME };
  if (first === "/") return isOperand(before) ? pattern(text, at) : undefined;
  return /[qmsty]/.test(first) ? quotedByWord(text, at, before) : undefined;
}

/** Whether a value is expected here, not an operator. */
function isOperand(before: Before | undefined): boolean {
  if (before === undefined || before.kind === "operator" || before.kind === "separator" || before.kind === "open")
    return true;
  return before.kind === "word" && BEFORE_PATTERN.test(before.text);
}

function pattern(text: string, at: number): TextShape | undefined {
  const match = /\/(?:[^\\/\n[]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n]){0,200}\]){0,1000}\/[a-z]*/y;
  match.lastIndex = at;
  const length = match.exec(text.slice(0, at + MAX_PATTERN))?.[0].length ?? 0;
  return length === 0 ? undefined : { open: length, close: "", escape: "", opaque: true };
}

function quotedByWord(text: string, at: number, before: Before | undefined): TextShape | undefined {
  if (/[\w$@%&:>]/.test(text.charAt(at - 1)) || before?.text === "->" || before?.text === "sub") return undefined;
  QUOTING.lastIndex = at;
  const word = QUOTING.exec(text)?.[0];
  if (word === undefined) return undefined;
  let open = at + word.length;
  while (/\s/.test(text.charAt(open))) open++;
  const mark = text.charAt(open);
  // `y => 1`, `{s}` and `q = 2` quote nothing
  if (mark === "=" || mark === "," || mark === ";" || mark === ")" || (mark === "}" && before?.text === "{"))
    return undefined;
  const close = CLOSING[mark] ?? mark;
  const shape = {
    open: open + 1 - at,
    close,
    escape: "\\",
    lines: true,
    ...(close !== mark && { nests: mark }),
  };
  switch (word) {
    case "q":
      return shape;
    case "qq":
    case "qx":
      return { ...shape, name: NAME };
    case "qw":
      return { ...shape, words: true };
    default: {
      const first = endOfPart(text, open + 1, mark, close);
      const end = /^(?:s|tr|y)$/.test(word) ? endOfSecond(text, first, mark) : first;
      return { open: end - at, close: "", escape: "", opaque: true };
    }
  }
}

/** Behind the mark that closes a part of a pattern; the end of the text where none does. */
function endOfPart(text: string, from: number, mark: string, close: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === close) {
      if (depth-- === 0) return at + 1;
    } else if (character === mark) depth++;
  }
  return text.length;
}

/** What a pattern is replaced by: behind the same mark, or in brackets of its own. */
function endOfSecond(text: string, first: number, mark: string): number {
  if (!Object.hasOwn(CLOSING, mark)) return endOfPart(text, first, mark, mark);
  let open = first;
  while (/\s/.test(text.charAt(open))) open++;
  const second = text.charAt(open);
  return endOfPart(text, open + 1, second, CLOSING[second] ?? second);
}

/** `<<"END"`, `<<'END'`, `<<~END`, `<<END`. */
export function heredoc(text: string, at: number): Heredoc | undefined {
  if (!text.startsWith("<<", at)) return undefined;
  const match = /<<(~?)(?:"([^"\n]{1,80})"|'([^'\n]{1,80})'|([A-Z_a-z]\w{0,80}))/y;
  match.lastIndex = at;
  const found = match.exec(text);
  const end = found?.[2] ?? found?.[3] ?? found?.[4];
  return found && end !== undefined ? { open: found[0].length, end, indented: found[1] === "~" } : undefined;
}
