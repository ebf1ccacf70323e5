/** Findings as other mandates judge them, where a request asks for that. */
import { organisationsOf } from "../exceptions/in-force.ts";
import { isRejudged, type Judging, rejudge } from "../query/rejudge.ts";
import { scanPolicy } from "../query/scan-policy.ts";
import type { HttpDependencies } from "./dependencies.ts";

/** Of a stream, as long as its findings are and as slow as its reader: the limit of other answers would break it off. */
export const LONGEST_RESULT_MS = 3_600_000;

export interface JudgingQuery {
  readonly mandate?: readonly string[];
  readonly lead_months?: number;
}

/** From the JSON text of a finding of this scan to that of the finding judged so; undefined where nothing changes. */
export type JudgeOf = (query: JudgingQuery, scanId: string) => Promise<((text: string) => string) | undefined>;

/** What it gives throws `UsageError` for a mandate that is none. */
export function judgeFor({ context: { store }, policyAt }: HttpDependencies): JudgeOf {
  return async (query, scanId) => {
    const judging = judgingOf(query);
    if (!isRejudged(judging)) return undefined;
    const { policy: repository } = await store.ask((db) => scanPolicy(db, scanId));
    const organisation = await store.ask(async (db) => {
      const scan = await db.selectFrom("scan").select("target").where("id", "=", scanId).executeTakeFirst();
      return scan && (await organisationsOf(db, [scan.target]))(scan.target);
    });
    const policy = { ...policyAt(new Date()), ...(repository && { repository }) };
    return rejudge(judging, { ...policy, ...(organisation && { organisation }) });
  };
}

/** Whether the request asks for other mandates than those that the findings were judged by. */
export function asksForOthers(query: JudgingQuery): boolean {
  return isRejudged(judgingOf(query));
}

function judgingOf({ mandate, lead_months: leadMonths }: JudgingQuery): Judging {
  const mandates = (mandate ?? []).flatMap((ids) => ids.split(",").filter((id) => id !== ""));
  return { mandates, ...(leadMonths !== undefined && { leadMonths }) };
}
