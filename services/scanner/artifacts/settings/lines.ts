/**
 * A configuration text as its keys with their values, whatever the format: `key value;`, `key = value`, `key: value`,
 * `"key": [ … ]`, `key="value"` within a line, a YAML list below its key. Comments are left out. Bounded: hostile
 * texts are long.
 */

export interface Occurrence {
  /** Offsets of the key in the text. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** Characters of one value; what follows is not read. */
const MAX_VALUE = 8_192;
/** Characters of one line that are looked at before a key. */
const MAX_BEFORE = 400;
const MAX_LIST_LINES = 200;

/** What stands before a key that begins a line, a list item or an object's entry. */
const BEGINNING = /^[\s\-{,]*(?:export\s+|set(?:env)?\s+|-e\s+|env\s+)?["']?$/;
const COMMENT = /^\s*(?:#(?!\{)|;|\/\/|\*|<!--|--)/;

/** Where `key` stands in `text` as a key. */
export function* occurrences(
  text: string,
  key: string,
  inline: boolean,
  ends: string | undefined,
): Generator<Occurrence> {
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    const end = at + key.length;
    if (isWordPart(text, at - 1) || isWordPart(text, end)) continue;
    const lineStart = lineStartBefore(text, at, MAX_BEFORE);
    if (lineStart === undefined) continue;
    const before = text.slice(lineStart, at);
    if (COMMENT.test(before) || !(inline || BEGINNING.test(before))) continue;
    const value = valueAfter(text, end, indentOf(before), inline, ends);
    if (value !== undefined) yield { start: at, end, value };
  }
}

/** Where the line of `at` begins; none where that is more than `limit` characters before. */
export function lineStartBefore(text: string, at: number, limit: number): number | undefined {
  const from = Math.max(0, at - limit);
  const newline = text.slice(from, at).lastIndexOf("\n");
  return newline < 0 ? (from === 0 ? 0 : undefined) : from + newline + 1;
}

const WORD = /[A-Za-z0-9_-]/;

function isWordPart(text: string, at: number): boolean {
  return at >= 0 && at < text.length && WORD.test(text.charAt(at));
}

function indentOf(before: string): number {
  return before.search(/[^\s-]|$/);
}

/** The value behind a key; none where the key is prose: followed by no separator. */
function valueAfter(
  text: string,
  end: number,
  indent: number,
  inline: boolean,
  ends: string | undefined,
): string | undefined {
  const separator = /^["']?(?:[ \t]*(?:=>|:=|=|:)[ \t]*|[ \t]+)/.exec(text.slice(end, end + 64));
  if (!separator) return undefined;
  const start = end + separator[0].length;
  if (text[start] === "[" || text[start] === "{") return bracketed(text, start);
  if (inline) return /^(?:"[^"\n]{0,400}"|'[^'\n]{0,400}'|[^\s,;>]{1,400})/.exec(text.slice(start, start + 402))?.[0];
  if (ends !== undefined) {
    const rest = text.slice(start, start + MAX_VALUE);
    const stop = rest.indexOf(ends);
    if (stop >= 0) return rest.slice(0, stop);
  }
  const line = restOfLine(text, start);
  return line.trim() === "" || /^[|>][+-]?\s*$/.test(line) ? listBelow(text, start, indent) : line;
}

/** To the end of the line, or of the lines that a backslash joins. */
function restOfLine(text: string, start: number): string {
  const rest = text.slice(start, start + MAX_VALUE);
  let stop = rest.indexOf("\n");
  while (stop > 0 && /\\\r?$/.test(rest.slice(Math.max(0, stop - 2), stop))) stop = rest.indexOf("\n", stop + 1);
  return (stop < 0 ? rest : rest.slice(0, stop)).replace(/\\\r?\n/g, " ");
}

/** `key:` and the more indented lines (`- item`) below it. */
function listBelow(text: string, start: number, indent: number): string | undefined {
  const items: string[] = [];
  for (const line of text
    .slice(start, start + MAX_VALUE)
    .split("\n")
    .slice(1)) {
    const item = /^([ \t]*)-[ \t]+(.*)$/.exec(line);
    if (!item || (item[1] ?? "").length < indent) break;
    items.push(item[2] ?? "");
  }
  return items.length === 0 ? undefined : items.join("\n");
}

function bracketed(text: string, start: number): string | undefined {
  const rest = text.slice(start + 1, start + MAX_VALUE);
  const stop = rest.indexOf(text[start] === "[" ? "]" : "}");
  return stop < 0 ? undefined : rest.slice(0, stop);
}

/** Words of a value: cut at blanks, commas and colons, without quotes; those taken away (`-SSLv3`, `!MD5`) left out. */
export function wordsOf(value: string): readonly string[] {
  return withoutComment(value)
    .split(/[\s,:;|]+/)
    .map((word) => word.replace(/^["'(]+|["')]+$/g, ""))
    .filter((word) => word !== "" && !/^[-!]/.test(word))
    .map((word) => word.replace(/^\+/, ""));
}

/** ` # …` at the end of a value. */
export function withoutComment(value: string): string {
  return value.replace(/[ \t]+#(?!\{).*$/gm, "");
}

/** Whether the lines above nest the key at `start` under `parents`, outermost first: YAML by indentation. */
export function isNestedIn(text: string, start: number, parents: readonly string[]): boolean {
  let lineStart = lineStartBefore(text, start, MAX_BEFORE) ?? start;
  let indent = start - lineStart;
  let wanted = parents.length - 1;
  for (let count = 0; wanted >= 0 && lineStart > 0 && count < MAX_LIST_LINES; count++) {
    const above = lineStartBefore(text, lineStart - 1, MAX_VALUE);
    if (above === undefined) return false;
    const key = /^([ \t]*)["']?([\w.-]+)["']?[ \t]*:/.exec(
      text.slice(above, Math.min(lineStart - 1, above + MAX_BEFORE)),
    );
    if (key && (key[1] ?? "").length < indent) {
      if (key[2] !== parents[wanted]) return false;
      indent = (key[1] ?? "").length;
      wanted--;
    }
    lineStart = above;
  }
  return wanted < 0;
}
