/** Files that could not be scanned, in the newest finished scan of every target and ref. */
import { sql } from "kysely";
import { type Reach, withinReach } from "../repositories/reach.ts";
import type { Store } from "../store/store.ts";

export type Unscanned = "failed" | "quarantined";
export const UNSCANNED: readonly Unscanned[] = ["failed", "quarantined"];

export interface UnscannedFile {
  readonly scan: string;
  readonly target: string;
  readonly ref?: string;
  readonly path: string;
  readonly status: Unscanned;
  readonly message: string;
  readonly finishedAt: string;
}

export interface QuarantineQuery {
  /** 1-based. */
  readonly page: number;
  readonly size: number;
  readonly statuses: readonly Unscanned[];
  readonly reach: Reach;
}

/** Newest scan first, then by path. */
export async function quarantinePage(
  store: Store,
  { page, size, statuses, reach }: QuarantineQuery,
): Promise<{ readonly results: readonly UnscannedFile[]; readonly total: number }> {
  return store.ask(async (db) => {
    const wanted = db
      .selectFrom("scan as s")
      .innerJoin("scan_error as e", "e.scan_id", "s.id")
      .where("s.newest", "=", 1)
      // Where every file could be scanned there is nothing to look for.
      .where("s.state", "=", "incomplete")
      .where("e.status", "in", statuses.length > 0 ? statuses : UNSCANNED)
      .where(withinReach(store, reach, sql`s.target`));
    const counted = await wanted.select((count) => count.fn.countAll<number>().as("files")).executeTakeFirst();
    const rows = await wanted
      .select(["s.id", "s.target", "s.ref", "s.finished_at", "e.path", "e.message"])
      .select((is) => is.ref("e.status").$castTo<Unscanned>().as("status"))
      .orderBy("s.finished_at", "desc")
      .orderBy("s.id")
      .orderBy("e.seq")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    const results = rows.map(({ id, target, ref, path, status, message, finished_at }) => ({
      scan: id,
      target,
      ...(ref !== null && { ref }),
      path,
      status,
      message,
      finishedAt: new Date(finished_at ?? 0).toISOString(),
    }));
    return { results, total: Number(counted?.files ?? 0) };
  });
}
