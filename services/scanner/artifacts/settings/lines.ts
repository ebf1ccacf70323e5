/**
 * A configuration text as its keys with their values, whatever the format: `key value;`, `key = value`, `key: value`,
 * `"key": [ … ]`, `key="value"` within a line, `<key>value</key>`, `name: key` with `value: …`, `{key, [ … ]}`, a YAML
 * list below its key. Comments are left out. Bounded: hostile texts are long.
 */
import { isInComment } from "./comments.ts";
import { defaultForOthers } from "./references.ts";

export interface Occurrence {
  /** Offsets of the key in the text. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
  /** Between key and value stand only blanks: what prose looks like too. */
  readonly blank: boolean;
}

/** How a setting's keys stand in their lines. */
export interface Shape {
  /** Anywhere in a line, the value one word. */
  readonly inline?: boolean;
  /** Anywhere in a line. */
  readonly anywhere?: boolean;
  readonly prefixed?: boolean;
  readonly affixed?: boolean;
  readonly assigned?: boolean;
  readonly ends?: string;
  /** The key's presence says all: no value is read. */
  readonly valueless?: boolean;
}

/** Work left in one text, in characters read. */
export interface Work {
  left: number;
}

/** Characters of one value; what follows is not read. */
const MAX_VALUE = 8_192;
/** Characters of one line that are looked at before a key. */
const MAX_BEFORE = 400;

