/** The history of a repository over its scans: points, and the lives of its uses. What is being made is not told. */
import type { Verdict } from "@pqc-audit/reports/history/model.ts";
import type { Cause, Changes, FixedUse } from "@pqc-audit/reports/model/changes.ts";
import { SEVERITIES, type Severity, type Summary } from "@pqc-audit/reports/model/finding.ts";
import { type RawBuilder, type Selectable, sql } from "kysely";
import { keyNumber } from "../lives/key-number.ts";
import type { UseBody } from "../lives/use-numbers.ts";
import type { Store } from "../store/store.ts";
import type { TrackStepTable, TrackTable } from "../store/tables/lives.ts";

export type Track = Selectable<TrackTable>;

/**
 * The track of a repository's ref: of the scans with the options that were used last. Without a ref that of its HEAD, where
 * that was scanned, else that which was scanned last. Undefined where there is none.
 */
export async function trackAsked(store: Store, target: string, ref: string | undefined): Promise<Track | undefined> {
  return store.ask((db) =>
    db
      .selectFrom("track as t")
      .innerJoin("track_step as s", (on) => on.onRef("s.track", "=", "t.track").onRef("s.step", "=", "t.head"))
      .selectAll("t")
      .where("t.target", "=", target)
      .$if(ref !== undefined, (tracks) => tracks.where("t.ref", "=", ref ?? ""))
      .orderBy(sql`case when t.ref = '' then 0 else 1 end`)
      .orderBy("s.looked_at", "desc")
      .orderBy("t.track", "desc")
      .limit(1)
      .executeTakeFirst(),
  );
}

/** A scan as history names it; its own rows may be gone by now. */
export interface Moment {
  readonly scan: string;
  readonly commit?: string;
  readonly time: string;
}

export interface Point extends Moment {
  readonly complete: boolean;
  readonly summary: Summary;
  /** Uses that are open from this scan to the next, by verdict and family. */
  readonly uses: Readonly<Partial<Record<Verdict, Readonly<Record<string, number>>>>>;
  readonly changes: Changes;
}

type Page<T> = { readonly results: readonly T[]; readonly total: number };

function momentOf(step: Pick<Selectable<TrackStepTable>, "scan_id" | "commit_id" | "looked_at">): Moment {
  return {
    scan: step.scan_id,
    ...(step.commit_id !== null && { commit: step.commit_id }),
    time: new Date(step.looked_at).toISOString(),
  };
}

/** Newest first. */
export async function points(store: Store, { track, head }: Track, page: number, size: number): Promise<Page<Point>> {
  const steps = await store.ask((db) =>
    db
      .selectFrom("track_step")
      .selectAll()
      .where("track", "=", track)
      .where("step", "<=", head - (page - 1) * size)
      .where("step", ">", head - page * size)
      .orderBy("step", "desc")
      .execute(),
  );
  const results = steps.map((step) => ({
    ...momentOf(step),
    complete: step.complete === 1,
    summary: JSON.parse(step.summary) as Summary,
    uses: JSON.parse(step.uses) as Point["uses"],
    changes: JSON.parse(step.changes) as Changes,
  }));
  return { results, total: head };
}

export interface Life extends UseBody {
  readonly id: string;
  readonly ruleId: string;
  readonly algorithm: string;
  readonly family: string;
  readonly verdict?: Verdict;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly path: string;
  readonly state: "open" | "closed";
  /** `before`: it was there with the first scan already. `cause` where there was one before. */
  readonly opened: Moment & { readonly before?: true; readonly cause?: Cause };
  readonly closed?: Moment & { readonly cause: Cause };
  /** Its id had a life before this one. */
  readonly reopens?: true;
}

export interface LivesQuery {
  readonly page: number;
  readonly size: number;
  readonly state?: "open" | "closed";
  /** A rule's id, or what it begins with up to a dot. */
  readonly rule?: string;
  readonly algorithm?: string;
  readonly family?: string;
  readonly verdict?: Verdict;
}

interface LifeRow {
  readonly finding_id: string;
  readonly path: string;
  readonly use: number;
  readonly fingerprint: string;
  readonly severity: number;
  readonly opened_step: number;
  readonly opened_by_rules: number;
  readonly reopens: number;
  readonly closed_step: number | null;
  readonly closed_by_rules: number | null;
}

