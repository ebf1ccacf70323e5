/** Exceptions as people deal with them: asked for, approved by somebody else, revoked, or over by themselves. */
import { randomBytes } from "node:crypto";
import { type RawBuilder, type Selectable, sql } from "kysely";
import type { RiskScope } from "../join/organisation.ts";
import { type Reach, withinReach } from "../repositories/reach.ts";
import type { Store, Write } from "../store/store.ts";
import type { AcceptedRiskTable } from "../store/tables/repositories.ts";
import { scopeOfRow } from "./in-force.ts";

export const EXCEPTION_STATES = ["asked", "approved", "revoked", "expired"] as const;
export type ExceptionState = (typeof EXCEPTION_STATES)[number];
export type ExceptionRow = Selectable<AcceptedRiskTable>;

/** Who did something, and when (ISO). */
export interface Act {
  readonly by: string;
  readonly at: string;
}

export interface ExceptionView extends RiskScope {
  readonly id: string;
  readonly state: ExceptionState;
  /** Every repository where absent. */
  readonly target?: string;
  readonly reason: string;
  readonly until: string;
  readonly asked: Act;
  readonly approved?: Act;
  readonly revoked?: Act & { readonly reason?: string };
}

export interface ExceptionAsked extends RiskScope {
  readonly target?: string;
  readonly reason: string;
  readonly until: string;
}

/** Who acts, and when: `Identity.id`, `Identity.name`, milliseconds since 1970. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly at: number;
}

/** `today`: ISO date. */
export function exceptionView(row: ExceptionRow, today: string): ExceptionView {
  const act = (by: string | null, at: number | null) => ({ by: by ?? "", at: new Date(at ?? 0).toISOString() });
  return {
    id: row.id,
    state: stateOf(row, today),
    ...(row.target !== null && { target: row.target }),
    ...scopeOfRow(row),
    reason: row.reason,
    until: row.until,
    asked: act(row.asked_by, row.asked_at),
    ...(row.approved_at !== null && { approved: act(row.approved_by, row.approved_at) }),
    ...(row.revoked_at !== null && {
      revoked: { ...act(row.revoked_by, row.revoked_at), ...(row.revoked_why !== null && { reason: row.revoked_why }) },
    }),
  };
}

export function stateOf(
  { revoked_at, until, approved_at }: Pick<ExceptionRow, "revoked_at" | "until" | "approved_at">,
  today: string,
): ExceptionState {
  if (revoked_at !== null) return "revoked";
  if (until < today) return "expired";
  return approved_at === null ? "asked" : "approved";
}

export async function askException(
  transaction: Write,
  { target, finding, rule, algorithm, family, filePattern, reason, until }: ExceptionAsked,
  actor: Actor,
): Promise<ExceptionRow> {
  return transaction
    .insertInto("accepted_risk")
    .values({
      id: randomBytes(10).toString("hex"),
      target: target ?? null,
      finding_id: finding ?? null,
      rule: rule ?? null,
      algorithm: algorithm ?? null,
      family: family ?? null,
      file_pattern: filePattern ?? null,
      reason,
      until,
      asked_by: actor.name,
      asked_by_id: actor.id,
      asked_at: actor.at,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Undefined where it is not waiting for that any more. */
export async function approveException(
  transaction: Write,
  id: string,
  actor: Actor,
  today: string,
): Promise<ExceptionRow | undefined> {
  return transaction
    .updateTable("accepted_risk")
    .set({ approved_by: actor.name, approved_by_id: actor.id, approved_at: actor.at })
    .where("id", "=", id)
    .where("approved_at", "is", null)
    .where("revoked_at", "is", null)
    .where("until", ">=", today)
    .returningAll()
    .executeTakeFirst();
}

/** Undefined where it was revoked already. */
export async function revokeException(
  transaction: Write,
  id: string,
  actor: Actor,
  why: string | undefined,
): Promise<ExceptionRow | undefined> {
  return transaction
    .updateTable("accepted_risk")
    .set({ revoked_by: actor.name, revoked_by_id: actor.id, revoked_at: actor.at, revoked_why: why ?? null })
    .where("id", "=", id)
    .where("revoked_at", "is", null)
    .returningAll()
    .executeTakeFirst();
}

export async function exceptionRow(store: Store, id: string): Promise<ExceptionRow | undefined> {
  return store.ask((db) => db.selectFrom("accepted_risk").selectAll().where("id", "=", id).executeTakeFirst());
}

export interface ExceptionsQuery {
  readonly page: number;
  readonly size: number;
  readonly states?: readonly ExceptionState[];
  /** Those that concern one of these repositories, those for every repository included. */
  readonly targets?: readonly string[];
  readonly reach: Reach;
  /** ISO date. */
  readonly today: string;
}

/** Newest first: those of repositories within reach, and those for every repository. */
export async function listExceptions(
  store: Store,
  { page, size, states, targets, reach, today }: ExceptionsQuery,
): Promise<{ readonly results: readonly ExceptionView[]; readonly total: number }> {
  const conditions: RawBuilder<unknown>[] = [sql`(target is null or ${withinReach(store, reach, sql`target`)})`];
  if (targets) conditions.push(sql`(target is null or target in (${sql.join(targets.map((each) => sql`${each}`))}))`);
  if (states)
    conditions.push(
      sql`(${sql.join(
        states.map((state) => inState(state, today)),
        sql` or `,
      )})`,
    );
  const where = sql<boolean>`${sql.join(conditions, sql` and `)}`;
  return store.ask(async (db) => {
    const chosen = db.selectFrom("accepted_risk").where(where);
    const counted = await chosen.select((count) => count.fn.countAll<number>().as("all")).executeTakeFirst();
    const rows = await chosen
      .selectAll()
      .orderBy("asked_at", "desc")
      .orderBy("id", "desc")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    return { results: rows.map((row) => exceptionView(row, today)), total: Number(counted?.all ?? 0) };
  });
}

function inState(state: ExceptionState, today: string): RawBuilder<unknown> {
  if (state === "revoked") return sql`revoked_at is not null`;
  if (state === "expired") return sql`(revoked_at is null and until < ${today})`;
  const approved = state === "approved" ? sql`is not null` : sql`is null`;
  return sql`(revoked_at is null and until >= ${today} and approved_at ${approved})`;
}
