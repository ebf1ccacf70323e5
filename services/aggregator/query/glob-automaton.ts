/**
 * Steps through all places of a glob at once. What was worked out for one text serves the next: sets of places are numbered,
 * and where each ASCII character leads from a set is looked up in a table.
 */

export type Token =
  | { readonly kind: "text"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "globstar" }
  /** `**` with the slash behind it: any number of whole folders, none included. */
  | { readonly kind: "folders" }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** What one character does to a place: stay, move on, or (`undefined`) end it. Staying may also mean to move on. */
function step(token: Token, character: string): "stay" | "inside" | "move" | undefined {
  switch (token.kind) {
    case "text":
      return token.character === character ? "move" : undefined;
    case "any":
      return character !== "/" ? "move" : undefined;
    case "star":
      return character !== "/" ? "stay" : undefined;
    case "globstar":
      return "stay";
    case "folders":
      return character === "/" ? "stay" : "inside";
    case "class": {
      const within = token.ranges.some(([from, to]) => character >= from && character <= to);
      return character !== "/" && within !== token.negated ? "move" : undefined;
    }
  }
}

const ASCII = 128;
/** Code points there are. */
const CODES = 0x11_0000;
/** The table of as many states is 256 KiB; `matches` begins it anew behind that. */
const MOST_STATES = 500;
/** Each state that is made, in the places it is made of. */
const WORK_OF_STATE = 100;

/** Behind nothing yet; 0 is the state from which nothing leads on. */
export const START = 1;

export class Automaton {
  /** Of all choices, one behind the other; undefined behind the last of each. */
  readonly #tokens: (Token | undefined)[] = [];
  readonly #firsts: number[] = [];
  readonly #numbers = new Map<string, number>();
  #places: (readonly number[])[] = [];
  #others = new Map<number, number>();
  /** By state and character: the next state and 1 more, negative where that is settled; 0 where it was not asked for. */
  #table = new Int32Array(8 * ASCII);
  #settled = new Uint8Array(8);
  #accepts = new Uint8Array(8);
  /** What it has cost to make states; grows only. */
  work = 0;

  constructor(choices: readonly (readonly Token[])[]) {
    for (const tokens of choices) {
      this.#firsts.push(this.#tokens.length);
      this.#tokens.push(...tokens, undefined);
    }
    this.#begin();
  }

  #begin(): void {
    this.#numbers.clear();
    this.#others.clear();
    this.#places = [];
    this.#table.fill(0);
    this.#state([]);
    const first: number[] = [];
    for (const place of this.#firsts) this.#reach(first, place);
    this.#state(first);
  }

  matches(text: string): boolean {
    if (this.#places.length > MOST_STATES) this.#begin();
    let state = START;
    for (let at = 0; at < text.length && this.#settled[state] === 0; at++) {
      const code = text.codePointAt(at) ?? 0;
      if (code > 0xffff) at++;
      state = this.next(state, code);
    }
    return this.accepts(state);
  }

  /** The state behind a character (code point). */
  next(state: number, code: number): number {
    const cell = state * ASCII + code;
    const known = code < ASCII ? this.#table[cell] : this.#others.get(state * CODES + code);
    if (known !== undefined && known !== 0) return Math.abs(known) - 1;
    const next = this.#step(this.#places[state] ?? [], String.fromCodePoint(code));
    const told = this.settled(next) ? -next - 1 : next + 1;
    if (code < ASCII) this.#table[cell] = told;
    else this.#others.set(state * CODES + code, told);
    return next;
  }

  /**
   * Goes on through UTF-8 from a place on, until it is settled or at the end. `states[depth]` is where it begins; behind each
   * byte (of the last character, where it has several) the state is put down. Answers how many there are then.
   */
  walk(text: Uint8Array, from: number, until: number, states: Int32Array, depth: number): number {
    let [at, end] = [from, depth];
    let state = states[depth] ?? START;
    let table = this.#table;
    while (at < until) {
      const byte = text[at] ?? 0;
      const told = byte < ASCII ? (table[state * ASCII + byte] ?? 0) : 0;
      if (told > 0) {
        state = told - 1;
        states[++end] = state;
        at++;
        continue;
      }
      const length = byte < ASCII ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      state = told < 0 ? -told - 1 : this.next(state, length === 1 ? byte : codePoint(text, at, length));
      table = this.#table;
      at += length;
      for (let each = 0; each < length; each++) states[++end] = state;
      if (this.settled(state)) return end;
    }
    return end;
  }

  /** Whatever follows, `accepts` says the same. */
  settled(state: number): boolean {
    return this.#settled[state] === 1;
  }

  accepts(state: number): boolean {
    return this.#accepts[state] === 1;
  }

  #step(places: readonly number[], character: string): number {
    this.work += WORK_OF_STATE + places.length;
    const after: number[] = [];
    for (const at of places) {
      const token = this.#tokens[at];
      const what = token && step(token, character);
      if (what === "move") this.#reach(after, at + 1);
      else if (what === "stay") this.#reach(after, at);
      else if (what === "inside") after.push(at);
    }
    return this.#state(after);
  }

  /** A place, and those behind it that may stand for nothing. */
  #reach(places: number[], at: number): void {
    places.push(at);
    for (let next = at; ["star", "globstar", "folders"].includes(this.#tokens[next]?.kind ?? ""); next++) {
      places.push(next + 1);
    }
  }

  #state(reached: readonly number[]): number {
    const places = [...new Set(reached)].sort((a, b) => a - b);
    const name = places.join();
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.#places.length;
    if (number === this.#settled.length) this.#grow();
    this.#numbers.set(name, number);
    this.#places.push(places);
    const isEnd = (at: number) => at < this.#tokens.length && this.#tokens[at] === undefined;
    this.#accepts[number] = places.some(isEnd) ? 1 : 0;
    const forEver = places.some((at) => this.#tokens[at]?.kind === "globstar" && isEnd(at + 1));
    this.#settled[number] = places.length === 0 || forEver ? 1 : 0;
    return number;
  }

  #grow(): void {
    const size = 2 * this.#settled.length;
    const table = new Int32Array(size * ASCII);
    table.set(this.#table);
    const [settled, accepts] = [new Uint8Array(size), new Uint8Array(size)];
    settled.set(this.#settled);
    accepts.set(this.#accepts);
    this.#table = table;
    this.#settled = settled;
    this.#accepts = accepts;
  }
}

function codePoint(text: Uint8Array, at: number, length: number): number {
  let code = (text[at] ?? 0) & (0x7f >> length);
  for (let each = 1; each < length; each++) code = (code << 6) | ((text[at + each] ?? 0) & 0x3f);
  return code;
}