/** By when they came. How many there are is known by use. */
export async function lives(store: Store, track: Track, query: LivesQuery): Promise<Page<Life>> {
  const { page, size, state, rule, algorithm, family, verdict } = query;
  const uses = await store.ask((db) =>
    db
      .selectFrom("track_use")
      .select(["use", "lives", "open"])
      .where("track", "=", track.track)
      .$if(rule !== undefined, (all) =>
        all.where(sql<boolean>`substr(rule || '.', 1, ${(rule ?? "").length + 1}) = ${`${rule}.`}`),
      )
      .$if(algorithm !== undefined, (all) => all.where("algorithm", "=", algorithm ?? ""))
      .$if(family !== undefined, (all) => all.where("family", "=", family ?? ""))
      .$if(verdict !== undefined, (all) => all.where("verdict", "=", verdict ?? null))
      .execute(),
  );
  const count = (use: (typeof uses)[number]) =>
    state === "open" ? use.open : state === "closed" ? use.lives - use.open : use.lives;
  const total = uses.reduce((sum, use) => sum + count(use), 0);
  const offset = (page - 1) * size;
  if (offset >= total) return { results: [], total };
  const open = sql`(closed_step is null or closed_step > ${track.head})`;
  const ofState = state === undefined ? sql`` : state === "open" ? sql`and ${open}` : sql`and not ${open}`;
  const asked = [rule, algorithm, family, verdict].some((each) => each !== undefined);
  const chosen = sql`${asked ? sql`and use in (${sql.join(uses.map(({ use }) => sql.lit(use)))})` : sql``} ${ofState}`;
  // All lives are numbered without gaps.
  const dense = !asked && state === undefined;
  const from = dense ? sql`and life > ${offset}` : sql``;
  const skip = dense ? sql`` : sql`offset ${offset}`;
  return {
    results: await livesWhere(store, track, sql`opened_step <= ${track.head} ${chosen} ${from}`, {
      order: sql`life`,
      limit: sql`limit ${size} ${skip}`,
    }),
    total,
  };
}

/** Of the use that has this id at this path, the life it leads now. */
export async function lifeAt(store: Store, track: Track, path: string, findingId: string): Promise<Life | undefined> {
  const at = sql`path_key = ${keyNumber(path)} and path = ${path} and finding_id = ${findingId}`;
  const [latest] = await livesWhere(store, track, sql`${at} and opened_step <= ${track.head}`, {
    order: sql`life desc`,
    limit: sql`limit 1`,
  });
  return latest;
}

/** Lives that went with a scan, in the order they came. */
export async function fixedBy(store: Store, scanId: string, page: number, size: number): Promise<Page<Life>> {
  const step = await stepOf(store, scanId);
  if (!step) return { results: [], total: 0 };
  const { fixed } = JSON.parse(step.changes) as Changes;
  const results = await livesWhere(store, step, sql`closed_step = ${step.step}`, {
    order: sql`life`,
    limit: sql`limit ${size} offset ${(page - 1) * size}`,
  });
  return { results, total: fixed };
}

const FIXED_AT_ONCE = 1_000;

/** All of them for a report, a thousand at a time. */
export async function* allFixed(store: Store, scanId: string): AsyncGenerator<readonly FixedUse[]> {
  const step = await stepOf(store, scanId);
  for (let after = 0; step; ) {
    const { rows } = await store.ask((db) =>
      sql<FixedRow>`select life, finding_id, path, use, severity, closed_by_rules from life
        where track = ${step.track} and closed_step = ${step.step} and life > ${after}
        order by life limit ${sql.lit(FIXED_AT_ONCE)}`.execute(db),
    );
    const uses = await usesOf(store, step.track, rows);
    if (rows.length > 0) yield rows.map((row) => fixedUse(row, uses));
    if (rows.length < FIXED_AT_ONCE) return;
    after = Number(rows.at(-1)?.life ?? after);
  }
}

type FixedRow = Pick<LifeRow, "finding_id" | "path" | "use" | "severity" | "closed_by_rules"> & {
  readonly life: number;
};

