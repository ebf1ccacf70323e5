/**
 * What a name of HCL stands for in the same text: `local.algorithm` what `locals` gives it, `var.keys["a"].bits` an entry
 * of its variable's default, `each.value` each entry of the block's `for_each`. What another file decides stays what it is.
 */
import { entriesOf, expressionAt, itemsOf } from "./hcl-values.ts";
import type { Work } from "./lines.ts";

/** What `each` is on one round of a block: the key and the expression of an entry. */
export interface Each {
  readonly key: string;
  readonly value: string;
}

const PART = String.raw`(?:\.[A-Za-z_][\w-]{0,80}|\["[^"\n\]]{1,80}"\])`;
const NAME = new RegExp(String.raw`(?<![\w."-])(?:var|local|each)\.[A-Za-z_][\w-]{0,80}${PART}{0,6}`, "g");
const MAY_NAME = /\b(?:var|local|each)\./;
/** Functions that give one of what they are given. */
const ONE_OF = /(?<![\w.])(?:coalesce|try|lookup|tostring|tonumber|lower|upper|trimspace|nonsensitive)\(/g;
/** What is put into a text, once it is a literal. */
const FILLED = /\$\{[ \t]{0,8}"?([\w./:-]{1,200})"?[ \t]{0,8}\}/g;
const OPENING = /^[ \t]{0,40}(?:variable[ \t]{1,40}"([\w-]{1,80})"|locals)[ \t]{0,40}\{/gm;
const DEFAULT = /(?:^|[{\s])default[ \t]{0,80}=[ \t]{0,80}/;
const TOP_BLOCK = /^(?:resource|data|module|ephemeral)\b[^\n{}]{0,300}\{/gm;
const FOR_EACH = /^[ \t]{0,80}for_each[ \t]{0,80}=[ \t]{0,80}/m;
/** Longest block that is looked into, names that are kept, rounds of one block. */
const MAX_BLOCK = 20_000;
const MAX_NAMES = 1_000;
const MAX_ROUNDS = 32;
/** Names that stand for names. */
const MAX_STEPS = 4;
/** Longest value that names are filled into. */
const MAX_VALUE = 8_192;

export class References {
  readonly #text: string;
  readonly #work: Work;
  #values: ReadonlyMap<string, string> | undefined;

  constructor(text: string, work: Work) {
    this.#text = text;
    this.#work = work;
  }

  /** The value with what its names stand for in their places. */
  resolve(value: string, each?: Each): string {
    let current = MAY_NAME.test(value) ? value.replace(ONE_OF, "(") : value;
    for (let step = 0; step < MAX_STEPS && MAY_NAME.test(current); step++) {
      const next = current.replace(NAME, (name) => this.#standsFor(name, each) ?? name);
      if (next === current || next.length > MAX_VALUE) break;
      current = next.replace(FILLED, "$1");
    }
    return current;
  }

  /** The rounds of the block around `at` that a value which names `each` is read in; one without it for any other. */
  rounds(value: string, at: number): readonly (Each | undefined)[] {
    if (!/\beach\./.test(value)) return [undefined];
    this.#work.left -= MAX_BLOCK;
    const from = Math.max(0, at - MAX_BLOCK);
    const opening = [...this.#text.slice(from, at).matchAll(TOP_BLOCK)].at(-1);
    if (!opening) return [undefined];
    const body = blockFrom(this.#text, from + opening.index + opening[0].length);
    const assigned = FOR_EACH.exec(body);
    if (!assigned) return [undefined];
    const given = this.#whole(expressionAt(body, assigned.index + assigned[0].length));
    const entries = [...entriesOf(given)].map(([key, entry]) => ({ key: JSON.stringify(key), value: entry }));
    const rounds = entries.length > 0 ? entries : itemsOf(given).map((item) => ({ key: item, value: item }));
    return rounds.length === 0 ? [undefined] : rounds.slice(0, MAX_ROUNDS);
  }

  /** A text, number or list; an object is read by its entries alone. */
  #standsFor(name: string, each: Each | undefined): string | undefined {
    const value = this.#valueOf(name, each);
    return value === undefined || value.startsWith("{") ? undefined : value;
  }

  /** The expression itself, or the whole of what it stands for, with the functions around it. */
  #whole(expression: string): string {
    return expression.replace(NAME, (name) => this.#valueOf(name, undefined) ?? name);
  }

  #valueOf(name: string, each: Each | undefined): string | undefined {
    const [scope = "", first = "", ...path] = partsOf(name);
    let value = scope === "each" ? this.#ofRound(first, each) : this.#known().get(`${scope}.${first}`);
    for (const part of path) {
      if (value === undefined || this.#work.left < 0) return undefined;
      this.#work.left -= value.length;
      value = entriesOf(this.#followed(value, each)).get(part);
    }
    return value;
  }

  #ofRound(name: string, each: Each | undefined): string | undefined {
    return name === "key" ? each?.key : name === "value" ? each?.value : undefined;
  }

  /** An entry's owner may be a name itself: `locals { keys = var.keys }`. */
  #followed(value: string, each: Each | undefined): string {
    if (value.startsWith("{") || !MAY_NAME.test(value.slice(0, 400))) return value;
    const [scope = "", first = "", ...rest] = partsOf(value);
    const known = scope === "each" ? this.#ofRound(first, each) : this.#known().get(`${scope}.${first}`);
    return known !== undefined && rest.length === 0 ? known : value;
  }

  #known(): ReadonlyMap<string, string> {
    this.#values ??= valuesOf(this.#text, this.#work);
    return this.#values;
  }
}

/** `local`, `keys`, `one` of `local.keys["one"]`. */
function partsOf(name: string): readonly string[] {
  return name.split(/\.|\["|"\]\.?/).filter((part) => part !== "");
}

/**
 * The default of the variable `name` whose block opens before `start`: what a key of that name is given where other files
 * use it. Nothing where this text does, outside of the block: there it is read as what it is used for.
 */
export function defaultForOthers(text: string, name: string, start: number): string | undefined {
  const body = blockFrom(text, start);
  const used = `var.${name}`;
  const isUsed = text.slice(0, start).includes(used) || text.includes(used, start + body.length);
  return isUsed ? undefined : defaultIn(body);
}

function defaultIn(body: string): string | undefined {
  const at = DEFAULT.exec(body);
  return at ? expressionAt(body, at.index + at[0].length) : undefined;
}

function valuesOf(text: string, work: Work): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  work.left -= text.length;
  for (const match of text.matchAll(OPENING)) {
    if (work.left < 0 || values.size > MAX_NAMES) break;
    const start = match.index + match[0].length;
    const variable = match[1];
    if (variable === undefined) {
      const body = blockFrom(text, start);
      work.left -= body.length;
      for (const [name, value] of entriesOf(`{${body}`)) values.set(`local.${name}`, value);
    } else {
      work.left -= 200;
      const value = defaultIn(blockFrom(text, start));
      if (value !== undefined) values.set(`var.${variable}`, value);
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
