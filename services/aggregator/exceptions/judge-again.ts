/** What was said of a repository has changed: its newest findings are judged again, without a new look at what has not moved. */
import type { ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { requestHeads } from "../ledger/heads.ts";

/** The next coordinator looks at its heads; the scan of one that stands takes the plan before and needs no unit. */
export async function judgeAgain(context: LedgerContext, target: string, requester: string): Promise<void> {
  const scans = await context.store.read((db) =>
    db.selectFrom("scan").select("options").where("target", "=", target).where("newest", "=", 1).execute(),
  );
  const requests = scans.map(({ options }) => ({ target, options: JSON.parse(options) as ScanOptions, requester }));
  if (requests.length > 0) await requestHeads(context, requests);
}
