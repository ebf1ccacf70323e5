/**
 * What a name of HCL stands for in the same text: `local.algorithm` what `locals` gives it, `var.bits` the default of its
 * variable. A value that is such a name is read as what it stands for; one that another file decides stays what it is.
 */
import type { Work } from "./lines.ts";

const REFERENCE = /^["'\s]{0,20}(?:\$\{\s{0,20})?((?:var|local)\.[A-Za-z_][\w-]{0,80})(?:\s{0,20}\})?["';,\s]{0,20}$/;
const OPENING = /^[ \t]{0,40}(?:variable[ \t]{1,40}"([\w-]{1,80})"|(locals))[ \t]{0,40}\{/gm;
const ENTRY = /^[ \t]{0,80}([A-Za-z_][\w-]{0,80})[ \t]{0,80}=(?![=>])[ \t]{0,80}(.{1,400})$/gm;
const DEFAULT = /(?:^|[{\s])default[ \t]{0,80}=[ \t]{0,80}([^\s}].{0,400})/;
/** Longest block that is looked into, and names that are kept. */
const MAX_BLOCK = 20_000;
const MAX_NAMES = 1_000;
/** Names that stand for names. */
const MAX_STEPS = 4;

export class References {
  readonly #text: string;
  readonly #work: Work;
  #values: ReadonlyMap<string, string> | undefined;

  constructor(text: string, work: Work) {
    this.#text = text;
    this.#work = work;
  }

  /** The value itself, or what the name that it is stands for. */
  resolve(value: string): string {
    let current = value;
    for (let step = 0; step < MAX_STEPS; step++) {
      const name = REFERENCE.exec(current.slice(0, 300))?.[1];
      const next = name === undefined ? undefined : this.#known().get(name);
      if (next === undefined) return current;
      current = next;
    }
    return value;
  }

  #known(): ReadonlyMap<string, string> {
    this.#values ??= valuesOf(this.#text, this.#work);
    return this.#values;
  }
}

function valuesOf(text: string, work: Work): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  work.left -= text.length;
  for (const match of text.matchAll(OPENING)) {
    if (work.left < 0 || values.size > MAX_NAMES) break;
    const body = blockFrom(text, match.index + match[0].length);
    work.left -= body.length;
    const variable = match[1];
    if (variable !== undefined) {
      const value = DEFAULT.exec(body)?.[1];
      if (value !== undefined) values.set(`var.${variable}`, ended(value));
    } else {
      for (const entry of body.matchAll(ENTRY)) values.set(`local.${entry[1]}`, ended(entry[2] ?? ""));
    }
  }
  return values;
}

/** What stands in the block that opens before `start`: to the brace that closes it. */
function blockFrom(text: string, start: number): string {
  let depth = 1;
  const limit = Math.min(text.length, start + MAX_BLOCK);
  for (let at = start; at < limit; at++) {
    if (text[at] === "{") depth++;
    else if (text[at] === "}" && --depth === 0) return text.slice(start, at);
  }
  return text.slice(start, limit);
}

/** A value without the brace that ends its block on the same line. */
function ended(value: string): string {
  const plain = value.trimEnd();
  return plain.endsWith("}") && !plain.includes("{") ? plain.slice(0, -1).trimEnd() : plain;
}
