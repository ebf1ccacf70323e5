/** Files of a finished scan that are malformed, failed or quarantined, by page. */
import type { FileError } from "@pqc-audit/reports/model/finding.ts";
import type { Store } from "../store/store.ts";

export interface FileErrorsQuery {
  /** 1-based. */
  readonly page: number;
  readonly size: number;
  /** Any of these; all where empty. */
  readonly statuses: readonly FileError["status"][];
}

export async function fileErrorsPage(
  store: Store,
  scanId: string,
  { page, size, statuses }: FileErrorsQuery,
): Promise<{ readonly results: readonly FileError[]; readonly total: number }> {
  return store.read(async (db) => {
    const wanted = db
      .selectFrom("scan_error")
      .where("scan_id", "=", scanId)
      .$if(statuses.length > 0, (query) => query.where("status", "in", statuses));
    const counted = await wanted.select((count) => count.fn.countAll<number>().as("files")).executeTakeFirst();
    const results = await wanted
      .select(["path", "status", "message"])
      .orderBy("seq")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    return { results, total: Number(counted?.files ?? 0) };
  });
}
