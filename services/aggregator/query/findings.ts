/** Findings of a finished scan, by page or as one stream. */
import type { FileError, Finding, Severity } from "@pqc-audit/reports/model/finding.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { sql } from "kysely";
import { joinHalves } from "../finish/findings.ts";
import type { Store } from "../store/store.ts";
import { globMatcher, globRegex } from "./glob.ts";

export interface FindingsQuery {
  /** 1-based. */
  readonly page: number;
  readonly size: number;
  /** Any of these; all where empty. */
  readonly severities: readonly Severity[];
  readonly filePattern?: string;
}

const CHUNK = 1_000;

/** Throws `UsageError` where the pattern is none. */
export async function findingsPage(
  store: Store,
  scanId: string,
  query: FindingsQuery,
): Promise<{ readonly results: readonly Finding[]; readonly total: number }> {
  const conditions = [sql<boolean>`scan_id = ${scanId}`];
  if (query.severities.length > 0) {
    const numbers = query.severities.map((severity) => sql.lit(SEVERITIES.indexOf(severity)));
    conditions.push(sql`severity in (${sql.join(numbers)})`);
  }
  if (query.filePattern !== undefined) conditions.push(pathCondition(store, query.filePattern));
  const where = sql.join(conditions, sql` and `);
  const offset = (query.page - 1) * query.size;
  const counted = await sql<{ total: number }>`select count(*) as total from finding where ${where}`.execute(
    store.reader,
  );
  const { rows } = await sql<{ canonical: string; extra: string }>`select canonical, extra from finding where ${where}
    order by seq limit ${sql.lit(query.size)} offset ${sql.lit(offset)}`.execute(store.reader);
  return { results: rows.map(joinHalves), total: Number(counted.rows[0]?.total ?? 0) };
}

function pathCondition(store: Store, pattern: string) {
  if (store.dialect === "postgres") return sql<boolean>`path ~ ${globRegex(pattern)}`;
  // Compiled here once, so that a wrong pattern is the caller's mistake and not the database's.
  globMatcher(pattern);
  return sql<boolean>`path_matches(${pattern}, path) = 1`;
}

/** All findings in order, a chunk at a time. */
export async function* allFindings(store: Store, scanId: string): AsyncGenerator<readonly Finding[]> {
  for (let after = 0; ; ) {
    const rows = await store.reader
      .selectFrom("finding")
      .select(["seq", "canonical", "extra"])
      .where("scan_id", "=", scanId)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(CHUNK)
      .execute();
    if (rows.length > 0) yield rows.map(joinHalves);
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
