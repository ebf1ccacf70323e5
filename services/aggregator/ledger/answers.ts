/**
 * What `knownBlobs` answered, until the page that relies on it comes: the same contents are then not looked up twice. The
 * answer is a row of the transaction that gave it, so a ledger that was put back to an earlier state, and no longer knows
 * what it said it knew, has forgotten the answer as well; and any aggregator finds it, whichever gave it.
 */
import { createHash } from "node:crypto";
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import type { Write } from "../store/store.ts";
import { keyText } from "./unit-id.ts";

/** Less than any result is kept after it was used, see `retention/results.ts`. */
const HOLDS_MS = 600_000;

/** `known`: without repetitions, in the order in which the page has them. Before the scan is locked, as when it is taken. */
export async function noteAnswer(
  transaction: Write,
  scanId: string,
  known: readonly BlobKey[],
  now: number,
): Promise<void> {
  if (known.length === 0) return;
  await transaction
    .insertInto("plan_answer")
    .values({ scan_id: scanId, digest: digestOf(known), answered_at: now })
    .onConflict((conflict) => conflict.columns(["scan_id", "digest"]).doUpdateSet({ answered_at: now }))
    .execute();
}

/** Whether it was answered of these, just now, that they are known. */
export async function takeAnswer(
  transaction: Write,
  scanId: string,
  keys: readonly BlobKey[],
  now: number,
): Promise<boolean> {
  const answer = await transaction
    .deleteFrom("plan_answer")
    .where("scan_id", "=", scanId)
    .where("digest", "=", digestOf(keys))
    .returning("answered_at")
    .executeTakeFirst();
  return answer !== undefined && Math.abs(now - answer.answered_at) < HOLDS_MS;
}

function digestOf(keys: readonly BlobKey[]): string {
  return createHash("sha256").update(keys.map(keyText).join("\n")).digest("hex");
}
