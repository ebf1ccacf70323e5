/** Facts meet their paths: the findings of a finished scan are written once, in order, a batch of files at a time. */
import { canonicalLine } from "@pqc-audit/reports/model/digest.ts";
import { type Finding, SEVERITIES, type Severity } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { SummaryCounter } from "@pqc-audit/reports/model/summary.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { sql } from "kysely";
import { joinFile } from "../join/join.ts";
import type { Policy } from "../join/policy.ts";
import { distinctKeys, keyText } from "../ledger/unit-id.ts";
import { insertRows, type Value } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";

const FILES_AT_ONCE = 500;

interface Place {
  readonly page: number;
  readonly ordinal: number;
  readonly path: string;
  readonly blob: string;
  readonly kind: string;
}

/** The stored halves of a finding: the line its digest is made of, and the rest. */
export function splitFinding(finding: Finding): { readonly canonical: string; readonly extra: string } {
  const { id, scope, severity, suppressed, replacement, deadlines } = finding;
  return {
    canonical: canonicalLine(finding.path, finding),
    extra: JSON.stringify({ id, scope, severity, suppressed, replacement, deadlines }),
  };
}

export function joinHalves(row: { readonly canonical: string; readonly extra: string }): Finding {
  return { ...JSON.parse(row.canonical), ...JSON.parse(row.extra) } as Finding;
}

/** Files with facts, in the order of the plan. */
async function* filesWithFacts(
  store: Store,
  scan: { readonly id: string; readonly engine: number },
): AsyncGenerator<readonly Place[]> {
  let [page, ordinal] = [-1, -1];
  for (;;) {
    const { rows } = await sql<Place>`select o.page, o.ordinal, o.path, o.blob, o.kind from occurrence o
      ${store.joinInOrder} blob_result b on b.engine = ${scan.engine} and b.blob = o.blob and b.kind = o.kind
      where o.scan_id = ${scan.id} and (o.page, o.ordinal) > (${page}, ${ordinal}) and b.facts > 0
      order by o.page, o.ordinal limit ${sql.lit(FILES_AT_ONCE)}`.execute(store.reader);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < FILES_AT_ONCE) return;
    ({ page, ordinal } = last);
  }
}

async function factsOf(
  store: Store,
  engine: number,
  places: readonly Place[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const source = store.rows(
    { blob: "text", kind: "text" },
    distinctKeys(places).map((key) => [key.blob, key.kind]),
  );
  const { rows } = await sql<{ blob: string; kind: string; body: string }>`select f.blob, f.kind, f.body from ${source}
    ${store.joinInOrder} fact f on f.engine = ${engine} and f.blob = r.blob and f.kind = r.kind
    order by f.blob, f.kind, f.ordinal`.execute(store.reader);
  const facts = new Map<string, Fact[]>();
  for (const row of rows) {
    const key = keyText(row);
    const list = facts.get(key) ?? [];
    list.push(JSON.parse(row.body) as Fact);
    facts.set(key, list);
  }
  return facts;
}

export interface WrittenFindings {
  readonly counter: SummaryCounter;
  /** Not suppressed, by severity and family. */
  readonly counts: readonly { readonly severity: Severity; readonly family: string; readonly findings: number }[];
}

/** `write` runs one transaction under the caller's lease. */
export async function writeFindings(
  store: Store,
  scan: { readonly id: string; readonly engine: number },
  policy: Policy,
  bulkInsertSize: number,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<WrittenFindings> {
  await write((transaction) => transaction.deleteFrom("finding").where("scan_id", "=", scan.id).execute());
  const counter = new SummaryCounter();
  const counts = new Map<string, { severity: Severity; family: string; findings: number }>();
  let seq = 0;
  let lastPath = "";
  let inOrder = true;
  for await (const places of filesWithFacts(store, scan)) {
    const facts = await factsOf(store, scan.engine, places);
    const rows: Value[][] = [];
    for (const place of places) {
      inOrder &&= compareBytewise(lastPath, place.path) <= 0;
      lastPath = place.path;
      for (const finding of joinFile({ path: place.path, facts: facts.get(keyText(place)) ?? [] }, policy)) {
        counter.add(finding);
        if (!finding.suppressed) {
          const key = `${finding.severity} ${finding.family}`;
          const count = counts.get(key) ?? { severity: finding.severity, family: finding.family, findings: 0 };
          count.findings++;
          counts.set(key, count);
        }
        const { canonical, extra } = splitFinding(finding);
        rows.push([scan.id, ++seq, place.path, SEVERITIES.indexOf(finding.severity), canonical, extra]);
      }
    }
    await write((transaction) =>
      insertRows(
        transaction,
        store.dialect,
        "finding",
        { scan_id: "text", seq: "bigint", path: "text", severity: "bigint", canonical: "text", extra: "text" },
        rows,
        { batch: bulkInsertSize },
      ),
    );
  }
  if (!inOrder) await write((transaction) => renumber(transaction, scan.id, seq));
  return { counter, counts: [...counts.values()] };
}

/** Ranges of the tree were planned side by side: put the findings into the order of their paths. */
async function renumber(transaction: Write, scanId: string, findings: number): Promise<void> {
  await sql`insert into finding (scan_id, seq, path, severity, canonical, extra)
    select scan_id, ${findings} + row_number() over (order by path, seq), path, severity, canonical, extra
    from finding where scan_id = ${scanId}`.execute(transaction);
  await sql`delete from finding where scan_id = ${scanId} and seq <= ${findings}`.execute(transaction);
}
