/**
 * A scan of a commit that was scanned before: nothing is fetched, planned or scanned, as its facts cannot differ. It takes
 * over the plan of the scan before, its coverage and errors, and its findings are joined anew under the policy of the day.
 */
import type { OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import type { PreviousScan, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Coverage } from "@pqc-audit/reports/model/finding.ts";
import { type Kysely, type Selectable, sql } from "kysely";
import { openRepositoryPolicy } from "../join/repository-policy.ts";
import type { Database } from "../store/schema.ts";
import type { Write } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { claimedScan } from "./claims.ts";
import { settle } from "./completion.ts";
import type { LedgerContext } from "./context.ts";
import { takeOverPlan } from "./taking-over.ts";
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
    .select(["s.id", "s.target", "s.commit_id", "s.present", "s.coverage", "p.wrappers", "p.body", "p.owners"])
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
  if (!found || found.commit_id === null || !servesTarget(found, scan.target)) return undefined;
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

/** Takes over the plan of the claim's previous scan; see the port. */
export async function repeatScan(context: LedgerContext, claim: ScanClaim): Promise<boolean> {
  const { previous, scanId } = claim;
  if (previous === undefined) return false;
  const now = context.clock();
  const joining = await context.store.write(async (transaction) => {
    const held = await claimedScan(context, transaction, claim, true);
    const scan = await scanRowOf(transaction, scanId);
    // The answer to an earlier call was lost.
    if (held.sealed) return scan?.repeats === previous.scanId ? [] : undefined;
    const before = await comparableScan(context, transaction, scan, previous);
    if (!before) return undefined;
    const coverage = await takeOverPlan(context.store, transaction, before, { scanId, commit: previous.commit });
    if (!coverage) return undefined;
    await sql`insert into scan_policy (scan_id, body, fault, wrappers, owners)
      select ${scanId}, body, fault, wrappers, owners from scan_policy where scan_id = ${before.id}`.execute(
      transaction,
    );
    await moveScan(transaction, scanId, "running", {
      commit_id: before.commit_id,
      pages: 1,
      present: before.present,
      coverage: JSON.stringify(coverage),
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

export function scanRowOf(transaction: Write, scanId: string): Promise<Selectable<ScanTable> | undefined> {
  return transaction.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirst();
}

/** The previous scan where its plan can be that of `scan`, of which nothing is planned yet. */
export async function comparableScan(
  { store }: LedgerContext,
  transaction: Write,
  scan: Selectable<ScanTable> | undefined,
  { scanId, commit }: PreviousScan,
): Promise<Selectable<ScanTable> | undefined> {
  // Locked, it cannot be deleted with what is copied of it.
  const before = await transaction
    .selectFrom("scan")
    .selectAll()
    .where("id", "=", scanId)
    .modifyEnd(store.lock("share"))
    .executeTakeFirst();
  if (!scan || scan.pages > 0 || before?.state !== "completed" || before.commit_id !== commit) return undefined;
  const same = scan.options_digest === before.options_digest && scan.engine === before.engine;
  return same && servesTarget(before, scan.target) ? before : undefined;
}

/** What a server leaves out for its size holds for its own target only, and nobody knows how much of that it left out. */
function servesTarget(before: Pick<Selectable<ScanTable>, "target" | "coverage">, target: string): boolean {
  if (before.target === target) return true;
  const { skipped } = JSON.parse(before.coverage ?? "null") as Coverage;
  return (skipped["too-large"] ?? 0) === 0;
}

/** The newest complete scan of this commit, whatever its target; see the port. */
export async function scanOfCommit(
  context: LedgerContext,
  claim: ScanClaim,
  commit: string,
): Promise<PreviousScan | undefined> {
  return context.store.write(async (transaction) => {
    await claimedScan(context, transaction, claim, false);
    const scan = await scanRowOf(transaction, claim.scanId);
    return scan && previousScan(transaction, scan, context.clock(), commit);
  });
}
