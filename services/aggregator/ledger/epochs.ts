/** Epochs of claims: what an earlier holder still writes is refused. */
import { randomInt } from "node:crypto";

/**
 * How far an epoch rises at most. Never by a fixed step: a database that was put back to an earlier state would give out
 * once more what somebody still holds.
 */
const EPOCH_STEP = 65_536;

export function later(epoch: number): number {
  return epoch + 1 + randomInt(EPOCH_STEP);
}
