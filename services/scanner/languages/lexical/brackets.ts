/** Which bracket closes which, in code that may be damaged: what does not fit closes nothing, or ends what is open within it. */
import type { Token } from "./tokens.ts";

const CLOSED_BY: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">", '"': '"' };
/** A weaker one that is still open ends with a stronger one. */
const STRENGTH: Readonly<Record<string, number>> = { "<": 0, "(": 1, "[": 1, "{": 2, "\\(": 3, '"': 4 };

/** Brackets left open that one closing bracket ends. */
const MAX_UNCLOSED = 256;

interface Open {
  readonly index: number;
  readonly text: string;
  readonly closing: string;
  readonly strength: number;
}

/** Sets `match` of every token that opens; what is never closed ends where that around it does. */
export function matchBrackets(tokens: readonly Token[]): void {
  const open: Open[] = [];
  /** By closing bracket: how many are open that it may close, so that a stray one costs nothing. */
  const waiting = new Map<string, number>();
  const change = (text: string, by: number) => waiting.set(text, (waiting.get(text) ?? 0) + by);
  const end = (one: Open, at: number) => {
    const token = tokens[one.index];
    if (token) token.match = at;
    change(one.closing, -1);
  };
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "open") {
      const closing = CLOSED_BY[token.text] ?? "insert";
      open.push({ index, text: token.text, closing, strength: STRENGTH[token.text] ?? 3 });
      change(closing, 1);
    } else if (token.kind === "close") {
      const at = closes(open, waiting, token.text);
      while (open.length > at) {
        const one = open.pop();
        if (one) end(one, index);
      }
    }
  }
  for (const one of open) end(one, tokens.length);
}

/** Index of the open bracket that this one closes; the number of them where it closes none. */
function closes(open: readonly Open[], waiting: ReadonlyMap<string, number>, closing: string): number {
  const last = open.at(-1);
  if (last === undefined) return 0;
  if (last.closing === closing || (last.text === "\\(" && (closing === ")" || closing === "}"))) return open.length - 1;
  if ((waiting.get(closing) ?? 0) === 0) return open.length;
  const strength = closing === '"' ? 4 : closing === "}" ? 2 : closing === ">" ? 0 : 1;
  for (let at = open.length - 1; at >= Math.max(0, open.length - MAX_UNCLOSED); at--) {
    const one = open[at];
    if (one === undefined || one.strength > strength) break;
    if (one.closing === closing) return at;
  }
  return open.length;
}
