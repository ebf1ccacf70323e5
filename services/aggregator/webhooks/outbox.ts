/**
 * What is still to be told. A delivery is written in the transaction of what it tells of, so that neither is there without
 * the other; it is sent until the receiver has taken it, or for so long that it is given up.
 */
import { createHash } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import type { Store, Write } from "../store/store.ts";
import type { WebhookDeliveryTable, WebhookTable } from "../store/tables/webhooks.ts";
import type { WebhookBody, WebhookEvent } from "./events.ts";
import { isTold } from "./webhooks.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Before each further try; about three days in all, as Standard Webhooks recommends. */
export const RETRY_AFTER_MS: readonly number[] = [
  5 * SECOND,
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

export type Delivery = Selectable<WebhookDeliveryTable>;

/** Webhooks that are told of such an event in the repository; of what concerns every repository all that ask are told. */
export async function listenersFor(
  transaction: Write,
  event: WebhookEvent,
  target: string | undefined,
): Promise<readonly Selectable<WebhookTable>[]> {
  const all = await transaction.selectFrom("webhook").selectAll().execute();
  const asked = all.filter(({ events }) => (JSON.parse(events) as readonly string[]).includes(event));
  if (asked.length === 0 || target === undefined) return asked;
  const facts = await transaction
    .selectFrom("repository_facts")
    .select("team")
    .where("target", "=", target)
    .executeTakeFirst();
  return asked.filter((webhook) => isTold(webhook, target, facts?.team ?? undefined));
}

/** `subject` tells what happened apart from all else: said again, by a transaction that is tried again, it is one delivery. */
export async function enqueue(
  transaction: Write,
  webhookIds: readonly string[],
  { body, subject, target, now }: { body: WebhookBody; subject: string; target?: string; now: number },
): Promise<readonly string[]> {
  const rows = webhookIds.map((webhook_id) => ({
    id: `msg_${createHash("sha256").update(`${webhook_id} ${body.type} ${subject}`).digest("hex").slice(0, 32)}`,
    webhook_id,
    event: body.type,
    target: target ?? null,
    body: JSON.stringify(body),
    state: "waiting" as const,
    next_at: now,
    created_at: now,
    ended_at: null,
    status: null,
    error: null,
  }));
  if (rows.length > 0) {
    await transaction
      .insertInto("webhook_delivery")
      .values(rows)
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }
  return rows.map(({ id }) => id);
}

/** What is to be sent now, longest waiting first, at most so many to each webhook: one that is slow holds up no other. */
export async function dueDeliveries(
  { store, clock }: LedgerContext,
  most: number,
  ofEach: number,
): Promise<readonly Delivery[]> {
  const { rows } = await store.ask((db) =>
    sql<Delivery>`select * from (select d.*, row_number() over (partition by webhook_id order by next_at, id) as place
      from webhook_delivery d where state = 'waiting' and next_at <= ${clock()}) as due
      where place <= ${ofEach} order by next_at, id limit ${most}`.execute(db),
  );
  return rows;
}

export interface Outcome {
  readonly delivered: boolean;
  /** The receiver's; undefined where there was no answer. */
  readonly status?: number;
  readonly error?: string;
  /** The receiver wants no more of it. */
  readonly final?: boolean;
  readonly retryAfterMs?: number;
}

/** What became of a try. Answers the state it is in now. */
export async function settleDelivery(
  transaction: Write,
  delivery: Delivery,
  outcome: Outcome,
  now: number,
): Promise<Delivery["state"]> {
  const attempts = delivery.attempts + 1;
  const wait = RETRY_AFTER_MS[delivery.attempts];
  const over = outcome.delivered || outcome.final === true || wait === undefined;
  const state = outcome.delivered ? "delivered" : over ? "failed" : "waiting";
  await transaction
    .updateTable("webhook_delivery")
    .set({
      state,
      attempts,
      next_at: now + Math.max(wait ?? 0, outcome.retryAfterMs ?? 0),
      ended_at: over ? now : null,
      status: outcome.status ?? null,
      error: outcome.error ?? null,
    })
    .where("id", "=", delivery.id)
    .where("state", "=", "waiting")
    .execute();
  return state;
}

export async function waitingDeliveries(store: Store): Promise<number> {
  const row = await store.ask((db) =>
    db
      .selectFrom("webhook_delivery")
      .select((count) => count.fn.countAll<number>().as("deliveries"))
      .where("state", "=", "waiting")
      .executeTakeFirst(),
  );
  return Number(row?.deliveries ?? 0);
}

/** Deliveries that ended before then are history nobody asks for. */
export async function forgetEnded(transaction: Write, before: number): Promise<void> {
  await transaction.deleteFrom("webhook_delivery").where("ended_at", "<", before).execute();
}
