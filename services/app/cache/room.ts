/** Keeps the file within its limit: first goes what was not used for too long, then what was not used for longest. */
import type { DatabaseSync } from "node:sqlite";

export interface Room {
  /** Bytes about to be written. */
  readonly needed: number;
  readonly maxBytes: number;
  /** Hours since 1970: older rows are not valid any more. */
  readonly oldest: number;
  /** Now. */
  readonly hour: number;
}

/** How often the whole file is looked through for what has expired. */
const SWEEP_HOURS = 24;

/** Inside a transaction. What does not fit even so is refused by SQLite as it refuses a full disk. */
export function makeRoom(database: DatabaseSync, room: Room): void {
  const swept = database.prepare("select max(used) as hour from tree where key = ''").get()?.hour;
  if (swept === undefined || swept === null || Number(swept) <= room.hour - SWEEP_HOURS) {
    forget(database, room.oldest);
    database
      .prepare("insert into tree (key, used) values ('', ?) on conflict do update set used = excluded.used")
      .run(room.hour);
  }
  while (bytesUsed(database) + room.needed > room.maxBytes) {
    const hour = database
      .prepare(
        "select min(used) as hour from (select used from result union all select used from tree where key <> '')",
      )
      .get()?.hour;
    if (hour === undefined || hour === null) break;
    forget(database, Number(hour) + 1);
  }
  const { page_size: pageBytes } = database.prepare("pragma page_size").get() ?? {};
  database.exec(`pragma max_page_count = ${Math.max(1, Math.floor(room.maxBytes / Number(pageBytes)))}`);
}

/** Outside a transaction: a limit that was lowered since. */
export function shrink(database: DatabaseSync, maxBytes: number): void {
  const { size } =
    database.prepare("select page_count * page_size as size from pragma_page_count, pragma_page_size").get() ?? {};
  if (Number(size) > maxBytes) database.exec("vacuum");
}

/** All that was last used before this hour. */
function forget(database: DatabaseSync, hour: number): void {
  database.prepare("delete from tree_part where tree in (select tree from tree where used < ?)").run(hour);
  database.prepare("delete from tree where used < ? and key <> ''").run(hour);
  database.prepare("delete from result where used < ?").run(hour);
}

function bytesUsed(database: DatabaseSync): number {
  const row = database
    .prepare(
      "select (select page_count from pragma_page_count) - (select freelist_count from pragma_freelist_count) as pages, (select page_size from pragma_page_size) as size",
    )
    .get();
  return Number(row?.pages) * Number(row?.size);
}
