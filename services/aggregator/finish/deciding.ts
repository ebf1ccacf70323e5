/**
 * Which result decides what became of a path. A path that is looked at twice, the second time for the repository's own
 * functions, counts as missed where either pass missed it, and has the error of the first that has one.
 */
import { type RawBuilder, sql } from "kysely";

interface Judged {
  readonly engine: number;
  /** Whether any of the paths is looked at twice. */
  readonly secondPass: boolean;
}

export interface Planned extends Judged {
  readonly id: string;
  /** 1 where page 0 is what the scan took over of another's plan: what became of those paths is known. */
  readonly firstPage: 0 | 1;
}

/** A row source for `from`: `path`, `blob`, and the `kind` of the deciding result. */
export function decidingResults(scan: Planned): RawBuilder<unknown> {
  return decidingResultsOf(scan, sql`occurrence p where p.scan_id = ${scan.id} and p.page >= ${scan.firstPage}`);
}

/** The same of paths that `paths` names, which stands behind `from` with `p` as its alias. */
export function decidingResultsOf({ engine, secondPass }: Judged, paths: RawBuilder<unknown>): RawBuilder<unknown> {
  if (!secondPass) return sql`(select p.path, p.blob, p.kind from ${paths})`;
  return sql`(select p.path, p.blob, case when one.status = 'scanned' and p.second_kind is not null
      and (two.status is null or two.status in ('failed', 'quarantined') or (one.detail is null and two.detail is not null
        and two.status = 'scanned'))
      then p.second_kind else p.kind end as kind
    from (select p.path, p.blob, p.kind, p.second_kind from ${paths}) p
    left join blob_result one on one.engine = ${engine} and one.blob = p.blob and one.kind = p.kind
    left join blob_result two on two.engine = ${engine} and two.blob = p.blob and two.kind = p.second_kind)`;
}
