/** What a transaction did, by name. Counted once it is committed, never where it was rolled back or is tried again. */
import type { Kysely } from "kysely";
import type { Database } from "./schema.ts";

export type Tally = ReadonlyMap<string, number>;

const tallies = new WeakMap<Kysely<Database>, Map<string, number>>();

export function openTally(transaction: Kysely<Database>): Tally {
  const tally = new Map<string, number>();
  tallies.set(transaction, tally);
  return tally;
}

/** Outside a transaction of `Store.write` there is nobody to tell. */
export function note(transaction: Kysely<Database>, what: string, count = 1): void {
  const tally = tallies.get(transaction);
  if (count > 0) tally?.set(what, (tally.get(what) ?? 0) + count);
}
