/** Work that one aggregator at a time should do. The lease saves work; what is written under it is checked by epoch. */

import type { Write } from "../store/store.ts";
import type { LedgerContext } from "./context.ts";

export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly epoch: number;
}

/** Undefined while somebody else holds it. The holder itself gets it again, with a new epoch. */
export async function acquireLease(
  context: LedgerContext,
  name: string,
  holder: string,
  ttlMs: number,
): Promise<Lease | undefined> {
  const now = context.clock();
  const expires_at = now + ttlMs;
  const rows = await context.store.write((transaction) =>
    transaction
      .insertInto("lease")
      .values({ name, holder, epoch: 1, expires_at })
      .onConflict((conflict) =>
        conflict
          .column("name")
          .doUpdateSet((is) => ({ holder, expires_at, epoch: is("lease.epoch", "+", 1) }))
          .where((is) => is.or([is("lease.expires_at", "<", now), is("lease.holder", "=", holder)])),
      )
      .returning("epoch")
      .execute(),
  );
  const epoch = rows[0]?.epoch;
  return epoch === undefined ? undefined : { name, holder, epoch };
}

/** Prolongs the lease inside a transaction that relies on it; false where it was lost. */
export async function holdLease(
  context: LedgerContext,
  transaction: Write,
  lease: Lease,
  ttlMs: number,
): Promise<boolean> {
  const held = await transaction
    .updateTable("lease")
    .set({ expires_at: context.clock() + ttlMs })
    .where("name", "=", lease.name)
    .where("holder", "=", lease.holder)
    .where("epoch", "=", lease.epoch)
    .returning("name")
    .execute();
  return held.length > 0;
}

export async function releaseLease(context: LedgerContext, lease: Lease): Promise<void> {
  await context.store.write((transaction) =>
    transaction
      .deleteFrom("lease")
      .where("name", "=", lease.name)
      // The epoch alone may be another's, after the database was put back to an earlier state.
      .where("holder", "=", lease.holder)
      .where("epoch", "=", lease.epoch)
      .execute(),
  );
}
