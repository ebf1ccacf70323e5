/** Findings of a finished scan as JSON text, by page or as one stream: put together from stored texts, never parsed. */
import type { FileError } from "@pqc-audit/reports/model/finding.ts";
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { type RawBuilder, sql } from "kysely";
import { told } from "../lives/changes.ts";
import type { Store } from "../store/store.ts";
import { type Filter, type Ranges, rangesOf, selectionOf } from "./selection.ts";
import { chooseStates } from "./states.ts";

export interface FindingsQuery extends Filter {
  /** 1-based. */
  readonly page: number;
  readonly size: number;
}

const CHUNK = 1_000;

interface Row {
  readonly seq: number;
  readonly canonical: string;
  readonly finding_id: string;
  readonly body: string;
  readonly state: number | null;
}

/** The canonical line is an object of path and pure fields, the verdict's body one of what policy says: no key is in both. */
function findingText({ canonical, body, finding_id }: Row): string {
  return `${canonical.slice(0, -1)},${body.slice(1, -1)},"id":${JSON.stringify(finding_id)}}`;
}

/** The same with what it is against the scan before. */
function comparedText(row: Row): string {
  const text = findingText(row);
  return row.state === null ? text : `${text.slice(0, -1)},${JSON.stringify(told(row.state)).slice(1)}`;
}

const columns = sql`f.seq, f.canonical, f.finding_id, f.state, v.body`;
const verdict = sql`join finding_verdict v on v.scan_id = f.scan_id and v.verdict = f.verdict`;

/** Each result is the JSON text of a finding. Throws `UsageError` where the pattern is none. */
export async function findingsPage(
  store: Store,
  scanId: string,
  query: FindingsQuery,
): Promise<{ readonly results: readonly string[]; readonly total: number }> {
  const selection = await selectionOf(store, scanId, query);
  const wanted = rangesOf(selection, (query.page - 1) * query.size, query.size);
  if (wanted.ranges.length === 0) return { results: [], total: selection.total };
  const states = await chooseStates(store, scanId, query.states ?? []);
  const every = query.severities.length === 0 && states === "all";
  const { ranges, skip } = every ? exactly(wanted, query.size) : wanted;
  const numbers = query.severities.map((severity) => sql.lit(SEVERITIES.indexOf(severity)));
  const severe = numbers.length === 0 ? sql`` : sql`and f.severity in (${sql.join(numbers)})`;
  const ofState =
    typeof states === "string" ? sql`` : sql`and f.state in (${sql.join(states.map((each) => sql.lit(each)))})`;
  const { rows } = await sql<Row>`select ${columns}
    from ${store.rows({ low: "bigint", high: "bigint" }, ranges)}
    ${byRange(store, sql`f.scan_id = ${scanId} and f.seq between r.low and r.high ${severe} ${ofState}`, skip + query.size)} ${verdict}
    order by f.seq limit ${sql.lit(query.size)} offset ${sql.lit(skip)}`.execute(store.reader);
  return { results: rows.map(comparedText), total: selection.total };
}

/**
 * Findings, range by range, of none more than `most`. PostgreSQL takes a range that it does not know for a ninth of the
 * table, and would go through all of it: what is lateral and has a limit is not planned together with the rest.
 */
function byRange(store: Store, condition: RawBuilder<unknown>, most: number): RawBuilder<unknown> {
  if (store.dialect === "sqlite") return sql`${store.joinInOrder} finding f on ${condition}`;
  return sql`cross join lateral (select * from finding f where ${condition}
    order by f.seq limit ${sql.lit(most)}) f`;
}

/** Where every finding of the ranges is selected, those of the page can be named. */
function exactly({ ranges, skip }: Ranges, count: number): Ranges {
  const exact: [number, number][] = [];
  let left = count;
  for (const [at, [from, to]] of ranges.entries()) {
    const low = at === 0 ? from + skip : from;
    const high = Math.min(to, low + left - 1);
    exact.push([low, high]);
    left -= high - low + 1;
    if (left === 0) break;
  }
  return { ranges: exact, skip: 0 };
}

/** All findings in order, a chunk of JSON texts at a time. */
export async function* allFindings(store: Store, scanId: string): AsyncGenerator<readonly string[]> {
  for (let after = 0; ; ) {
    const { rows } = await sql<Row>`select ${columns} from finding f ${verdict}
      where f.scan_id = ${scanId} and f.seq > ${after} order by f.seq limit ${sql.lit(CHUNK)}`.execute(store.reader);
    if (rows.length > 0) yield rows.map(findingText);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

/** The files with errors by path, a chunk of JSON texts at a time. */
export async function* allErrors(store: Store, scanId: string): AsyncGenerator<readonly string[]> {
  for (let after = 0; ; ) {
    const rows = await store.reader
      .selectFrom("scan_error")
      .select(["seq", "path", "status", "message"])
      .where("scan_id", "=", scanId)
      .where("seq", ">", after)
      .orderBy("seq")
      .limit(CHUNK)
      .execute();
    const errorText = ({ path, status, message }: FileError) => JSON.stringify({ path, status, message });
    if (rows.length > 0) yield rows.map(errorText);
    if (rows.length < CHUNK) return;
    after = rows.at(-1)?.seq ?? after;
  }
}
