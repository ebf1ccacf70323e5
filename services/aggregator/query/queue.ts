/** What waits: units, plans and heads, by repository, so that each caller is told of those that he reaches. */
import { sql } from "kysely";
import type { Store } from "../store/store.ts";

/** What autoscalers follow, of some repositories. */
export interface Depth {
  /** Units planned and not final: `pqc_audit_queue_depth`. */
  readonly outstanding: number;
  readonly planned: number;
  readonly published: number;
  readonly started: number;
  /** Scans, and ranges of those whose tree was cut, that are not planned yet: `pqc_audit_range_queue_depth`. */
  readonly plans: number;
}

export type DepthByTarget = ReadonlyMap<string, Depth>;

const NOTHING: Depth = { outstanding: 0, planned: 0, published: 0, started: 0, plans: 0 };

/** Repositories with something that waits. */
export async function depthByTarget(store: Store): Promise<DepthByTarget> {
  const { rows } = await store.ask((db) =>
    sql<{ target: string } & Depth>`
      select s.target, coalesce(sum(u.planned), 0) as planned, coalesce(sum(u.published), 0) as published,
        coalesce(sum(u.started), 0) as started,
        sum(case when s.state in ('queued', 'planning') and s.ranges = 0 then 1
          when s.state = 'planning' then (select count(*) from scan_range r where r.scan_id = s.id and r.sealed = 0)
          else 0 end) as plans
      from scan s left join (
        select scan_id, sum(case when state = 'planned' then 1 else 0 end) as planned,
          sum(case when state = 'published' then 1 else 0 end) as published,
          sum(case when state = 'started' then 1 else 0 end) as started
        from unit where state in ('planned', 'published', 'started') group by scan_id) u on u.scan_id = s.id
      where s.state in ('queued', 'planning', 'running', 'joining') group by s.target`.execute(db),
  );
  return new Map(
    rows.map(({ target, ...row }) => {
      const [planned, published, started] = [Number(row.planned), Number(row.published), Number(row.started)];
      const outstanding = planned + published + started;
      return [target, { outstanding, planned, published, started, plans: Number(row.plans) }];
    }),
  );
}

/** Over those of the repositories that the caller reaches. */
export function depthWithin(depths: DepthByTarget, reaches: (target: string) => boolean): Depth {
  const sum = { ...NOTHING };
  for (const [target, depth] of depths) {
    if (!reaches(target)) continue;
    for (const key of Object.keys(sum) as (keyof Depth)[]) sum[key] += depth[key];
  }
  return sum;
}
