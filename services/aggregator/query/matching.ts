/** A glob as a condition of the database at hand. */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import { globMatcher, globRegex } from "./glob.ts";

/** Throws `UsageError` where the pattern is none. */
export function matching(store: Store, pattern: string, text: RawBuilder<unknown>): RawBuilder<boolean> {
  // Compiled here once, so that a wrong pattern is the caller's mistake and not the database's.
  globMatcher(pattern);
  const simple = simpleForm(store, pattern, text);
  if (simple) return simple;
  const holds = containing(store, pattern, text);
  if (store.dialect === "postgres") return sql<boolean>`(${holds} and ${text} ~ ${globRegex(pattern)})`;
  return sql<boolean>`(${holds} and path_matches(${pattern}, ${text}) = 1)`;
}

const SPECIAL = /[*?[\]{}]/;

/** `*.java` and `src/**`, which are what most ask for, without an expression: a tenth of the time. */
function simpleForm(store: Store, pattern: string, text: RawBuilder<unknown>): RawBuilder<boolean> | undefined {
  const ending = pattern.startsWith("*") ? pattern.slice(1) : "";
  if (ending !== "" && !SPECIAL.test(ending) && !ending.includes("/")) {
    if (store.dialect === "postgres") return sql<boolean>`${text} like ${`%${escaped(ending)}`}`;
    return sql<boolean>`substr(${text}, ${sql.lit(-[...ending].length)}) = ${ending}`;
  }
  const folder = pattern.endsWith("/**") ? pattern.slice(0, -2) : "";
  if (folder === "" || SPECIAL.test(folder)) return undefined;
  if (store.dialect === "postgres") return sql<boolean>`${text} like ${`${escaped(folder)}%`}`;
  return sql<boolean>`substr(${text}, 1, ${sql.lit([...folder].length)}) = ${folder}`;
}

/** What every match holds, which is looked for before the expression is tried. */
function containing(store: Store, pattern: string, text: RawBuilder<unknown>): RawBuilder<boolean> {
  // Within brackets and braces nothing need be there.
  if (/[[\]{}]/.test(pattern)) return sql<boolean>`1 = 1`;
  const [longest = ""] = pattern
    .replaceAll("**/", "*")
    .split(/[*?]+/)
    .sort((a, b) => b.length - a.length);
  if (longest === "") return sql<boolean>`1 = 1`;
  return store.dialect === "postgres"
    ? sql<boolean>`strpos(${text}, ${longest}) > 0`
    : sql<boolean>`instr(${text}, ${longest}) > 0`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
