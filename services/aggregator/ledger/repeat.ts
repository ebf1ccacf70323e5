/**
 * A scan of a commit that was scanned before: nothing is fetched, planned or scanned, as its facts cannot differ. It takes
 * over the plan of the scan before, its coverage and errors, and its findings are joined anew under the policy of the day.
 */
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import type { PreviousScan, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { type Kysely, sql } from "kysely";
import { openRepositoryPolicy } from "../join/repository-policy.ts";
import type { Database } from "../store/schema.ts";
import type { Write } from "../store/store.ts";
import { claimedScan } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { moveScan } from "./transitions.ts";

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

/** The newest complete scan whose plan would serve `scan`, if its commit is the one to scan. */
export async function previousScan(
  db: Kysely<Database>,
  scan: Repeatable,
  now: number,
): Promise<PreviousScan | undefined> {
  const found = await db
    .selectFrom("scan as s")
    .leftJoin("scan_policy as p", "p.scan_id", "s.id")
    // Whether a policy file that is not heeded is an error depends on the server's policy too: such a scan is planned anew.
    .leftJoin("scan_error as e", (on) => on.onRef("e.scan_id", "=", "s.id").on("e.path", "=", POLICY_FILE))
    .select(["s.id", "s.commit_id", "p.wrappers", "p.body"])
    .where("s.target", "=", scan.target)
    .where("s.newest", "=", 1)
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
  if (!found || found.commit_id === null) return undefined;
  const { id, commit_id, wrappers, body } = found;
  if (body !== null && openRepositoryPolicy({ text: body }).fault !== undefined) return undefined;
  return {
    scanId: id,
    commit: commit_id,
    ...(wrappers !== null && { wrappers }),
    ...(body !== null && { policy: body }),
  };
}

/** Takes over the plan of the claim's previous scan; see the port. */
export async function repeatScan(context: LedgerContext, claim: ScanClaim): Promise<boolean> {
  const { previous, scanId } = claim;
  if (previous === undefined) return false;
  const now = context.clock();
  const joining = await context.store.write(async (transaction) => {
    const held = await claimedScan(context, transaction, claim, true);
    const scan = await rowOf(transaction, scanId);
    // The answer to an earlier call was lost.
    if (held.sealed) return scan?.repeats === previous.scanId ? [] : undefined;
    // Locked, it cannot be deleted with what is copied here.
    const before = await transaction
      .selectFrom("scan")
      .selectAll()
      .where("id", "=", previous.scanId)
      .modifyEnd(context.store.lock("share"))
      .executeTakeFirst();
    if (!scan || held.pages > 0 || before?.state !== "completed" || before.commit_id !== previous.commit)
      return undefined;
    const [ours, theirs] = [scan, before].map(({ target, options_digest, engine }) => [target, options_digest, engine]);
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) return undefined;
    await copyPlan(transaction, before, scanId);
    await moveScan(transaction, scanId, "running", {
      commit_id: before.commit_id,
      pages: before.pages,
      present: before.present,
      coverage: before.coverage,
      repeats: before.id,
      looked_at: before.looked_at ?? before.sealed_at,
      sealed: 1,
      sealed_at: now,
      claim_holder: null,
      claim_expires_at: null,
    });
    return settle(context.store, transaction, [scanId], now);
  });
  if (joining === undefined) return false;
  context.events.joining(joining);
  return true;
}

function rowOf(transaction: Write, scanId: string) {
  return transaction
    .selectFrom("scan")
    .select(["id", "target", "options_digest", "engine", "repeats"])
    .where("id", "=", scanId)
    .executeTakeFirst();
}

/** Of paths those that have facts: what a scan keeps once it is cleaned. */
async function copyPlan(transaction: Write, from: { id: string; engine: number }, to: string): Promise<void> {
  await sql`insert into plan_page (scan_id, page, commit_id, last_path, skipped, units, occurrences)
    select ${to}, page, commit_id, last_path, skipped, 0, occurrences from plan_page where scan_id = ${from.id}`.execute(
    transaction,
  );
  await sql`insert into scan_policy (scan_id, body, fault, wrappers)
    select ${to}, body, fault, wrappers from scan_policy where scan_id = ${from.id}`.execute(transaction);
  await sql`insert into occurrence (scan_id, page, ordinal, path, blob, kind, size, second_kind)
    select ${to}, o.page, o.ordinal, o.path, o.blob, o.kind, o.size, o.second_kind from occurrence o
    where o.scan_id = ${from.id} and exists (select 1 from blob_result b where b.engine = ${from.engine}
      and b.blob = o.blob and b.kind in (o.kind, o.second_kind) and b.facts > 0)`.execute(transaction);
  await sql`insert into scan_error (scan_id, seq, path, status, message)
    select ${to}, seq, path, status, message from scan_error where scan_id = ${from.id}`.execute(transaction);
}
