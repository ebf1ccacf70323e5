/** Scans as users see them: submitted, joined, cancelled. */
import { createHash, randomBytes } from "node:crypto";
import type { ScanOptions } from "@pqc-audit/platform/ports/ledger.ts";
import type { Write } from "../store/store.ts";
import type { LedgerContext } from "./context.ts";
import { endScan, lockPlan } from "./plan.ts";
import type { ScanState } from "./states.ts";

export type Priority = "on-demand" | "scheduled";
export const PRIORITIES: readonly Priority[] = ["on-demand", "scheduled"];

export interface Submission {
  readonly target: string;
  readonly options: ScanOptions;
  readonly engineDigest: string;
  readonly priority: Priority;
  /** Who asks; only the same may withdraw the request. */
  readonly requester: string;
  readonly traceparent?: string;
}

/** Two submissions with the same digest ask for the same findings; how files are packed does not matter. */
export function optionsDigest(options: ScanOptions): string {
  const { include, exclude, maxFileSizeBytes, lfs } = options;
  const asked = { include, exclude, maxFileSizeBytes, ...(lfs && { lfs }) };
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex");
}

/** A submission of what is being scanned already joins that scan: same id, one requester more. */
export async function submitScan(
  context: LedgerContext,
  submission: Submission,
): Promise<{ readonly scanId: string; readonly joined: boolean }> {
  const { store, clock } = context;
  const engine = await store.engine(submission.engineDigest);
  const digest = optionsDigest(submission.options);
  const ref = submission.options.ref ?? null;
  const priority = PRIORITIES.indexOf(submission.priority);
  const activeKey = createHash("sha256")
    .update(JSON.stringify([submission.target, ref, digest, submission.engineDigest]))
    .digest("hex");
  return store
    .write(async (transaction) => {
      const scanId = randomBytes(10).toString("hex");
      const inserted = await transaction
        .insertInto("scan")
        .values({
          id: scanId,
          target: submission.target,
          ref,
          options: JSON.stringify(submission.options),
          options_digest: digest,
          engine,
          state: "queued",
          priority,
          requesters: 1,
          active_key: activeKey,
          claim_epoch: 0,
          sealed: 0,
          pages: 0,
          present: 0,
          newest: 0,
          cleaned: 0,
          traceparent: submission.traceparent ?? null,
          created_at: clock(),
        })
        .onConflict((conflict) => conflict.column("active_key").doNothing())
        .returning("id")
        .execute();
      if (inserted.length > 0) {
        await noteRequest(transaction, scanId, submission.requester);
        return { scanId, joined: false };
      }
      // The insert waited for whoever wrote that key; it is there now and stays until this transaction has ended.
      const running = await transaction
        .selectFrom("scan")
        .select(["id", "requesters", "priority"])
        .where("active_key", "=", activeKey)
        .modifyEnd(store.lock("update"))
        .executeTakeFirst();
      if (!running) return undefined;
      await transaction
        .updateTable("scan")
        .set({ requesters: running.requesters + 1, priority: Math.min(priority, running.priority) })
        .where("id", "=", running.id)
        .execute();
      await noteRequest(transaction, running.id, submission.requester);
      return { scanId: running.id, joined: true };
    })
    .then((answer) => answer ?? submitScan(context, submission));
}

async function noteRequest(transaction: Write, scanId: string, requester: string): Promise<void> {
  await transaction
    .insertInto("scan_requester")
    .values({ scan_id: scanId, requester, requests: 1 })
    .onConflict((conflict) =>
      conflict.columns(["scan_id", "requester"]).doUpdateSet((is) => ({
        requests: is("scan_requester.requests", "+", 1),
      })),
    )
    .execute();
}

/** Takes back one request of this requester; false where there is none. */
async function withdrawRequest(transaction: Write, scanId: string, requester: string): Promise<boolean> {
  const withdrawn = await transaction
    .updateTable("scan_requester")
    .set((is) => ({ requests: is("requests", "-", 1) }))
    .where("scan_id", "=", scanId)
    .where("requester", "=", requester)
    .where("requests", ">", 0)
    .returning("requests")
    .execute();
  return withdrawn.length > 0;
}

export interface Cancellation {
  readonly state: ScanState;
  /** Requests that still stand. */
  readonly requesters: number;
  /** False where who asked has no request to take back, or the scan was finished already. */
  readonly withdrawn: boolean;
}

/**
 * Takes back one request of `by`, or all of everybody; the last one ends the scan. Undefined where there is no such
 * scan; a finished one stays as it is.
 */
export async function cancelScan(
  context: LedgerContext,
  scanId: string,
  by: { readonly requester: string } | "everybody",
): Promise<Cancellation | undefined> {
  const { store } = context;
  const answer = await store.write(async (transaction) => {
    await lockPlan(context, transaction, scanId);
    const scan = await transaction
      .selectFrom("scan")
      .select(["state", "requesters", "active_key"])
      .where("id", "=", scanId)
      .modifyEnd(store.lock("update"))
      .executeTakeFirst();
    if (!scan) return undefined;
    const asItIs = { state: scan.state, requesters: scan.requesters, withdrawn: false, joining: [] };
    if (scan.active_key === null) return asItIs;
    if (by !== "everybody" && !(await withdrawRequest(transaction, scanId, by.requester))) return asItIs;
    const requesters = by === "everybody" ? 0 : scan.requesters - 1;
    await transaction.updateTable("scan").set({ requesters }).where("id", "=", scanId).execute();
    if (requesters > 0) return { state: scan.state, requesters, withdrawn: true, joining: [] };
    const joining = await endScan(context, transaction, scanId, "cancelled", null);
    return { state: "cancelled" as const, requesters, withdrawn: true, joining };
  });
  if (!answer) return undefined;
  context.events.joining(answer.joining);
  return { state: answer.state, requesters: answer.requesters, withdrawn: answer.withdrawn };
}
