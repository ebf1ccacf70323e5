/** Findings of a finished scan, by page or as one stream. */
import type { FileError, Finding, Severity } from "@pqc-audit/reports/model/finding.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { sql } from "kysely";
import type { Store } from "../store/store.ts";
import { matching } from "./matching.ts";

export interface FindingsQuery {
  /** 1-based. */
  readonly page: number;
  readonly size: number;
  /** Any of these; all where empty. */
  readonly severities: readonly Severity[];
  readonly filePattern?: string;
}

const CHUNK = 1_000;

interface Row {
  readonly seq: number;
  readonly canonical: string;
  readonly finding_id: string;
  readonly body: string;
}

/** The canonical line holds path and pure fields, the verdict what policy says. */
function findingOf(row: Row): Finding {
  return { ...JSON.parse(row.canonical), ...JSON.parse(row.body), id: row.finding_id } as Finding;
}

const columns = sql`f.seq, f.canonical, f.finding_id, v.body`;
const joined = sql`finding f join finding_verdict v on v.scan_id = f.scan_id and v.verdict = f.verdict`;

/** Throws `UsageError` where the pattern is none. */
export async function findingsPage(
  store: Store,
  scanId: string,
  query: FindingsQuery,
): Promise<{ readonly results: readonly Finding[]; readonly total: number }> {
  const conditions = [sql<boolean>`f.scan_id = ${scanId}`];
  if (query.severities.length > 0) {
    const numbers = query.severities.map((severity) => sql.lit(SEVERITIES.indexOf(severity)));
    conditions.push(sql`f.severity in (${sql.join(numbers)})`);
  }
  if (query.filePattern !== undefined) conditions.push(matching(store, query.filePattern, sql`f.path`));
  const where = sql.join(conditions, sql` and `);
  const offset = (query.page - 1) * query.size;
  const counted = await sql<{ total: number }>`select count(*) as total from finding f where ${where}`.execute(
    store.reader,
  );
  const { rows } = await sql<Row>`select ${columns} from ${joined} where ${where}
    order by f.seq limit ${sql.lit(query.size)} offset ${sql.lit(offset)}`.execute(store.reader);
  return { results: rows.map(findingOf), total: Number(counted.rows[0]?.total ?? 0) };
}

/** All findings in order, a chunk at a time. */
export async function* allFindings(store: Store, scanId: string): AsyncGenerator<readonly Finding[]> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Row>`select ${columns} from ${joined}
      where f.scan_id = ${scanId} and f.seq > ${after} order by f.seq limit ${sql.lit(CHUNK)}`.execute(store.reader);
    if (rows.length > 0) yield rows.map(findingOf);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

export async function* allErrors(store: Store, scanId: string): AsyncGenerator<readonly FileError[]> {
  for (let after = 0; ; ) {
    const rows = await store.reader
      .selectFrom("scan_error")
      .select(["seq", "path", "status", "message"])
      .where("scan_id", "=", scanId)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(CHUNK)
      .execute();
    if (rows.length > 0) yield rows.map(({ path, status, message }) => ({ path, status, message }));
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}
