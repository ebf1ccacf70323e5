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
  const exact =
    store.dialect === "postgres" ? sql`${text} ~ ${globRegex(pattern)}` : sql`path_matches(${pattern}, ${text}) = 1`;
  const near = nearForm(store, pattern, text);
  // The order of what `and` joins is the database's own choice.
  return near ? sql<boolean>`(case when ${near} then ${exact} else 1 = 0 end)` : sql<boolean>`${exact}`;
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

/** What holds for every match, and for little else, and costs a tenth of the expression: stars that cross folders. */
function nearForm(store: Store, pattern: string, text: RawBuilder<unknown>): RawBuilder<unknown> | undefined {
  if (/[[\]{}]/.test(pattern)) return undefined;
  const whole = pattern.includes("/") ? "" : "*";
  const parts = `${whole}${pattern}`.replaceAll("**/", "*").split(/(\*+|\?)/);
  if (store.dialect === "sqlite") return sql`${text} glob ${parts.join("").replaceAll(/\*+/g, "*")}`;
  const like = parts.map((part) => (part.startsWith("*") ? "%" : part === "?" ? "_" : escaped(part)));
  return sql`${text} like ${like.join("")}`;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, "\\$&");
}
