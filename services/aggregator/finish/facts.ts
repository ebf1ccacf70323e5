/** What an engine found in the contents of places. */
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { sql } from "kysely";
import { distinctKeys, keyText } from "../ledger/unit-id.ts";
import type { Store } from "../store/store.ts";
import { keysOf, type Place } from "./places.ts";

/** By the text of their keys; nothing for contents without facts. */
export async function factsOf(
  store: Store,
  engine: number,
  places: readonly Place[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const asked = distinctKeys(places.flatMap(keysOf));
  const source = store.rows(
    { at: "bigint", blob: "text", kind: "text" },
    asked.map((key, at) => [at, key.blob, key.kind]),
  );
  // A subquery for each: as a join it may be one that reads all facts for each batch of files. JSON has no line ends.
  const { rows } = await sql<{ at: number; bodies: string }>`with found as materialized (
      select r.at, (select string_agg(f.body, ${sql.lit("\n")} order by f.ordinal) from fact f
        where f.engine = ${engine} and f.blob = r.blob and f.kind = r.kind) as bodies from ${source})
    select at, bodies from found where bodies is not null`.execute(store.reader);
  const facts = new Map<string, readonly Fact[]>();
  for (const { at, bodies } of rows) {
    const key = asked[at];
    if (key)
      facts.set(
        keyText(key),
        bodies.split("\n").flatMap((body) => JSON.parse(body) as Fact[]),
      );
  }
  return facts;
}
