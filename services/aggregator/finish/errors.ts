/** The files of a finished scan that are malformed, failed or quarantined, by path. */
import { OWNERS_FILES } from "@pqc-audit/platform/owners-file.ts";
import { POLICY_FILE } from "@pqc-audit/platform/policy-file.ts";
import { type RawBuilder, sql } from "kysely";
import { storableText } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import { decidingResults, type Planned } from "./deciding.ts";

export interface PolicyFault {
  readonly path: string;
  readonly message: string;
}

/**
 * `faults`: why what the repository says of itself is not heeded. A blob without a result takes the message of the unit that
 * was given up with it. What the scan took over with another's plan is there already, and stays. `faulty`: how many of its
 * own paths have an error; where none has, they are not gone through again.
 */
export async function writeErrors(
  transaction: Write,
  scan: Planned,
  faults: readonly PolicyFault[],
  faulty: number,
): Promise<void> {
  const found = [
    ...(faulty > 0 ? [errorsOfPaths(scan)] : []),
    sql`select path, status, message from scan_error where scan_id = ${scan.id}`,
    ...faults.map(
      ({ path, message }) => sql`select cast(${path} as text), 'malformed', cast(${storableText(message)} as text)`,
    ),
  ];
  // Below zero, until all have their numbers.
  if (scan.firstPage > 0) {
    await sql`update scan_error set seq = -seq where scan_id = ${scan.id} and path <> ${POLICY_FILE}
      and not (status = 'malformed' and path in (${sql.join(OWNERS_FILES)})) and path not in
      (select path from occurrence where scan_id = ${scan.id} and page >= ${scan.firstPage})`.execute(transaction);
  }
  await sql`delete from scan_error where scan_id = ${scan.id} and seq >= 0`.execute(transaction);
  await sql`insert into scan_error (scan_id, seq, path, status, message)
    select ${scan.id}, row_number() over (order by f.path), f.path, f.status, f.message
    from (${sql.join(found, sql` union all `)}) f`.execute(transaction);
  await sql`delete from scan_error where scan_id = ${scan.id} and seq < 0`.execute(transaction);
}

function errorsOfPaths(scan: Planned): RawBuilder<unknown> {
  return sql`select o.path,
      case when b.status = 'scanned' then 'malformed' when b.status = 'quarantined' then 'quarantined' else 'failed' end
        as status,
      coalesce(b.detail,
        (select min(u.error) from unit u join unit_blob h on h.unit_id = u.unit_id
          where u.scan_id = ${scan.id} and u.state = 'failed' and h.blob = o.blob and h.kind = o.kind),
        'no result') as message
    from ${decidingResults(scan)} o
    left join blob_result b on b.engine = ${scan.engine} and b.blob = o.blob and b.kind = o.kind
    where b.status is null or b.status in ('failed', 'quarantined') or (b.status = 'scanned' and b.detail is not null)`;
}
