/** What was told to a webhook, or is still to be told. */
import type { Store } from "../store/store.ts";

export interface DeliveryView {
  readonly id: string;
  readonly event: string;
  readonly state: "waiting" | "delivered" | "failed";
  readonly attempts: number;
  readonly createdAt: string;
  /** Of the next try. */
  readonly nextAt?: string;
  readonly endedAt?: string;
  /** What the receiver answered last, and what went wrong. */
  readonly status?: number;
  readonly error?: string;
}

const iso = (time: number) => new Date(time).toISOString();

/** Newest first. */
export async function deliveriesPage(
  store: Store,
  webhookId: string,
  page: number,
  size: number,
): Promise<{ readonly results: readonly DeliveryView[]; readonly total: number }> {
  return store.ask(async (db) => {
    const wanted = db.selectFrom("webhook_delivery").where("webhook_id", "=", webhookId);
    const counted = await wanted.select((count) => count.fn.countAll<number>().as("deliveries")).executeTakeFirst();
    const rows = await wanted
      .selectAll()
      .orderBy("created_at", "desc")
      .orderBy("id")
      .limit(size)
      .offset((page - 1) * size)
      .execute();
    const results = rows.map(
      ({ id, event, state, attempts, created_at, next_at, ended_at, status, error }): DeliveryView => ({
        id,
        event,
        state,
        attempts,
        createdAt: iso(created_at),
        ...(state === "waiting" && { nextAt: iso(next_at) }),
        ...(ended_at !== null && { endedAt: iso(ended_at) }),
        ...(status !== null && { status }),
        ...(error !== null && { error }),
      }),
    );
    return { results, total: Number(counted?.deliveries ?? 0) };
  });
}
