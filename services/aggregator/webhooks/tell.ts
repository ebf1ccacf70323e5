/** Puts what happened into the outbox, in the transaction in which it happens. Costs one small question where nobody listens. */

import type { Changes } from "@pqc-audit/reports/model/changes.ts";
import { SEVERITIES, type Summary } from "@pqc-audit/reports/model/finding.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import type { Selectable } from "kysely";
import { STATES } from "../lives/changes.ts";
import type { Write } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import type { CriticalFindings } from "./events.ts";
import { enqueue, listenersFor } from "./outbox.ts";

/** Findings that a digest names; the others are counted. */
const NAMED = 10;
const NEW: readonly number[] = [
  STATES.first,
  STATES.newByCode,
  STATES.newByRules,
  STATES.reopenedByCode,
  STATES.reopenedByRules,
];

const placeOf = (scan: Selectable<ScanTable>) => ({
  scan: scan.id,
  target: scan.target,
  ...(scan.ref !== null && { ref: scan.ref }),
  ...(scan.commit_id !== null && { commit: scan.commit_id }),
});

/** After the scan's row says that it is final. */
export async function tellFinished(transaction: Write, scanId: string): Promise<void> {
  const scan = await transaction.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirst();
  if (scan === undefined) return;
  const listeners = await listenersFor(transaction, "scan.finished", scan.target);
  if (listeners.length === 0) return;
  const now = scan.finished_at ?? Date.now();
  const summary = scan.summary === null ? undefined : (JSON.parse(scan.summary) as Summary);
  const data = {
    ...placeOf(scan),
    state: scan.state,
    ...(scan.error !== null && { error: scan.error }),
    ...(summary && { findings: summary.findings, bySeverity: summary.bySeverity }),
    ...(scan.changes !== null && { changes: JSON.parse(scan.changes) as Changes }),
  };
  const body = { type: "scan.finished", timestamp: new Date(now).toISOString(), data } as const;
  const ids = listeners.map(({ id }) => id);
  await enqueue(transaction, ids, { body, subject: scanId, target: scan.target, now });
}

/** New critical findings of a finished scan that nothing suppresses, in one event. */
export async function tellCritical(transaction: Write, scanId: string): Promise<void> {
  const scan = await transaction.selectFrom("scan").selectAll().where("id", "=", scanId).executeTakeFirst();
  if (scan === undefined) return;
  const listeners = await listenersFor(transaction, "findings.critical", scan.target);
  if (listeners.length === 0) return;
  const verdicts = await transaction
    .selectFrom("finding_verdict")
    .select(["verdict", "body"])
    .where("scan_id", "=", scanId)
    .execute();
  const counting = verdicts
    .filter(({ body }) => (JSON.parse(body) as { suppressed?: unknown }).suppressed === undefined)
    .map(({ verdict }) => verdict);
  if (counting.length === 0) return;
  const critical = transaction
    .selectFrom("finding")
    .where("scan_id", "=", scanId)
    .where("severity", "=", SEVERITIES.indexOf("critical"))
    .where("state", "in", NEW)
    .where("verdict", "in", counting);
  const counted = await critical.select((count) => count.fn.countAll<number>().as("findings")).executeTakeFirst();
  const total = Number(counted?.findings ?? 0);
  if (total === 0) return;
  const rows = await critical.select(["finding_id", "state", "canonical"]).orderBy("seq").limit(NAMED).execute();
  const data: CriticalFindings = {
    ...placeOf(scan),
    first: rows[0]?.state === STATES.first,
    total,
    findings: rows.map(({ finding_id, canonical }) => {
      const { ruleId, algorithm, path, line } = JSON.parse(canonical) as Fact & { readonly path: string };
      return { id: finding_id, ruleId, algorithm, path, line };
    }),
  };
  const now = scan.finished_at ?? Date.now();
  const body = { type: "findings.critical", timestamp: new Date(now).toISOString(), data } as const;
  const ids = listeners.map(({ id }) => id);
  await enqueue(transaction, ids, { body, subject: scanId, target: scan.target, now });
}
