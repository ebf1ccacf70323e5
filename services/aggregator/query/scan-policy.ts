/** What the repository of a stored scan says of itself at the scan's commit. */
import type { Kysely } from "kysely";
import { openRepositoryPolicy } from "../join/repository-policy.ts";
import type { Database } from "../store/schema.ts";

export async function scanPolicy(
  db: Kysely<Database>,
  scanId: string,
): Promise<ReturnType<typeof openRepositoryPolicy>> {
  const row = await db
    .selectFrom("scan_policy")
    .select(["body", "fault"])
    .where("scan_id", "=", scanId)
    .executeTakeFirst();
  if (!row) return {};
  const { body, fault } = row;
  return openRepositoryPolicy({ ...(body !== null && { text: body }), ...(fault !== null && { fault }) });
}
