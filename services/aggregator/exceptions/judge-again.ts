/** What was said of repositories has changed: their newest findings are judged again, without a new look at what has not moved. */
import type { ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import { sql } from "kysely";
import { useOfText } from "../inventory/use-kind.ts";
import { fits, type RiskScope } from "../join/organisation.ts";
import type { LedgerContext } from "../ledger/context.ts";
import { requestHeads } from "../ledger/heads.ts";

const AT_ONCE = 1_000;

interface Head {
  readonly target: string;
  readonly options: string;
}

/** The next coordinator looks at its heads; the scan of one that stands takes the plan before and needs no unit. */
export async function judgeAgain(context: LedgerContext, target: string, requester: string): Promise<void> {
  const scans = await context.store.read((db) =>
    db.selectFrom("scan").select(["target", "options"]).where("target", "=", target).where("newest", "=", 1).execute(),
  );
  await lookAgain(context, scans, requester);
}

/**
 * The same for every repository that has a use which an exception for all of them may be about. Paths are not looked at: a head
 * that is judged again for nothing costs little. Scans of which nobody noted what they hold may hold it.
 */
export async function judgeEverywhere(context: LedgerContext, scope: RiskScope, requester: string): Promise<void> {
  const { store } = context;
  const kinds = await store.ask((db) => db.selectFrom("use_kind").select(["use_kind", "body"]).execute());
  const meant = kinds.filter(({ body }) => fits(scope, useOfText(body))).map((row) => [row.use_kind]);
  const { rows } = await store.ask((db) =>
    sql<Head>`select s.target, s.options from scan s where s.newest = 1 and (s.kinds is null or exists (
      select 1 from finding_kind k where k.scan_id = s.id
        and k.use_kind in (select use_kind from ${store.rows({ use_kind: "bigint" }, meant)})))
      order by s.target`.execute(db),
  );
  for (let at = 0; at < rows.length; at += AT_ONCE) await lookAgain(context, rows.slice(at, at + AT_ONCE), requester);
}

async function lookAgain(context: LedgerContext, heads: readonly Head[], requester: string): Promise<void> {
  const requests = heads.map(({ target, options }) => ({
    target,
    options: JSON.parse(options) as ScanOptions,
    requester,
  }));
  if (requests.length > 0) await requestHeads(context, requests);
}