function fixedUse(row: FixedRow, uses: ReadonlyMap<number, ToldUse>): FixedUse {
  const told = uses.get(row.use);
  if (!told) throw new Error(`life ${row.life} has no use`);
  const { verdict: _, ...use } = told;
  const severity = SEVERITIES[row.severity] ?? "info";
  return { id: row.finding_id, path: row.path, ...use, severity, cause: causeOf(row.closed_by_rules) };
}

/** Undefined where the scan was compared with none, or its repository is going. */
async function stepOf(store: Store, scanId: string) {
  return store.ask((db) =>
    db
      .selectFrom("track_step as s")
      .innerJoin("track as t", "t.track", "s.track")
      .selectAll("t")
      .select(["s.step", "s.changes"])
      .where("s.scan_id", "=", scanId)
      .where("t.target", "is not", null)
      .executeTakeFirst(),
  );
}

async function livesWhere(
  store: Store,
  { track, head }: Pick<Track, "track" | "head">,
  condition: RawBuilder<unknown>,
  { order, limit }: { readonly order: RawBuilder<unknown>; readonly limit: RawBuilder<unknown> },
): Promise<readonly Life[]> {
  const { rows } = await store.ask((db) =>
    sql<LifeRow>`select finding_id, path, use, fingerprint, severity, opened_step, opened_by_rules, reopens,
        case when closed_step <= ${head} then closed_step end as closed_step, closed_by_rules
      from life where track = ${track} and ${condition} order by ${order} ${limit}`.execute(db),
  );
  const steps = await momentsOf(store, track, rows);
  const uses = await usesOf(store, track, rows);
  return rows.map((row) => {
    const opened = steps.get(row.opened_step);
    const closed = row.closed_step === null ? undefined : steps.get(row.closed_step);
    const use = uses.get(row.use);
    if (!opened || !use) throw new Error(`life ${row.finding_id} of track ${track} has no step or no use`);
    return {
      id: row.finding_id,
      ...use,
      severity: SEVERITIES[row.severity] ?? "info",
      fingerprint: row.fingerprint,
      path: row.path,
      state: closed ? "closed" : "open",
      opened: {
        ...opened,
        ...(row.opened_step === 1 ? { before: true } : { cause: causeOf(row.opened_by_rules) }),
      },
      ...(closed && { closed: { ...closed, cause: causeOf(row.closed_by_rules) } }),
      ...(row.reopens === 1 && { reopens: true }),
    };
  });
}

function causeOf(byRules: number | null): Cause {
  return byRules === 1 ? "ruleset" : "code";
}

async function momentsOf(store: Store, track: number, rows: readonly LifeRow[]): Promise<ReadonlyMap<number, Moment>> {
  const numbers = new Set(rows.flatMap(({ opened_step, closed_step }) => [opened_step, closed_step ?? opened_step]));
  if (numbers.size === 0) return new Map();
  const steps = await store.ask((db) =>
    db
      .selectFrom("track_step")
      .select(["step", "scan_id", "commit_id", "looked_at"])
      .where("track", "=", track)
      .where("step", "in", [...numbers])
      .execute(),
  );
  return new Map(steps.map((step) => [step.step, momentOf(step)]));
}

type ToldUse = UseBody & Pick<Life, "ruleId" | "algorithm" | "family" | "verdict">;

async function usesOf(
  store: Store,
  track: number,
  rows: readonly Pick<LifeRow, "use">[],
): Promise<ReadonlyMap<number, ToldUse>> {
  const numbers = new Set(rows.map(({ use }) => use));
  if (numbers.size === 0) return new Map();
  const uses = await store.ask((db) =>
    db
      .selectFrom("track_use")
      .select(["use", "rule", "algorithm", "family", "verdict", "body"])
      .where("track", "=", track)
      .where("use", "in", [...numbers])
      .execute(),
  );
  return new Map(
    uses.map(({ use, rule, algorithm, family, verdict, body }) => [
      use,
      { ruleId: rule, algorithm, family, ...(verdict !== null && { verdict }), ...(JSON.parse(body) as UseBody) },
    ]),
  );
}
