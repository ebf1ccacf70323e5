/** Findings by what they are against the scan before. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { FINDING_STATES, type FindingState, numbersOf, STATES } from "../lives/changes.ts";
import type { Store } from "../store/store.ts";

/** Which findings of a scan are asked for: all, none, or those of some numbers. */
export type StateChoice = "all" | "none" | readonly number[];

/** Throws `UsageError` where nobody compared the findings of the scan. */
export async function chooseStates(
  store: Store,
  scanId: string,
  states: readonly FindingState[],
): Promise<StateChoice> {
  if (states.length === 0) return "all";
  const first = await store.ask((db) =>
    db.selectFrom("finding").select("state").where("scan_id", "=", scanId).orderBy("seq").limit(1).executeTakeFirst(),
  );
  if (!first) return "none";
  if (first.state === null) {
    throw new UsageError(
      `the findings of scan ${scanId} have no state: it was compared with no other, as a later one was finished before ` +
        "it, or it was finished by a release that did not compare",
    );
  }
  // Of a first scan all are new.
  if (first.state === STATES.first) return states.includes("new") ? "all" : "none";
  return FINDING_STATES.every((state) => states.includes(state)) ? "all" : numbersOf(states);
}
