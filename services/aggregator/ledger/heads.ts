/**
 * Heads that are looked at before a repository is scanned again: most repositories of an organisation have not changed since
 * yesterday, and those cost a row and a question to their server, no scan.
 */
import { createHash, randomInt } from "node:crypto";
import type { HeadCheck, ScanOptions, SeenHead } from "@pqc-audit/platform/ports/ledger.ts";
import { type Selectable, sql } from "kysely";
import { organisationsOf } from "../exceptions/in-force.ts";
import { judgingOf } from "../join/policy.ts";
import { insertRows } from "../store/rows.ts";
import type { Write } from "../store/store.ts";
import type { HeadCheckTable } from "../store/tables/scans.ts";
import type { LedgerContext } from "./context.ts";
import { countAsked, countSeen } from "./head-runs.ts";
import { REPEATED_FOR_MS } from "./previous-scan.ts";
import { optionsDigest, submitScan } from "./scans.ts";

export interface HeadRequest {
  readonly target: string;
  readonly options: ScanOptions;
  /** Who asks. */
  readonly requester: string;
}

/** Many are looked at with one claim, and a server that does not answer keeps all of them waiting. */
const CLAIM_MS = 5 * 60_000;
/** Never by a fixed step, see claims.ts. */
const step = (): number => 1 + randomInt(65_536);

/** Answers how many are to be looked at: what is asked twice is looked at once, but not by somebody who looked before it was asked. */
export async function requestHeads(
  { store, clock, settings }: LedgerContext,
  requests: readonly HeadRequest[],
  run?: string,
): Promise<number> {
  const rows = new Map(
    requests.map(({ target, options, requester }) => {
      const ref = options.ref ?? null;
      const digest = optionsDigest(options);
      const checkId = createHash("sha256")
        .update(JSON.stringify([target, ref, digest]))
        .digest("hex");
      const row = [checkId, target, ref, JSON.stringify(options), digest, requester, clock(), run ?? null] as const;
      return [checkId, row] as const;
    }),
  );
  const conflict = sql`on conflict (check_id) do update set claim_epoch = case when head_check.claim_expires_at is null
    then head_check.claim_epoch else head_check.claim_epoch + ${step()} end, claim_expires_at = null,
    run = coalesce(excluded.run, head_check.run)`;
  await store.write(async (transaction) => {
    await insertRows(
      transaction,
      store.dialect,
      "head_check",
      {
        check_id: "text",
        target: "text",
        ref: "text",
        options: "text",
        options_digest: "text",
        requester: "text",
        requested_at: "bigint",
        run: "text",
      },
      [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row),
      { batch: settings.bulkInsertSize, conflict },
    );
    if (run !== undefined) await countAsked(transaction, run, rows.size);
  });
  return rows.size;
}

export async function waitingHeads({ store }: Pick<LedgerContext, "store">): Promise<number> {
  const { heads } = await store.read((db) =>
    db
      .selectFrom("head_check")
      .select((count) => count.fn.countAll<number>().as("heads"))
      .executeTakeFirstOrThrow(),
  );
  return Number(heads);
}

/** See the port. */
export async function claimHeads({ store, clock }: LedgerContext, limit: number): Promise<readonly HeadCheck[]> {
  const now = clock();
  return store.write(async (transaction) => {
    const free = transaction
      .selectFrom("head_check")
      .select(["check_id", "target", "ref", "claim_epoch"])
      .where((is) => is.or([is("claim_expires_at", "is", null), is("claim_expires_at", "<", now)]))
      .orderBy("requested_at")
      .orderBy("check_id")
      .limit(limit);
    const heads = await (store.dialect === "postgres" ? free.forUpdate().skipLocked() : free).execute();
    if (heads.length === 0) return [];
    const later = step();
    const ids = heads.map(({ check_id }) => check_id);
    await transaction
      .updateTable("head_check")
      .set((is) => ({ claim_epoch: is("claim_epoch", "+", later), claim_expires_at: now + CLAIM_MS }))
      .where("check_id", "in", ids)
      .execute();
    return heads.map(({ check_id, target, ref, claim_epoch }) => ({
      checkId: check_id,
      epoch: claim_epoch + later,
      target,
      ...(ref !== null && { ref }),
    }));
  });
}

type Check = Selectable<HeadCheckTable>;

