/** The paths of a scan with what they hold, in the order of its plan, which is that of their names. */
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
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

/** Batches of places. `continues`: page 0 is of an earlier plan, the next ones hold what has changed since. */
export async function* placesOf(
  store: Store,
  { id, continues }: { readonly id: string; readonly continues: string | null },
): AsyncGenerator<readonly Place[]> {
  const pages = await store.reader
    .selectFrom("plan_page")
    .select("page")
    .where("scan_id", "=", id)
    .orderBy("page")
    .execute();
  const numbers = pages.map(({ page }) => page);
  if (continues === null) yield* placesIn(store, id, numbers);
  else yield* merged(placesIn(store, id, numbers.slice(0, 1)), placesIn(store, id, numbers.slice(1)));
}

async function* placesIn(store: Store, scanId: string, pages: readonly number[]): AsyncGenerator<readonly Place[]> {
  for (const page of pages) {
    for (let after = -1; ; ) {
      const places = await store.reader
        .selectFrom("occurrence")
        .select(["path", "blob", "kind", "second_kind", "ordinal"])
        .where("scan_id", "=", scanId)
        .where("page", "=", page)
        .where("ordinal", ">", after)
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
