/**
 * Which result decides what became of a path. A path that is looked at twice, the second time for the repository's own
 * functions, counts as missed where either pass missed it, and has the error of the first that has one.
 */
import { type RawBuilder, sql } from "kysely";

interface Judged {
  readonly id: string;
  readonly engine: number;
  /** Whether any path of it is looked at twice. */
  readonly secondPass: boolean;
}

/** A row source for `from`: `path`, `blob`, and the `kind` of the deciding result. */
export function decidingResults({ id, engine, secondPass }: Judged): RawBuilder<unknown> {
  if (!secondPass) return sql`(select path, blob, kind from occurrence where scan_id = ${id})`;
  return sql`(select p.path, p.blob, case when one.status = 'scanned' and p.second_kind is not null
      and (two.status is null or two.status in ('failed', 'quarantined') or (one.detail is null and two.detail is not null
        and two.status = 'scanned'))
      then p.second_kind else p.kind end as kind
    from occurrence p
    left join blob_result one on one.engine = ${engine} and one.blob = p.blob and one.kind = p.kind
    left join blob_result two on two.engine = ${engine} and two.blob = p.blob and two.kind = p.second_kind
    where p.scan_id = ${id})`;
}