/** See the port. */
export async function headsSeen(
  context: LedgerContext,
  engineDigest: string,
  heads: readonly SeenHead[],
): Promise<number> {
  const engine = await context.store.engine(engineDigest);
  const moved = await context.store.write(async (transaction) => {
    const held = await heldChecks(context, transaction, heads);
    const standing = await standingScans(context, transaction, engine, held, heads);
    if (standing.size > 0) {
      const scans = transaction.updateTable("scan").set({ checked_at: context.clock() });
      await scans.where("id", "in", [...standing.values()]).execute();
      await forget(transaction, [...standing.keys()]);
      await countSeen(
        transaction,
        "unchanged",
        held.filter(({ check_id }) => standing.has(check_id)),
      );
    }
    return held.filter(({ check_id }) => !standing.has(check_id));
  });
  // One after the other, and forgotten only then: should this end in the middle, the rest is looked at again.
  const read = new Set(heads.flatMap(({ checkId, commit }) => (commit === undefined ? [] : [checkId])));
  for (const { check_id, target, options, requester, claim_epoch, run } of moved) {
    const submission = { target, options: JSON.parse(options) as ScanOptions, requester };
    await submitScan(context, { ...submission, engineDigest, priority: "scheduled" });
    await context.store.write(async (transaction) => {
      const gone = await forget(transaction, [check_id], claim_epoch);
      if (gone > 0) await countSeen(transaction, read.has(check_id) ? "changed" : "unread", [{ run }]);
    });
  }
  return moved.length;
}

/** Those that nobody else has by now, and nobody has asked for once more. Locked. */
async function heldChecks(
  { store }: LedgerContext,
  transaction: Write,
  heads: readonly SeenHead[],
): Promise<readonly Check[]> {
  const ids = heads.map(({ checkId }) => checkId);
  if (ids.length === 0) return [];
  const checks = await transaction
    .selectFrom("head_check")
    .selectAll()
    .where("check_id", "in", ids)
    .orderBy("check_id")
    .modifyEnd(store.lock("update"))
    .execute();
  const epochs = new Map(heads.map(({ checkId, epoch }) => [checkId, epoch]));
  return checks.filter(({ check_id, claim_epoch }) => epochs.get(check_id) === claim_epoch);
}

/** The scans, by check, that would find the same again: of the commit that was seen, complete, of this engine, judged as today. */
async function standingScans(
  { store, clock, judging }: LedgerContext,
  transaction: Write,
  engine: number,
  held: readonly Check[],
  heads: readonly SeenHead[],
): Promise<ReadonlyMap<string, string>> {
  if (judging === undefined) return new Map();
  const commits = new Map(heads.map(({ checkId, commit }) => [checkId, commit]));
  const organisationOf = await organisationsOf(transaction, [...new Set(held.map(({ target }) => target))]);
  const asked = held.flatMap(({ check_id, target, ref, options_digest }) => {
    const commit = commits.get(check_id);
    if (commit === undefined) return [];
    return [[check_id, target, ref, options_digest, commit, judgingOf(judging, organisationOf(target))]];
  });
  if (asked.length === 0) return new Map();
  const now = clock();
  const source = store.rows(
    { check_id: "text", target: "text", ref: "text", options_digest: "text", commit_id: "text", judging: "text" },
    asked,
  );
  const { rows } = await sql<{ check_id: string; id: string }>`select r.check_id, s.id from ${source}
    join scan s on s.target = r.target and s.newest = 1 and coalesce(s.ref, '') = coalesce(r.ref, '')
    where s.commit_id = r.commit_id and s.options_digest = r.options_digest and s.engine = ${engine}
      and s.state = 'completed' and s.judged_by = r.judging and (s.judged_until is null or s.judged_until > ${now})
      and coalesce(s.looked_at, s.sealed_at) > ${now - REPEATED_FOR_MS}`.execute(transaction);
  return new Map(rows.map(({ check_id, id }) => [check_id, id]));
}

async function forget(transaction: Write, ids: readonly string[], epoch?: number): Promise<number> {
  const { numDeletedRows } = await transaction
    .deleteFrom("head_check")
    .where("check_id", "in", ids)
    .$if(epoch !== undefined, (checks) => checks.where("claim_epoch", "=", epoch ?? 0))
    .executeTakeFirst();
  return Number(numDeletedRows);
}
