/**
 * What the engine of the scan before finds in a file as it is now, where that is known: it scanned this content too. Then a
 * finding that it does not have has come because of the rules, and one that only it has went because of them.
 */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { factsOf } from "../finish/facts.ts";
import { keysOf, type Place } from "../finish/places.ts";
import { keyText } from "../ledger/unit-id.ts";
import type { Store } from "../store/store.ts";

export interface EarlierRules {
  /** Whether they find such a use in the file; undefined where nobody knows. */
  find(path: string, fingerprint: string): boolean | undefined;
}

export const NOTHING_KNOWN: EarlierRules = { find: () => undefined };

/** `engine`: of the scan before. */
export async function earlierRules(store: Store, engine: number, places: readonly Place[]): Promise<EarlierRules> {
  if (places.length === 0) return NOTHING_KNOWN;
  const keys = store.rows(
    { blob: "text", kind: "text" },
    places.map(({ blob, kind }) => [blob, kind]),
  );
  const { rows: scanned } = await sql<BlobKey>`select b.blob, b.kind from ${keys} ${store.joinInOrder} blob_result b
    on b.engine = ${engine} and b.blob = r.blob and b.kind = r.kind where b.status = 'scanned'`.execute(store.reader);
  const known = new Set(scanned.map(keyText));
  const facts = await factsOf(store, engine, places);
  const found = new Map<string, ReadonlySet<string>>();
  for (const place of places) {
    if (!known.has(keyText(place))) continue;
    const all = keysOf(place).flatMap((key) => facts.get(keyText(key)) ?? []);
    found.set(place.path, new Set(all.map(({ fingerprint }) => fingerprint)));
  }
  return { find: (path, fingerprint) => found.get(path)?.has(fingerprint) };
}
