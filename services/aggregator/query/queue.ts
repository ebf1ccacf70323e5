/** What waits: units, plans and heads, by repository, so that each caller is told of those that he reaches. */
import { sql } from "kysely";
import { PRIORITIES, type Priority } from "../ledger/scans.ts";
import type { ScanState, UnitState } from "../ledger/states.ts";
import { ACTIVE_SCANS, ACTIVE_UNITS } from "../ledger/transitions.ts";
import { type Reach, withinReach } from "../repositories/reach.ts";
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

/** Repositories within reach with something that waits. */
export async function depthByTarget(store: Store, reach: Reach = {}): Promise<DepthByTarget> {
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
      where s.state in ('queued', 'planning', 'running', 'joining') and ${withinReach(store, reach, sql`s.target`)}
      group by s.target`.execute(db),
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

export interface WaitingScan {
  readonly id: string;
  readonly target: string;
  readonly ref?: string;
  readonly state: ScanState;
  readonly priority: Priority;
  readonly createdAt: string;
  readonly planned: number;
  readonly published: number;
  readonly started: number;
  /** Where its tree was cut: its ranges, and those of them that are planned. */
  readonly ranges?: { readonly all: number; readonly planned: number };
}

export interface QueuePage {
  readonly results: readonly WaitingScan[];
  readonly total: number;
  readonly depth: Depth;
  /** Repositories whose head is still to be looked at: `pqc_audit_heads_waiting`. */
  readonly heads: number;
}

/** Scans that are not final, in the order in which they are taken: on demand before scheduled, then the oldest. */
export async function queuePage(
  store: Store,
  { page, size, reach }: { readonly page: number; readonly size: number; readonly reach: Reach },
): Promise<QueuePage> {
  const depths = await depthByTarget(store, reach);
  return store.ask(async (db) => {
    const visible = withinReach(store, reach, sql`target`);
    const scans = db
      .selectFrom("scan")
      .where("state", "in", [...ACTIVE_SCANS])
      .where(visible);
    const counted = await scans.select((count) => count.fn.countAll<number>().as("scans")).executeTakeFirst();
    const rows = await scans
      .select(["id", "target", "ref", "state", "priority", "created_at", "ranges"])
      .orderBy("priority")
      .orderBy("created_at")
      .orderBy("id")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    const ids = rows.map(({ id }) => id);
    const units =
      ids.length === 0
        ? []
        : await db
            .selectFrom("unit")
            .select(["scan_id", "state", (count) => count.fn.countAll<number>().as("units")])
            .where("scan_id", "in", ids)
            .where("state", "in", [...ACTIVE_UNITS])
            .groupBy(["scan_id", "state"])
            .execute();
    const of = (id: string, state: UnitState) =>
      Number(units.find((each) => each.scan_id === id && each.state === state)?.units ?? 0);
    const cut = rows.filter(({ ranges }) => ranges > 0).map(({ id }) => id);
    const sealed =
      cut.length === 0
        ? []
        : await db
            .selectFrom("scan_range")
            .select(["scan_id", (count) => count.fn.countAll<number>().as("ranges")])
            .where("scan_id", "in", cut)
            .where("sealed", "=", 1)
            .groupBy("scan_id")
            .execute();
    const heads = await db
      .selectFrom("head_check")
      .where(visible)
      .select((count) => count.fn.countAll<number>().as("heads"))
      .executeTakeFirst();
    const results = rows.map(({ id, target, ref, state, priority, created_at, ranges }) => ({
      id,
      target,
      ...(ref !== null && { ref }),
      state,
      priority: PRIORITIES[priority] ?? "on-demand",
      createdAt: new Date(created_at).toISOString(),
      planned: of(id, "planned"),
      published: of(id, "published"),
      started: of(id, "started"),
      ...(ranges > 0 && {
        ranges: { all: ranges, planned: Number(sealed.find((each) => each.scan_id === id)?.ranges ?? 0) },
      }),
    }));
    return {
      results,
      total: Number(counted?.scans ?? 0),
      depth: depthWithin(depths, () => true),
      heads: Number(heads?.heads ?? 0),
    };
  });
}
