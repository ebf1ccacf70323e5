/** The paths of a scan with what they hold, in the order of its plan, which is that of their names. */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { type RawBuilder, sql } from "kysely";
import { EACH_BY_INDEX } from "../store/rows.ts";
import type { Store } from "../store/store.ts";

const FILES_AT_ONCE = 1_000;

export interface Place extends BlobKey {
  readonly path: string;
  readonly second_kind: string | null;
}

/** The keys of all that is known of a place. */
export function keysOf({ blob, kind, second_kind: second }: Place): readonly BlobKey[] {
  return second === null
    ? [{ blob, kind }]
    : [
        { blob, kind },
        { blob, kind: second },
      ];
}

interface Planned {
  readonly id: string;
  readonly engine: number;
  /** Page 0 is of that scan's plan, the next ones hold what has changed since. */
  readonly continues: string | null;
}

/** Batches of places: those where something is found, or `all`. */
export async function* placesOf(
  store: Store,
  scan: Planned,
  { all }: { readonly all: boolean },
): AsyncGenerator<readonly Place[]> {
  const { id, continues } = scan;
  const pages = await store.reader
    .selectFrom("plan_page")
    .select("page")
    .where("scan_id", "=", id)
    .orderBy("page")
    .execute();
  const numbers = pages.map(({ page }) => page);
  const some = all ? sql`true` : hasFacts(scan.engine);
  if (continues === null) yield* placesIn(store, id, numbers, some);
  else yield* merged(placesIn(store, id, numbers.slice(0, 1), some), placesIn(store, id, numbers.slice(1), some));
}

/** Most places have nothing: they are passed over where they lie. */
function hasFacts(engine: number): RawBuilder<unknown> {
  return sql`exists (select 1 from blob_result b where b.engine = ${engine} and b.blob = occurrence.blob
    and b.kind in (occurrence.kind, occurrence.second_kind) and b.facts > 0 ${EACH_BY_INDEX})`;
}

async function* placesIn(
  store: Store,
  scanId: string,
  pages: readonly number[],
  condition: RawBuilder<unknown>,
): AsyncGenerator<readonly Place[]> {
  for (const page of pages) {
    for (let after = -1; ; ) {
      const places = await store.reader
        .selectFrom("occurrence")
        .select(["path", "blob", "kind", "second_kind", "ordinal"])
        .where("scan_id", "=", scanId)
        .where("page", "=", page)
        .where("ordinal", ">", after)
        .where(sql<boolean>`${condition}`)
        .orderBy("ordinal")
        .limit(FILES_AT_ONCE)
        .execute();
      if (places.length > 0) yield places;
      if (places.length < FILES_AT_ONCE) break;
      after = places.at(-1)?.ordinal ?? after;
    }
  }
}

async function* merged(
  some: AsyncGenerator<readonly Place[]>,
  others: AsyncGenerator<readonly Place[]>,
): AsyncGenerator<readonly Place[]> {
  const next = async (from: AsyncGenerator<readonly Place[]>) => {
    const { value, done } = await from.next();
    return done ? undefined : value;
  };
  let waiting = (await next(others)) ?? [];
  for await (let batch of some) {
    for (;;) {
      const last = batch.at(-1);
      const before = waiting.findIndex(({ path }) => last && compareBytewise(path, last.path) > 0);
      const fitting = before < 0 ? waiting : waiting.slice(0, before);
      batch = [...batch, ...fitting].sort((a, b) => compareBytewise(a.path, b.path));
      waiting = waiting.slice(fitting.length);
      if (waiting.length > 0) break;
      const more = await next(others);
      if (more === undefined) break;
      waiting = more;
    }
    yield batch;
  }
  if (waiting.length > 0) yield waiting;
  yield* others;
}
