/** Exceptions for single findings: whose a finding is, is known only once all of a scan are compared with those before. */
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { sql } from "kysely";
import { acceptedBy } from "../join/join.ts";
import type { Policy } from "../join/policy.ts";
import type { Store, Write } from "../store/store.ts";
import { insertVerdicts, type Verdict, type Verdicts } from "./verdicts.ts";

const AT_ONCE = 1_000;

interface Row {
  readonly seq: number;
  readonly finding_id: string;
  readonly canonical: string;
  readonly body: string;
}

/** Answers those that were open until now, as they stand after it. `write` runs one transaction under the caller's lease. */
export async function acceptFindings(
  store: Store,
  scanId: string,
  policy: Policy,
  verdicts: Verdicts,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<readonly Finding[]> {
  const risks = acceptedBy(policy);
  const accepted: Finding[] = [];
  for (let at = 0; risks && at < risks.findings.length; at += AT_ONCE) {
    const ids = risks.findings.slice(at, at + AT_ONCE).map((id) => [id]);
    const rows = await store.readLong((db) =>
      sql<Row>`select f.seq, f.finding_id, f.canonical, v.body from finding f
        join finding_verdict v on v.scan_id = f.scan_id and v.verdict = f.verdict
        where f.scan_id = ${scanId} and f.finding_id in (select id from ${store.rows({ id: "text" }, ids)})
        order by f.seq`.execute(db),
    );
    const changed: { readonly seq: number; readonly verdict: number }[] = [];
    for (const { seq, finding_id: id, canonical, body } of rows.rows) {
      const use = JSON.parse(canonical) as Omit<Finding, keyof Verdict>;
      const verdict = JSON.parse(body) as Verdict;
      const suppressed = verdict.suppressed ? undefined : risks.ofFinding(id, use);
      if (!suppressed) continue;
      changed.push({ seq, verdict: verdicts.number({ ...verdict, suppressed }) });
      accepted.push({ ...use, ...verdict, suppressed, id });
    }
    const unwritten = verdicts.takeUnwritten();
    await write(async (transaction) => {
      await insertVerdicts(transaction, store, unwritten, AT_ONCE);
      for (const { seq, verdict } of changed) {
        const finding = transaction.updateTable("finding").where("scan_id", "=", scanId).where("seq", "=", seq);
        await finding.set({ verdict }).execute();
      }
    });
  }
  return accepted;
}
