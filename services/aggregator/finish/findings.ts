/** Facts meet their paths: the findings of a finished scan are written once, in order, a batch of files at a time. */
import { canonicalLine } from "@pqc-audit/reports/model/digest.ts";
import { type Finding, SEVERITIES, type Severity } from "@pqc-audit/reports/model/finding.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { SummaryCounter } from "@pqc-audit/reports/model/summary.ts";
import { sql } from "kysely";
import { joinFile } from "../join/join.ts";
import type { Policy } from "../join/policy.ts";
import { keyText } from "../ledger/unit-id.ts";
import { settleArrivals } from "../lives/arrivals.ts";
import type { Comparison } from "../lives/comparison.ts";
import { type Identified, Identities } from "../lives/identities.ts";
import { keyNumber } from "../lives/key-number.ts";
import type { SeenFile } from "../lives/sighting.ts";
import { writeFiles } from "../query/files.ts";
import { insertRows, type Value } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import { acceptFindings } from "./accepted.ts";
import { factsOf } from "./facts.ts";
import { keysOf, placesOf } from "./places.ts";
import { insertVerdicts, Verdicts } from "./verdicts.ts";

export interface WrittenFindings {
  /** When the first ignore that was heeded ends. Milliseconds since 1970. */
  readonly judgedUntil: number | undefined;
  readonly counter: SummaryCounter;
  /** Not suppressed, by severity and family. */
  readonly counts: readonly { readonly severity: Severity; readonly family: string; readonly findings: number }[];
}

/** `write` runs one transaction under the caller's lease. */
export async function writeFindings(
  store: Store,
  scan: { readonly id: string; readonly engine: number; readonly continues: string | null },
  policy: Policy,
  comparison: Comparison,
  bulkInsertSize: number,
  write: <T>(work: (transaction: Write) => Promise<T>) => Promise<T>,
): Promise<WrittenFindings> {
  await write(async (transaction) => {
    for (const table of ["finding", "finding_verdict"] as const) {
      await transaction.deleteFrom(table).where("scan_id", "=", scan.id).execute();
    }
  });
  const counter = new SummaryCounter();
  const counts = new Map<string, { severity: Severity; family: string; findings: number }>();
  const verdicts = new Verdicts(scan.id);
  const identities = new Identities(comparison);
  let seq = 0;
  let lastPath = "";
  let inOrder = true;
  for await (const places of placesOf(store, scan, { all: identities.asksForAll })) {
    const facts = await factsOf(store, scan.engine, places);
    if (facts.size === 0 && !identities.asksForAll) continue;
    const files: JoinedFile[] = [];
    const firstSeq = seq + 1;
    for (const place of places) {
      const own = keysOf(place).flatMap((key) => facts.get(keyText(key)) ?? []);
      if (own.length === 0) continue;
      const { path } = place;
      inOrder &&= compareBytewise(lastPath, path) <= 0;
      lastPath = path;
      const findings = joinFile({ path, facts: own }, policy);
      files.push({ path, key: keyNumber(path), findings, firstSeq: seq + 1 });
      seq += findings.length;
      for (const finding of findings) {
        counter.add(finding);
        if (finding.suppressed) continue;
        const key = `${finding.severity} ${finding.family}`;
        const count = counts.get(key) ?? { severity: finding.severity, family: finding.family, findings: 0 };
        count.findings++;
        counts.set(key, count);
      }
    }
    const { marks, staged } = await identities.identify({ files, places });
    const rows = rowsOf(scan.id, firstSeq, files, marks, verdicts);
    const unwritten = verdicts.takeUnwritten();
    await write(async (transaction) => {
      await insertFindings(transaction, store, rows, unwritten, bulkInsertSize);
      await staged?.write(store, transaction, scan.id, bulkInsertSize);
    });
  }
  await settleArrivals(identities, bulkInsertSize, write);
  // Only now is it known whose each finding is.
  const uncounted = await acceptFindings(store, scan.id, policy, verdicts, write);
  for (const finding of uncounted) {
    counter.suppress(finding);
    const count = counts.get(`${finding.severity} ${finding.family}`);
    if (count) count.findings--;
  }
  if (!inOrder) await write((transaction) => renumber(transaction, scan.id, seq));
  await write((transaction) => writeFiles(transaction, scan.id));
  const left = [...counts.values()].filter(({ findings }) => findings > 0);
  return { counter, counts: left, judgedUntil: verdicts.holdUntil };
}

interface JoinedFile extends SeenFile {
  readonly findings: readonly Finding[];
}

function rowsOf(
  scanId: string,
  firstSeq: number,
  files: readonly JoinedFile[],
  marks: Identified["marks"],
  verdicts: Verdicts,
): Value[][] {
  const rows: Value[][] = [];
  for (const [at, { path, findings }] of files.entries()) {
    for (const [place, finding] of findings.entries()) {
      const { id, state } = marks[at]?.[place] ?? { id: finding.id, state: null };
      const severity = SEVERITIES.indexOf(finding.severity);
      const seq = firstSeq + rows.length;
      rows.push([scanId, seq, path, severity, canonicalLine(path, finding), id, verdicts.number(finding), state]);
    }
  }
  return rows;
}

async function insertFindings(
  transaction: Write,
  store: Store,
  rows: readonly (readonly Value[])[],
  verdicts: readonly (readonly Value[])[],
  batch: number,
): Promise<void> {
  await insertVerdicts(transaction, store, verdicts, batch);
  await insertRows(
    transaction,
    store.dialect,
    "finding",
    {
      scan_id: "text",
      seq: "bigint",
      path: "text",
      severity: "bigint",
      canonical: "text",
      finding_id: "text",
      verdict: "bigint",
      state: "bigint",
    },
    rows,
    { batch },
  );
}

/** Ranges of the tree were planned side by side: put the findings into the order of their paths. */
async function renumber(transaction: Write, scanId: string, findings: number): Promise<void> {
  await sql`insert into finding (scan_id, seq, path, severity, canonical, finding_id, verdict, state)
    select scan_id, ${findings} + row_number() over (order by path, seq), path, severity, canonical, finding_id, verdict, state
    from finding where scan_id = ${scanId}`.execute(transaction);
  await sql`delete from finding where scan_id = ${scanId} and seq <= ${findings}`.execute(transaction);
}
