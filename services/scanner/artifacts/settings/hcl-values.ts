/** Expressions of HCL as text: where one ends, the entries of an object, the items of a list. Bounded: hostile texts are long. */

const MAX_EXPRESSION = 8_192;
/** Entries of one object, items of one list. */
const MAX_ENTRIES = 128;
const KEY =
  /\s*(?:,\s*)?(?:"([^"\n]{1,200})"|([A-Za-z_][\w-]{0,200})|\(([^()\n]{1,200})\))[ \t]*(?:=(?![=>])|:)[ \t]*/y;
/** Functions that give the list or map they are given, for what is asked here. */
const SAME = /^\s*(?:toset|tomap|tolist|distinct|compact|flatten|concat|merge|sort|try|nonsensitive)\(\s*/;

/** The expression at `start`: to the end of its line, or to the comma or bracket that ends it in what it stands in. */
export function expressionAt(text: string, start: number): string {
  const limit = Math.min(text.length, start + MAX_EXPRESSION);
  let depth = 0;
  for (let at = start; at < limit; at++) {
    const character = text[at];
    if (character === '"') at = endOfText(text, at, limit);
    else if (isComment(text, at)) {
      if (depth === 0) return text.slice(start, at).trim();
      at = endOfLine(text, at, limit);
    } else if (character === "{" || character === "[" || character === "(") depth++;
    else if (character === "}" || character === "]" || character === ")") {
      if (depth-- === 0) return text.slice(start, at).trim();
    } else if (depth === 0 && (character === "\n" || character === ",")) return text.slice(start, at).trim();
  }
  return text.slice(start, limit).trim();
}

/** Keys and expressions of an object literal; none where it is another expression, or made by a `for`. */
export function entriesOf(expression: string): ReadonlyMap<string, string> {
  const entries = new Map<string, string>();
  const object = unwrapped(expression);
  if (!object.startsWith("{")) return entries;
  let at = 1;
  while (entries.size < MAX_ENTRIES) {
    at = behindComments(object, at);
    KEY.lastIndex = at;
    const match = KEY.exec(object);
    if (!match) break;
    const value = expressionFrom(object, KEY.lastIndex);
    entries.set(match[1] ?? match[2] ?? match[3] ?? "", value.text);
    at = value.end;
  }
  return entries;
}

/** Expressions in a list literal, or in a set made of one. */
export function itemsOf(expression: string): readonly string[] {
  const list = unwrapped(expression);
  const items: string[] = [];
  if (!list.startsWith("[") || /^\[\s*for\s/.test(list)) return items;
  for (let at = 1; items.length < MAX_ENTRIES; ) {
    at = behindComments(list, at);
    while (at < list.length && /[\s,]/.test(list.charAt(at))) at++;
    if (at >= list.length || list[at] === "]") break;
    const value = expressionFrom(list, at);
    if (value.text !== "") items.push(value.text);
    if (value.end <= at) break;
    at = value.end;
  }
  return items;
}

function unwrapped(expression: string): string {
  return expression.replace(SAME, "").trim();
}

function expressionFrom(text: string, start: number): { readonly text: string; readonly end: number } {
  const found = expressionAt(text, start);
  const leading = text.slice(start, start + 200).search(/\S|$/);
  return { text: found, end: start + leading + found.length };
}

function behindComments(text: string, start: number): number {
  let at = start;
  for (;;) {
    while (at < text.length && /[\s,]/.test(text.charAt(at))) at++;
    if (!isComment(text, at)) return at;
    at = endOfLine(text, at, text.length);
  }
}

function isComment(text: string, at: number): boolean {
  return text[at] === "#" || (text[at] === "/" && text[at + 1] === "/");
}

function endOfLine(text: string, at: number, limit: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 || newline > limit ? limit : newline;
}

/** The quote that ends the text begun at `at`; what stands in `${…}` may have quotes of its own. */
function endOfText(text: string, at: number, limit: number): number {
  let holes = 0;
  for (let next = at + 1; next < limit; next++) {
    if (text[next] === "\\") next++;
    else if (text[next] === "$" && text[next + 1] === "{") holes++;
    else if (text[next] === "}" && holes > 0) holes--;
    else if (text[next] === '"' && holes === 0) return next;
    else if (text[next] === "\n") return next - 1;
  }
  return limit;
}
