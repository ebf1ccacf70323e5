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
import { writeFiles } from "../query/files.ts";
import { insertRows, type Value } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import { keysOf, type Place, placesOf } from "./places.ts";

async function factsOf(
  store: Store,
  engine: number,
  places: readonly Place[],
): Promise<ReadonlyMap<string, readonly Fact[]>> {
  const asked = distinctKeys(places.flatMap(keysOf));
  const source = store.rows(
    { at: "bigint", blob: "text", kind: "text" },
    asked.map((key, at) => [at, key.blob, key.kind]),
  );
  // A subquery for each: as a join it may be one that reads all facts for each batch of files. JSON has no line ends.
  const { rows } = await sql<{ at: number; bodies: string }>`with found as materialized (
      select r.at, (select string_agg(f.body, ${sql.lit("\n")} order by f.ordinal) from fact f
        where f.engine = ${engine} and f.blob = r.blob and f.kind = r.kind) as bodies from ${source})
    select at, bodies from found where bodies is not null`.execute(store.reader);
  const facts = new Map<string, readonly Fact[]>();
  for (const { at, bodies } of rows) {
    const key = asked[at];
    if (key)
      facts.set(
        keyText(key),
        bodies.split("\n").flatMap((body) => JSON.parse(body) as Fact[]),
      );
  }
  return facts;
}

const DAY_MS = 86_400_000;

/** Numbers what policy says: of a million findings a few hundred verdicts differ. */
class Verdicts {
  readonly #numbers = new Map<string, number>();
  #unwritten: Value[][] = [];
  #holdUntil: string | undefined;
  readonly #scanId: string;

  constructor(scanId: string) {
    this.#scanId = scanId;
  }

  number({ scope, severity, halves, suppressed, replacement, deadlines }: Finding): number {
    const body = JSON.stringify({ scope, severity, halves, suppressed, replacement, deadlines });
    let number = this.#numbers.get(body);
    if (number === undefined) {
      const { until } = suppressed ?? {};
      if (until !== undefined && !(this.#holdUntil !== undefined && this.#holdUntil <= until)) this.#holdUntil = until;
      number = this.#numbers.size;
      this.#numbers.set(body, number);
      this.#unwritten.push([this.#scanId, number, body]);
    }
    return number;
  }

  /** Milliseconds since 1970; an ignore holds up to and including its day (of UTC). */
  get holdUntil(): number | undefined {
    return this.#holdUntil === undefined ? undefined : Date.parse(this.#holdUntil) + DAY_MS;
  }

  takeUnwritten(): readonly (readonly Value[])[] {
    const rows = this.#unwritten;
    this.#unwritten = [];
    return rows;
  }
}

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
  let seq = 0;
  let lastPath = "";
  let inOrder = true;
  for await (const places of placesOf(store, scan)) {
    const facts = await factsOf(store, scan.engine, places);
    if (facts.size === 0) continue;
    const rows: Value[][] = [];
    for (const place of places) {
      const own = keysOf(place).flatMap((key) => facts.get(keyText(key)) ?? []);
      if (own.length === 0) continue;
      inOrder &&= compareBytewise(lastPath, place.path) <= 0;
      lastPath = place.path;
      for (const finding of joinFile({ path: place.path, facts: own }, policy)) {
        counter.add(finding);
        if (!finding.suppressed) {
          const key = `${finding.severity} ${finding.family}`;
          const count = counts.get(key) ?? { severity: finding.severity, family: finding.family, findings: 0 };
          count.findings++;
          counts.set(key, count);
        }
        const canonical = canonicalLine(finding.path, finding);
        const severity = SEVERITIES.indexOf(finding.severity);
        rows.push([scan.id, ++seq, place.path, severity, canonical, finding.id, verdicts.number(finding)]);
      }
    }
    await write((transaction) => insertFindings(transaction, store, rows, verdicts, bulkInsertSize));
  }
  if (!inOrder) await write((transaction) => renumber(transaction, scan.id, seq));
  await write((transaction) => writeFiles(transaction, scan.id));
  return { counter, counts: [...counts.values()], judgedUntil: verdicts.holdUntil };
}

async function insertFindings(
  transaction: Write,
  store: Store,
  rows: readonly (readonly Value[])[],
  verdicts: Verdicts,
  batch: number,
): Promise<void> {
  await insertRows(
    transaction,
    store.dialect,
    "finding_verdict",
    { scan_id: "text", verdict: "bigint", body: "text" },
    verdicts.takeUnwritten(),
    { batch },
  );
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
    },
    rows,
    { batch },
  );
}

/** Ranges of the tree were planned side by side: put the findings into the order of their paths. */
async function renumber(transaction: Write, scanId: string, findings: number): Promise<void> {
  await sql`insert into finding (scan_id, seq, path, severity, canonical, finding_id, verdict)
    select scan_id, ${findings} + row_number() over (order by path, seq), path, severity, canonical, finding_id, verdict
    from finding where scan_id = ${scanId}`.execute(transaction);
  await sql`delete from finding where scan_id = ${scanId} and seq <= ${findings}`.execute(transaction);
}
