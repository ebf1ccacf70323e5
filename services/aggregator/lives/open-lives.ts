/** Lives as the head of a track has them, and those that have ended: what the uses of the next scan are compared with. */
import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import type { Base } from "./track.ts";

export interface KnownLife {
  readonly life: number;
  readonly path: string;
  readonly use: number;
  readonly fingerprint: string;
  readonly finding_id: string;
  readonly severity: number;
}

type At = Pick<Base, "track" | "head">;

const COLUMNS = sql`l.life, l.path, l.use, l.fingerprint, l.finding_id, l.severity`;
const AT_ONCE = 5_000;

/** What a step that is being made has closed is open as long. */
function isOpen({ head }: At): RawBuilder<unknown> {
  return sql`l.opened_step <= ${sql.lit(head)} and (l.closed_step is null or l.closed_step > ${sql.lit(head)})`;
}

/** By path, in the order they came. */
export async function openLivesAt(
  store: Store,
  at: At,
  paths: ReadonlyMap<string, number>,
): Promise<Map<string, KnownLife[]>> {
  return livesAt(store, at.track, paths, sql`${isOpen(at)}`, sql`l.life`);
}

/** Those that ended and have not come back since, the last that ended first. */
export async function endedLivesAt(
  store: Store,
  at: At,
  paths: ReadonlyMap<string, number>,
): Promise<Map<string, KnownLife[]>> {
  const ended = sql`l.closed_step <= ${sql.lit(at.head)} and l.reopened_step is null`;
  return livesAt(store, at.track, paths, ended, sql`l.closed_step desc, l.life`);
}

async function livesAt(
  store: Store,
  track: number,
  paths: ReadonlyMap<string, number>,
  condition: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<Map<string, KnownLife[]>> {
  const found = new Map<string, KnownLife[]>();
  if (paths.size === 0) return found;
  const keys = store.rows(
    { path_key: "bigint" },
    [...new Set(paths.values())].map((key) => [key]),
  );
  const own = sql`l.track = ${sql.lit(track)} and l.path_key = r.path_key and ${condition}`;
  // By index for each key: left to themselves, both databases may read all lives of the track for each batch of files.
  const lives =
    store.dialect === "sqlite"
      ? sql`cross join life l indexed by life_by_path on ${own}`
      : sql`cross join lateral (select * from life l where ${own} offset 0) l`;
  const { rows } = await sql<KnownLife>`select ${COLUMNS} from ${keys} ${lives} order by ${order}`.execute(
    store.reader,
  );
  for (const life of rows) {
    if (!paths.has(life.path)) continue;
    const same = found.get(life.path);
    if (same) same.push(life);
    else found.set(life.path, [life]);
  }
  return found;
}

/** All that are open, those of one path behind each other. */
export async function* openLives(store: Store, at: At): AsyncGenerator<readonly (KnownLife & { path_key: number })[]> {
  for (let [key, life] = [-1, -1]; ; ) {
    const { rows } = await sql<KnownLife & { path_key: number }>`select ${COLUMNS}, l.path_key from life l
      where l.track = ${sql.lit(at.track)} and (l.path_key, l.life) > (${key}, ${life}) and ${isOpen(at)}
      order by l.path_key, l.life limit ${sql.lit(AT_ONCE)}`.execute(store.reader);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < AT_ONCE || !last) return;
    [key, life] = [last.path_key, last.life];
  }
}
