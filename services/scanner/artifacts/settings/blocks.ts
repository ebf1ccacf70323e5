/** What stands around a key: the entries beside it in its mapping, object, section or block, and what that is nested in. */
import { lineStartBefore, occurrences, type Work } from "./lines.ts";

const MAX_LINES = 200;
const MAX_LINE = 2_000;
const SECTION = /^[ \t]*\[{1,2}[^\]\n]{1,300}\]/;

interface Line {
  readonly start: number;
  readonly text: string;
  /** Of its first character behind `- `. */
  readonly indent: number;
  readonly item: boolean;
}

/** The entries of the mapping, section or block that the key at `start` belongs to; in one line, of its braces. */
export function blockAround(text: string, start: number, work: Work): string {
  const own = lineAt(text, start, work);
  const braces = bracesAround(own.text, start - own.start);
  if (braces !== undefined) return braces;
  const lines = [own.text];
  const section = SECTION.test(own.text);
  if (!own.item && !section) {
    for (const line of linesAbove(text, own.start, work)) {
      if (endsBlock(line, own.indent)) break;
      lines.unshift(line.text);
      if (line.item && line.indent === own.indent) break;
    }
  }
  for (const line of linesBelow(text, own.start, work)) {
    if (endsBlock(line, own.indent) || (line.item && line.indent <= own.indent && !isListBelow(own, line))) break;
    lines.push(line.text);
  }
  return lines.join("\n");
}

/** The value of the first of `keys` in a block. */
export function valueIn(block: string, keys: readonly string[], work: Work): string | undefined {
  for (const key of keys) {
    for (const found of occurrences(block, key, { inline: /\{[^{}\n]*\}/.test(block) }, work)) return found.value;
  }
  return undefined;
}

function endsBlock(line: Line, indent: number): boolean {
  return (
    line.text.trim() !== "" &&
    (line.indent < indent || /^(?:---|\.\.\.)\s*$/.test(line.text) || SECTION.test(line.text))
  );
}

/** `- x` at the indentation of the key above is that key's list, not the next entry. */
function isListBelow(own: Line, line: Line): boolean {
  return !own.item && line.indent > own.indent;
}

function bracesAround(line: string, at: number): string | undefined {
  let depth = 0;
  for (let from = at - 1; from >= 0; from--) {
    if (line[from] === "}") depth++;
    if (line[from] !== "{" || depth-- > 0) continue;
    if (line[from - 1] === "{" || line[from + 1] === "{") return undefined;
    return line.slice(from, closing(line, from));
  }
  return undefined;
}

function closing(line: string, open: number): number {
  let depth = 0;
  for (let at = open; at < line.length; at++) {
    if (line[at] === "{") depth++;
    else if (line[at] === "}" && --depth === 0) return at + 1;
  }
  return line.length;
}

/** Whether what stands above nests the key at `start` under `parents`, outermost first: by indentation, or by section. */
export function isNestedIn(text: string, start: number, parents: readonly string[], work: Work): boolean {
  const own = lineAt(text, start, work);
  const braced = own.text.slice(0, start - own.start);
  let indent = own.indent;
  let wanted = parents;
  // `{ "privateKey": { "algorithm": …`: in the line itself
  for (let open = braced.lastIndexOf("{"); open > 0 && wanted.length > 0; open = braced.lastIndexOf("{", open - 1)) {
    if (braced.slice(open).includes("}")) continue;
    wanted = without(wanted, LAST_WORD.exec(braced.slice(Math.max(0, open - 200), open))?.[1]) ?? wanted;
  }
  for (const line of linesAbove(text, own.start, work)) {
    if (wanted.length === 0) return true;
    if (SECTION.test(line.text)) return sectionIs(line.text, wanted);
    if (line.indent >= indent || line.text.trim() === "" || /^\s*(?:[#}\])]|\/\/)/.test(line.text)) continue;
    const cut = line.text.slice(0, 400);
    const left = without(wanted, FIRST_WORD.exec(cut)?.[1]) ?? without(wanted, LAST_WORD.exec(cut)?.[1]);
    if (left === undefined) return false;
    indent = line.indent;
    wanted = left;
  }
  return wanted.length === 0;
}

/** `parent:`, `"parent": {`, `parent {`, `parent "label" {`, `<parent …>` */
const FIRST_WORD = /^[\s<-]*["']?([\w.-]+)/;
/** `resource = parent {`, `}, "parent": [` */
const LAST_WORD = /(?<![\w.-])([\w.-]+)["']?\s*(?:(?::|=>?)\s*)?(?:[{[(]+\s*)?$/;

/** The parents still wanted above one of this name, itself perhaps dotted; undefined where it is none of them. `*` is any. */
function without(parents: readonly string[], name: string | undefined): readonly string[] | undefined {
  const parts = name?.split(".") ?? [];
  let left = parents.length;
  for (let part = parts.pop(); part !== undefined && left > 0; part = parts.pop()) {
    const parent = parents[left - 1];
    if (parent !== "*" && parent !== part) break;
    left--;
  }
  return left === parents.length ? undefined : parents.slice(0, left);
}

/** `[tls.options.default]` ends in the parents, `*` standing for any name. */
function sectionIs(line: string, parents: readonly string[]): boolean {
  const names = (/\[([^[\]]*)\]/.exec(line.replace("[[", "["))?.[1] ?? "").trim().split(".");
  return parents.every((parent, index) => {
    const name = names[names.length - parents.length + index];
    return parent === "*" || name === parent;
  });
}

function lineAt(text: string, at: number, work: Work): Line {
  const start = lineStartBefore(text, at, MAX_LINE) ?? Math.max(0, at - MAX_LINE);
  return line(text, start, work);
}

function line(text: string, start: number, work: Work): Line {
  const cut = text.slice(start, start + MAX_LINE);
  const stop = cut.indexOf("\n");
  const own = stop < 0 ? cut : cut.slice(0, stop);
  work.left -= own.length + 20;
  return { start, text: own, indent: own.search(/[^\s-]|$/), item: /^[ \t]*-[ \t]/.test(own) };
}

function* linesAbove(text: string, start: number, work: Work): Generator<Line> {
  for (let at = start, count = 0; at > 0 && count < MAX_LINES && work.left > 0; count++) {
    const above = lineStartBefore(text, at - 1, MAX_LINE);
    if (above === undefined) return;
    yield line(text, above, work);
    at = above;
  }
}

function* linesBelow(text: string, start: number, work: Work): Generator<Line> {
  for (let at = start, count = 0; count < MAX_LINES && work.left > 0; count++) {
    const newline = text.slice(at, at + MAX_LINE).indexOf("\n");
    if (newline < 0 || at + newline + 1 >= text.length) return;
    at += newline + 1;
    yield line(text, at, work);
  }
}
