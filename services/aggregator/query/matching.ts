/** A glob as a condition of the database at hand. */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import { globMatcher, globRegex } from "./glob.ts";

/** Throws `UsageError` where the pattern is none. */
export function matching(store: Store, pattern: string, text: RawBuilder<unknown>): RawBuilder<boolean> {
  if (store.dialect === "postgres") return sql<boolean>`${text} ~ ${globRegex(pattern)}`;
  // Compiled here once, so that a wrong pattern is the caller's mistake and not the database's.
  globMatcher(pattern);
  return sql<boolean>`path_matches(${pattern}, ${text}) = 1`;
}
