/**
 * Path patterns of queries. `*` and `?` stay inside one folder level, `**` crosses levels, `[abc]` and `{a,b}` as in a
 * shell; a pattern without `/` looks at the file name only. Patterns come from users and paths from hostile
 * repositories, so matching is linear in the path: states are advanced together, nothing backtracks.
 */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { Automaton, type Token } from "./glob-automaton.ts";

const MAX_PATTERN = 256;
const MAX_ALTERNATIVES = 64;

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

function parsed(pattern: string): { readonly whole: boolean; readonly tokens: Token[] }[] {
  if (pattern.length > MAX_PATTERN) {
    throw new UsageError(`file_pattern has ${pattern.length} characters; at most ${MAX_PATTERN} are taken`);
  }
  return alternatives(pattern).map((plain) => ({ whole: plain.includes("/"), tokens: tokens(plain) }));
}

/** Throws `UsageError` where the pattern is none. */
export function globAutomaton(pattern: string): Automaton {
  return new Automaton(parsed(pattern).map((choice) => (choice.whole ? choice.tokens : ofName(choice.tokens))));
}

/** What looks at the name only, as a pattern over the whole path: nothing in it can stand for a `/`. */
function ofName(own: readonly Token[]): readonly Token[] {
  const inside = own.map((token): Token => (token.kind === "globstar" ? { kind: "star" } : token));
  return [{ kind: "folders" }, ...inside];
}

/** Throws `UsageError` where the pattern is none. */
export function globMatcher(pattern: string): (path: string) => boolean {
  const automaton = globAutomaton(pattern);
  return (path) => automaton.matches(path);
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
