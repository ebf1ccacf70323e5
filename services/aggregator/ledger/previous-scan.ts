/** Which finished scan's plan would serve a scan that begins. */
import type { OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import type { PreviousScan } from "@pqc-audit/platform/ports/ledger.ts";
import { type Kysely, sql } from "kysely";
import { openRepositoryPolicy } from "../join/repository-policy.ts";
import type { Database } from "../store/schema.ts";
import { servesTarget } from "./unseen.ts";

/**
 * A plan serves again so long after it was made: a new one says of all results that they are used, which keeps those that
 * no finding refers to.
 */
export const REPEATED_FOR_MS = 7 * 86_400_000;

interface Repeatable {
  readonly id: string;
  readonly target: string;
  readonly options_digest: string;
  readonly engine: number;
}

/** The newest complete scan whose plan would serve `scan`: of its target, or of this commit in any. */
export async function previousScan(
  db: Kysely<Database>,
  scan: Repeatable,
  now: number,
  commit?: string,
): Promise<PreviousScan | undefined> {
  const found = await db
    .selectFrom("scan as s")
    .leftJoin("scan_policy as p", "p.scan_id", "s.id")
    // Whether a policy file that is not heeded is an error depends on the server's policy too: such a scan is planned anew.
    .leftJoin("scan_error as e", (on) => on.onRef("e.scan_id", "=", "s.id").on("e.path", "=", POLICY_FILE))
    .select(["s.id", "s.target", "s.options", "s.commit_id", "s.present", "s.coverage"])
    .select(["p.wrappers", "p.body", "p.owners"])
    .$if(commit === undefined, (scans) => scans.where("s.target", "=", scan.target).where("s.newest", "=", 1))
    .$if(commit !== undefined, (scans) => scans.where("s.commit_id", "=", commit ?? ""))
    .where("s.state", "=", "completed")
    .where("s.engine", "=", scan.engine)
    .where("s.options_digest", "=", scan.options_digest)
    .where(sql<number>`coalesce(s.looked_at, s.sealed_at)`, ">", now - REPEATED_FOR_MS)
    .where("s.pages", ">", 0)
    .where("p.fault", "is", null)
    .where("e.path", "is", null)
    .orderBy("s.finished_at", "desc")
    .orderBy("s.id")
    .limit(1)
    .executeTakeFirst();
  if (!found || found.commit_id === null || !(await servesTarget(db, found, scan.target))) return undefined;
  const { id, commit_id, present, wrappers, body, owners } = found;
  if (body !== null && openRepositoryPolicy({ text: body }).fault !== undefined) return undefined;
  return {
    scanId: id,
    commit: commit_id,
    present,
    ...(wrappers !== null && { wrappers }),
    ...(body !== null && { policy: body }),
    ...(owners !== null && { owners: JSON.parse(owners) as OwnersFile }),
  };
}