/** A key that is described, not set. */
const SCHEMA = /(?:^|[\s{,"'])(?:type|description|enum|\$ref|default|title|allowedvalues)["']?\s*[:=]/i;
/** What stands before a key that begins a line, a list item, an object's entry, an element. */
const BEGINNING =
  /^[\s\-{,([]*(?:(?:export|set|setenv|-e|env|ENV|ARG|-o)\s+)?(?:(?:line|replace|regexp|content|value)\s*[:=]\s*)?["'<]?\^?$/;
/** A property of the Java machine, or an option of ssh, stands anywhere: `-Djdk.tls.client.protocols=TLSv1`. */
const PROPERTY = /(?:^|[\s"'=])-[Do][ \t]?["']?$/;
/** `name: key`, `name="key"`: the value stands in a field of its own. */
const FIELD = /(?:^|[\s<{,("'-])(?:name|key|id|option|parameter_?name|variable)["']?\s*(?:[:=]|=>)\s*["']?$/i;
const FIELD_VALUE =
  /^["']?[\s,]*(?:[a-z_]{1,20}\s*[:=]\s*["']?[\w-]{1,40}["']?[\s,]+)?["']?(?:parameter_?)?value["']?\s*(?:=>|[:=])[ \t]*/i;
/** `<name>key</name>` before `<value>…</value>`. */
const PAIR = /<(?:name|key|param-name|entry-key)>\s*$/;
const PAIR_VALUE = /^\s*<\/[\w-]{1,20}>\s*<(?:value|string|param-value|true|false)[^<>]{0,40}>([^<]{0,4000})</;
/** `variable "key" {` of HCL. */
const VARIABLE = /^[ \t]*variable[ \t]+"$/;
const SEPARATOR = /^(?:\[\d{0,4}\]|\.\d{1,4})?["']?\]?(?:[ \t]*(?:=>|:=|\?=|\+=|=|:(?!:))[ \t]*|[ \t]+)/;

/** Where `key` stands in `text` as a key. */
export function* occurrences(text: string, key: string, shape: Shape, work: Work): Generator<Occurrence> {
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    if (work.left < 0) return;
    work.left -= 100;
    const { start, end } = shape.affixed ? wholeWord(text, at, at + key.length) : { start: at, end: at + key.length };
    if (!beginsWord(text, start) || (/\w/.test(key.slice(-1)) && isWordPart(text, end))) continue;
    const lineStart = lineStartBefore(text, start, MAX_BEFORE);
    if (lineStart === undefined) continue;
    const before = text.slice(lineStart, start);
    if (isInComment(text, lineStart, start, work)) continue;
    const found = foundAt(text, start, end, before, shape);
    if (found === undefined) continue;
    work.left -= found.value.length;
    yield { start, end, ...found };
  }
}

type Found = Pick<Occurrence, "value" | "blank">;

function foundAt(text: string, at: number, end: number, before: string, shape: Shape): Found | undefined {
  if (VARIABLE.test(before)) {
    const opened = /^"[ \t]*\{/.exec(text.slice(end, end + 16))?.[0];
    return given(opened && defaultForOthers(text, text.slice(at, end), end + opened.length), false);
  }
  if (FIELD.test(before)) {
    const value = fieldValue(text, end) ?? elementValue(text, end, before)?.value;
    if (value !== undefined) return { value, blank: false };
  }
  const paired = PAIR.test(before) ? PAIR_VALUE.exec(text.slice(end, end + 4_300))?.[1] : undefined;
  if (paired !== undefined) return { value: paired, blank: false };
  const bare = shape.prefixed ? before.replace(/(?<![\w.*%/-])[\w.*%/-]+[./]$/, "") : before;
  if (!(shape.inline || shape.anywhere || BEGINNING.test(bare) || PROPERTY.test(bare) || isEntry(bare)))
    return undefined;
  if (shape.valueless) return { value: "", blank: false };
  if (text[at - 1] === "<") return elementValue(text, end, before);
  if (before.endsWith("{")) {
    const comma = /^[ \t]*,\s*/.exec(text.slice(end, end + 64));
    if (comma)
      return {
        value:
          text[end + comma[0].length] === "["
            ? (bracketed(text, end + comma[0].length) ?? "")
            : firstOf(text, end + comma[0].length),
        blank: false,
      };
  }
  return valueAfter(text, end, before, PROPERTY.test(bare) ? { ...shape, inline: true } : shape);
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

/** The word that a key is a part of; bounded. */
function wholeWord(text: string, at: number, end: number): { readonly start: number; readonly end: number } {
  let from = at;
  while (at - from < 60 && isWordPart(text, from - 1)) from--;
  let to = end;
  while (to - end < 60 && isWordPart(text, to)) to++;
  return { start: from, end: to };
}

/** Whether a word begins here; `-D` and `-o` before it are an option of their own. */
function beginsWord(text: string, at: number): boolean {
  if (!isWordPart(text, at - 1) || !isWordPart(text, at)) return true;
  return /[Do]/.test(text.charAt(at - 1)) && text[at - 2] === "-" && !isWordPart(text, at - 3);
}

/** The value behind a key; none where the key is prose: followed by no separator. */
function valueAfter(text: string, end: number, before: string, shape: Shape): Found | undefined {
  const separator = SEPARATOR.exec(text.slice(end, end + 64))?.[0];
  if (separator === undefined) return undefined;
  const blank = !/[=:]/.test(separator);
  if (shape.assigned === blank) return undefined;
  const start = end + separator.length;
  if (text[start] === "[" || (text[start] === "{" && text[start + 1] !== "{"))
    return given(bracketed(text, start), blank);
  if (shape.inline) return { value: firstOf(text, start), blank };
  if (shape.ends !== undefined) {
    const rest = text.slice(start, start + MAX_VALUE);
    const stop = rest.indexOf(shape.ends);
    if (stop >= 0) return { value: rest.slice(0, stop), blank };
  }
  if (!blank) {
    const quoted = /^"(?:[^"\\\n]|\\.){0,4000}"(?=[ \t]*[,}\])>;]?)|^'[^'\n]{0,4000}'/.exec(
      text.slice(start, start + 4_010),
    );
    if (quoted) return { value: quoted[0], blank };
    if (isInBraces(before)) return { value: /^[^,}\n]{0,400}/.exec(text.slice(start, start + 402))?.[0] ?? "", blank };
  }
  const line = restOfLine(text, start);
  const indent = before.search(/[^\s-]|$/);
  if (/^[|>][+-]?\d?\s*$/.test(line)) return given(below(text, start, indent, false), blank);
  return line.trim() === "" ? given(below(text, start, indent, /:/.test(separator)), blank) : { value: line, blank };
}

function given(value: string | undefined, blank: boolean): Found | undefined {
  return value === undefined ? undefined : { value, blank };
}

/** One value of several in a line. */
function firstOf(text: string, start: number): string {
  return /^(?:"[^"]{0,4000}"|'[^']{0,4000}'|[^\s,;>}"']{1,400})/.exec(text.slice(start, start + 4_002))?.[0] ?? "";
}

/** Whether a flow mapping or object is open where `before` ends. */
function isInBraces(before: string): boolean {
  const flat = before.replace(/\{\{|\}\}/g, "");
  return flat.lastIndexOf("{") > flat.lastIndexOf("}");
}

/** `{ "a": 1, "key": …`: an entry of a mapping that was opened in its line. */
function isEntry(before: string): boolean {
  return /[{,]\s*["']?$/.test(before) && isInBraces(before);
}

/** The text of the element that is open where `before` ends, without the tags in it. */
function elementValue(text: string, end: number, before: string): Found | undefined {
  const name =
    /<([\w:.-]*)(?:[^<>\w:.-][^<>]*)?$/.exec(before)?.[1] ||
    /(?<![\w.:-])[\w.:-]+$/.exec(text.slice(Math.max(0, end - 100), end))?.[0];
  const rest = text.slice(end, end + 4_300);
  const opened = /^["']?(?:\s[^<>]{0,200})?>/.exec(rest)?.[0];
  const stop = name === undefined ? -1 : rest.indexOf(`</${name}`);
  return opened === undefined || stop < 0
    ? undefined
    : { value: rest.slice(opened.length, stop).replace(/<[^<>]*>/g, " "), blank: false };
}

function fieldValue(text: string, end: number): string | undefined {
  const rest = text.slice(end, end + 4_300);
  const separator = FIELD_VALUE.exec(rest.slice(0, 200))?.[0];
  if (separator === undefined) return undefined;
  const quoted = /^(?:"[^"\n]*"|'[^'\n]*')/.exec(rest.slice(separator.length));
  return quoted?.[0] ?? restOfLine(text, end + separator.length);
}

/** To the end of the line, or of the lines that a backslash or a comma joins. */
function restOfLine(text: string, start: number): string {
  const rest = text.slice(start, start + MAX_VALUE);
  let stop = rest.indexOf("\n");
  while (stop > 0 && /(?:\\|,)[ \t]*\r?$/.test(rest.slice(Math.max(0, stop - 3), stop))) {
    if (
      !rest.slice(0, stop).trimEnd().endsWith("\\") &&
      !/^[ \t]+[^\s:=][^\s:=,]*[ \t]*(?:,.*|\r?)(?:\n|$)/.test(rest.slice(stop + 1, stop + 400))
    )
      break;
    stop = rest.indexOf("\n", stop + 1);
  }
  const line = stop < 0 ? rest : rest.slice(0, stop);
  // `printf "key value\n\` of a shell: the string's own end of line
  const written = /\\n(?=["'\\\s]|$)/.exec(line);
  return (written ? line.slice(0, written.index) : line).replace(/\\\r?\n/g, " ");
}

/** The more indented lines below a key: those of a list alone, or all of them as one text. */
function below(text: string, start: number, indent: number, listed: boolean): string | undefined {
  const lines: string[] = [];
  const rest = text.slice(start, start + MAX_VALUE);
  for (let at = rest.indexOf("\n"); at >= 0; ) {
    const stop = rest.indexOf("\n", at + 1);
    const line = rest.slice(at + 1, stop < 0 ? undefined : stop);
    at = stop;
    const item = /^([ \t]*)(-[ \t]+)?/.exec(line);
    const depth = (item?.[1] ?? "").length;
    const inner = line.slice((item?.[0] ?? "").length);
    if (inner.trim() === "" && !item?.[2]) break;
    if (inner.startsWith("#")) continue;
    if (listed ? item?.[2] === undefined || depth < indent : depth <= indent) break;
    lines.push(inner);
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}

function bracketed(text: string, start: number): string | undefined {
  const rest = text.slice(start + 1, start + MAX_VALUE);
  const stop = rest.indexOf(text[start] === "[" ? "]" : "}");
  const inner = stop < 0 ? undefined : rest.slice(0, stop);
  return inner === undefined || (text[start] === "{" && SCHEMA.test(inner)) ? undefined : inner;
}
