/** The unit a worker speaks of, locked for the rest of the transaction, and whether the worker may speak of it. */

import type { Selectable } from "kysely";
import type { LedgerContext } from "../ledger/context.ts";
import { compareKeys } from "../ledger/unit-id.ts";
import type { Write } from "../store/store.ts";
import type { UnitTable } from "../store/tables/units.ts";

export type Unit = Selectable<UnitTable>;

export async function lockUnit(context: LedgerContext, transaction: Write, unitId: string): Promise<Unit | undefined> {
  return transaction
    .selectFrom("unit")
    .selectAll()
    .where("unit_id", "=", unitId)
    .modifyEnd(context.store.lock("update"))
    .executeTakeFirst();
}

/** Why a worker's word on this unit is refused, or undefined. Any nonce ever given for the unit counts: a late worker did real work. */
export async function refusal(
  context: LedgerContext,
  transaction: Write,
  unit: Unit,
  worker: { readonly engineDigest: string; readonly nonce: string },
): Promise<string | undefined> {
  const engineDigest = await context.store.engineDigest(transaction, unit.engine);
  if (worker.engineDigest !== engineDigest) {
    return `unit ${unit.unit_id} is for engine ${engineDigest}, the result is of engine ${worker.engineDigest.slice(0, 128)}`;
  }
  const start = await transaction
    .selectFrom("unit_start")
    .select("attempt")
    .where("unit_id", "=", unit.unit_id)
    .where("nonce", "=", worker.nonce)
    .executeTakeFirst();
  return start ? undefined : `unit ${unit.unit_id} was never begun with this nonce`;
}

export async function endStart(
  transaction: Write,
  unitId: string,
  nonce: string,
  now: number,
  error: string | null,
): Promise<void> {
  await transaction
    .updateTable("unit_start")
    .set({ ended_at: now, error })
    .where("unit_id", "=", unitId)
    .where("nonce", "=", nonce)
    .where("ended_at", "is", null)
    .execute();
}

/** How the result's blobs differ from the unit's plan, or undefined where they are the same set. `blobs` in key order. */
export async function blobsFault(
  transaction: Write,
  unitId: string,
  blobs: readonly { readonly blob: string; readonly kind: string }[],
): Promise<string | undefined> {
  const planned = await transaction
    .selectFrom("unit_blob")
    .select(["blob", "kind"])
    .where("unit_id", "=", unitId)
    .orderBy("blob")
    .orderBy("kind")
    .execute();
  for (let at = 0; at < Math.max(planned.length, blobs.length); at++) {
    const [expected, given] = [planned[at], blobs[at]];
    if (expected && given && compareKeys(expected, given) === 0) continue;
    const name = (key: typeof given) => (key ? `${key.blob} (${key.kind})` : "none");
    return (
      `unit ${unitId} holds ${planned.length} blobs, the result ${blobs.length}; ` +
      `the first difference: planned ${name(expected)}, given ${name(given)}`
    );
  }
  return undefined;
}
