/** What came of all that one schedule named, in however many requests, so that it can say how many it left alone and why. */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Write } from "../store/store.ts";
import type { LedgerContext } from "./context.ts";

export interface HeadRun {
  /** Repositories named. */
  readonly asked: number;
  /** Not looked at yet. */
  readonly waiting: number;
  /** A scan would find the same again: none was made. */
  readonly unchanged: number;
  /** Scanned: the head has moved, or there is no complete scan of this engine and policy. */
  readonly changed: number;
  /** Scanned because its head could not be looked at, so that the scan says why. */
  readonly unread: number;
  /** Named again, by this schedule or another one, before it was looked at: counted there. */
  readonly elsewhere: number;
}

export type Seen = "unchanged" | "changed" | "unread";

const KEPT_MS = 7 * 86_400_000;

/** Those of a week ago are forgotten. */
export async function beginRun({ store, clock }: LedgerContext, requester: string): Promise<string> {
  const runId = randomBytes(10).toString("hex");
  await store.write(async (transaction) => {
    await transaction
      .deleteFrom("head_run")
      .where("requested_at", "<", clock() - KEPT_MS)
      .execute();
    await transaction.insertInto("head_run").values({ run_id: runId, requester, requested_at: clock() }).execute();
  });
  return runId;
}

/** Undefined where it is unknown, or somebody else's. */
export async function headRun(
  { store }: Pick<LedgerContext, "store">,
  runId: string,
  requester: string,
): Promise<HeadRun | undefined> {
  return store.read(async (db) => {
    const run = await db
      .selectFrom("head_run")
      .selectAll()
      .where("run_id", "=", runId)
      .where("requester", "=", requester)
      .executeTakeFirst();
    if (run === undefined) return undefined;
    const { heads } = await db
      .selectFrom("head_check")
      .select((count) => count.fn.countAll<number>().as("heads"))
      .where("run", "=", runId)
      .executeTakeFirstOrThrow();
    const waiting = Number(heads);
    const [asked, unchanged, changed, unread] = [run.asked, run.unchanged, run.changed, run.unread].map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const elsewhere = Math.max(0, asked - waiting - unchanged - changed - unread);
    return { asked, waiting, unchanged, changed, unread, elsewhere };
  });
}

export async function countAsked(transaction: Write, runId: string, asked: number): Promise<void> {
  await transaction
    .updateTable("head_run")
    .set({ asked: sql`asked + ${asked}` })
    .where("run_id", "=", runId)
    .execute();
}

/** Runs in one order, and always after their checks: whoever counts waits for nobody who waits for him. */
export async function countSeen(
  transaction: Write,
  seen: Seen,
  checks: readonly { readonly run: string | null }[],
): Promise<void> {
  const counts = new Map<string, number>();
  for (const { run } of checks) if (run !== null) counts.set(run, (counts.get(run) ?? 0) + 1);
  for (const [run, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await transaction
      .updateTable("head_run")
      .set({ [seen]: sql`${sql.ref(seen)} + ${count}` })
      .where("run_id", "=", run)
      .execute();
  }
}
