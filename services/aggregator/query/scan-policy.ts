/** What the repository of a stored scan says of itself at the scan's commit. */
import type { OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import type { Kysely } from "kysely";
import { openRepositoryPolicy } from "../join/repository-policy.ts";
import type { Database } from "../store/schema.ts";

export interface ScanPolicy extends ReturnType<typeof openRepositoryPolicy> {
  /** Whether its own functions are looked for in it. */
  readonly secondPass: boolean;
  /** Whom it names as owners of its files; without a path where nobody looked, too. */
  readonly ownersFile: OwnersFile;
}

export async function scanPolicy(db: Kysely<Database>, scanId: string): Promise<ScanPolicy> {
  const row = await db
    .selectFrom("scan_policy")
    .select(["body", "fault", "wrappers", "owners"])
    .where("scan_id", "=", scanId)
    .executeTakeFirst();
  if (!row) return { secondPass: false, ownersFile: {} };
  const { body, fault, wrappers } = row;
  const opened = openRepositoryPolicy({ ...(body !== null && { text: body }), ...(fault !== null && { fault }) });
  const ownersFile = row.owners === null ? {} : (JSON.parse(row.owners) as OwnersFile);
  return { ...opened, secondPass: wrappers !== null, ownersFile };
}
