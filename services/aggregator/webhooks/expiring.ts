/** Exceptions that are about to end: who relies on one is told while there is time to move, or to ask for another. */
import { exceptionView } from "../exceptions/exceptions.ts";
import type { Write } from "../store/store.ts";
import { enqueue, listenersFor } from "./outbox.ts";

/** Fewer than deliveries are kept: an exception is told once. */
export const EXPIRING_DAYS = 10;
const DAY_MS = 86_400_000;

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Doing it again tells nobody twice. */
export async function tellExpiring(transaction: Write, now: number): Promise<void> {
  const today = dayOf(now);
  const ending = await transaction
    .selectFrom("accepted_risk")
    .selectAll()
    .where("approved_at", "is not", null)
    .where("revoked_at", "is", null)
    .where("until", ">=", today)
    .where("until", "<=", dayOf(now + EXPIRING_DAYS * DAY_MS))
    .orderBy("id")
    .execute();
  for (const row of ending) {
    const target = row.target ?? undefined;
    const listeners = await listenersFor(transaction, "exception.expiring", target);
    const timestamp = new Date(now).toISOString();
    const body = { type: "exception.expiring", timestamp, data: exceptionView(row, today) } as const;
    const ids = listeners.map(({ id }) => id);
    await enqueue(transaction, ids, { body, subject: `${row.id} ${row.until}`, now, ...(target && { target }) });
  }
}
