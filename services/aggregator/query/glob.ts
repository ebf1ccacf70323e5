/**
 * Path patterns of queries. `*` and `?` stay inside one folder level, `**` crosses levels, `[abc]` and `{a,b}` as in a
 * shell; a pattern without `/` looks at the file name only. Patterns come from users and paths from hostile
 * repositories, so matching is linear in the path: states are advanced together, nothing backtracks.
 */
import { UsageError } from "@pqc-audit/platform/errors.ts";

const MAX_PATTERN = 256;
const MAX_ALTERNATIVES = 64;

type Token =
  | { readonly kind: "text"; readonly character: string }
  | { readonly kind: "any" }
  | { readonly kind: "star" }
  | { readonly kind: "globstar" }
  /** `**` with the slash behind it: any number of whole folders, none included. */
  | { readonly kind: "folders" }
  | { readonly kind: "class"; readonly negated: boolean; readonly ranges: readonly (readonly [string, string])[] };

/** Each `{a,b}` taken apart: the plain patterns it stands for. Braces do not nest. */
function alternatives(pattern: string): string[] {
  const open = pattern.indexOf("{");
  const close = pattern.indexOf("}", open);
  if (open < 0 || close < 0) return [pattern];
  const [head, tail] = [pattern.slice(0, open), pattern.slice(close + 1)];
  const all: string[] = [];
  for (const rest of alternatives(tail)) {
    for (const choice of pattern.slice(open + 1, close).split(",")) all.push(head + choice + rest);
    if (all.length > MAX_ALTERNATIVES) {
      throw new UsageError(`file_pattern stands for more than ${MAX_ALTERNATIVES} patterns; use fewer { } groups`);
    }
  }
  return all;
}

function tokens(pattern: string): Token[] {
  const characters = [...pattern];
  const all: Token[] = [];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? "";
    if (character === "*" && characters[at + 1] === "*") {
      const slash = characters[at + 2] === "/";
      all.push({ kind: slash ? "folders" : "globstar" });
      at += slash ? 2 : 1;
    } else if (character === "*") all.push({ kind: "star" });
    else if (character === "?") all.push({ kind: "any" });
    else if (character === "[") {
      const end = characters.indexOf("]", at + 2);
      if (end < 0) throw new UsageError(`file_pattern ${JSON.stringify(pattern)} opens a [ that it does not close`);
      all.push(characterClass(characters.slice(at + 1, end)));
      at = end;
    } else all.push({ kind: "text", character });
  }
  return all;
}

function characterClass(inside: readonly string[]): Token {
  const negated = inside[0] === "!" || inside[0] === "^";
  const members = negated ? inside.slice(1) : inside;
  const ranges: [string, string][] = [];
  for (let at = 0; at < members.length; at++) {
    const from = members[at] ?? "";
    const to = members[at + 1] === "-" ? members[at + 2] : undefined;
    ranges.push([from, to ?? from]);
    if (to !== undefined) at += 2;
  }
  return { kind: "class", negated, ranges };
}

/** What one character does to a state: stay, move on, or (`undefined`) end it. Staying may also mean to move on. */
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

const MAX_STATES = 500;

/** A set of places in the pattern, and where each character leads from it; made when first needed. */
interface State {
  readonly places: readonly number[];
  readonly accepts: boolean;
  readonly next: Map<string, State | undefined>;
}

/** Steps through the pattern's places all at once; what was worked out for one path serves the next. */
class Automaton {
  readonly #tokens: readonly Token[];
  readonly #states = new Map<string, State>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  matches(text: string): boolean {
    let state: State | undefined = this.#state(this.#reach([], 0));
    for (const character of text) {
      let next: State | undefined = state.next.get(character);
      if (next === undefined && !state.next.has(character)) {
        next = this.#step(state, character);
        state.next.set(character, next);
      }
      if (next === undefined) return false;
      state = next;
    }
    return state.accepts;
  }

  #step(state: State, character: string): State | undefined {
    const after: number[] = [];
    for (const at of state.places) {
      const token = this.#tokens[at];
      const what = token && step(token, character);
      if (what === "move") this.#reach(after, at + 1);
      else if (what === "stay") this.#reach(after, at);
      else if (what === "inside") after.push(at);
    }
    return after.length === 0 ? undefined : this.#state(after);
  }

  /** A place, and those behind it that may stand for nothing. */
  #reach(places: number[], at: number): number[] {
    places.push(at);
    for (let next = at; ["star", "globstar", "folders"].includes(this.#tokens[next]?.kind ?? ""); next++) {
      places.push(next + 1);
    }
    return places;
  }

  #state(reached: readonly number[]): State {
    const places = [...new Set(reached)].sort((a, b) => a - b);
    const name = places.join();
    let state = this.#states.get(name);
    if (!state) {
      if (this.#states.size >= MAX_STATES) this.#states.clear();
      state = { places, accepts: places.includes(this.#tokens.length), next: new Map() };
      this.#states.set(name, state);
    }
    return state;
  }
}

function parsed(pattern: string): { readonly whole: boolean; readonly tokens: Token[] }[] {
  if (pattern.length > MAX_PATTERN) {
    throw new UsageError(`file_pattern has ${pattern.length} characters; at most ${MAX_PATTERN} are taken`);
  }
  return alternatives(pattern).map((plain) => ({ whole: plain.includes("/"), tokens: tokens(plain) }));
}

/** Throws `UsageError` where the pattern is none. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const choices = parsed(pattern).map(({ whole, tokens: own }) => ({ whole, automaton: new Automaton(own) }));
  return (path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    return choices.some(({ whole, automaton }) => automaton.matches(whole ? path : name));
  };
}

const escaped = (text: string) => text.replaceAll(/[\\^$.|?*+()[\]{}-]/g, "\\$&");

function regexOf(token: Token): string {
  switch (token.kind) {
    case "text":
      return escaped(token.character);
    case "any":
      return "[^/]";
    case "star":
      return "[^/]*";
    case "globstar":
      return ".*";
    case "folders":
      return "(?:.*/)?";
    case "class": {
      const ranges = token.ranges.map(([from, to]) =>
        from === to ? escaped(from) : `${escaped(from)}-${escaped(to)}`,
      );
      return token.negated ? `(?!/)[^${ranges.join("")}]` : `(?!/)[${ranges.join("")}]`;
    }
  }
}

/** The same pattern for PostgreSQL's `~`, whose matcher does not backtrack. Throws `UsageError` where it is none. */
export function globRegex(pattern: string): string {
  const choices = parsed(pattern).map(
    (choice) => `${choice.whole ? "" : "(?:.*/)?"}${choice.tokens.map(regexOf).join("")}`,
  );
  return `^(?:${choices.join("|")})$`;
}
