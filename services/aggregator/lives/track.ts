/**
 * Tracks: scans of one target and ref with the same options, each compared with the one before. Whoever finishes a scan
 * makes its step behind the track's head, where nobody sees it, and moves the head with the scan's own end. A step that was
 * broken off is taken back before the next one is made.
 */

import { RetryableError } from "@pqc-audit/platform/errors.ts";
import type { Changes } from "@pqc-audit/reports/model/changes.ts";
import type { Summary } from "@pqc-audit/reports/model/finding.ts";
import { type Selectable, sql } from "kysely";
import type { Store, Write } from "../store/store.ts";
import type { TrackTable } from "../store/tables/lives.ts";
import type { ScanTable } from "../store/tables/scans.ts";

/** Uses that are open in a track, as its newest scan left them. */
export interface Base {
  readonly track: number;
  readonly head: number;
  /** Lives numbered so far. */
  readonly lives: number;
  readonly engine: number;
  readonly scan: { readonly id: string; readonly commit: string | null; readonly ref: string };
}

export interface Standing {
  /** What the scan is compared with; undefined where it is the first of its repository. */
  readonly base: Base | undefined;
  /** Where its step is made; undefined where a scan that began later is finished already, so that nothing came or went. */
  readonly own: { readonly track: number; readonly step: number; readonly lives: number } | undefined;
}

/** When what the scan found was looked at. */
export function lookedAt(scan: Pick<Selectable<ScanTable>, "started_at" | "created_at">): number {
  return scan.started_at ?? scan.created_at;
}

/** The track of a scan; it is made where there is none. */
export async function trackOf(transaction: Write, scan: Selectable<ScanTable>): Promise<number> {
  const key = { target: scan.target, ref: scan.ref ?? "", options_digest: scan.options_digest };
  const found = transaction
    .selectFrom("track")
    .select("track")
    .where("target", "=", key.target)
    .where("ref", "=", key.ref)
    .where("options_digest", "=", key.options_digest);
  const known = await found.executeTakeFirst();
  if (known) return known.track;
  await transaction
    .insertInto("track")
    .values(key)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await found.executeTakeFirstOrThrow()).track;
}

/** Takes back what was broken off, and says where the scan stands. Only one scan of a track at a time may do so. */
export async function beginStep(
  store: Store,
  transaction: Write,
  scan: Selectable<ScanTable>,
  number: number,
): Promise<Standing> {
  const track = await heldTrack(store, transaction, number);
  if (track.staging !== null) await takeBack(transaction, track);
  const own = await baseOf(transaction, track);
  if (own && own.lookedAt > lookedAt(scan)) return { base: own, own: undefined };
  await transaction.updateTable("track").set({ staging: scan.id }).where("track", "=", number).execute();
  const base = own ?? (await otherBase(transaction, scan));
  return { base, own: { track: number, step: track.head + 1, lives: track.lives } };
}

/** Locked, the track stays until the transaction ends. Throws `RetryableError` where its repository was removed. */
export async function heldTrack(store: Store, transaction: Write, number: number): Promise<Selectable<TrackTable>> {
  const track = await transaction
    .selectFrom("track")
    .selectAll()
    .where("track", "=", number)
    .where("target", "is not", null)
    .modifyEnd(store.lock("share"))
    .executeTakeFirst();
  if (track) return track;
  throw new RetryableError("the repository of the scan is being removed");
}

async function takeBack(transaction: Write, { track, head, lives }: Selectable<TrackTable>): Promise<void> {
  await transaction.deleteFrom("life").where("track", "=", track).where("life", ">", lives).execute();
  await transaction.deleteFrom("life_change").where("track", "=", track).execute();
  await transaction
    .updateTable("life")
    .set({ closed_step: null, closed_by_rules: null })
    .where("track", "=", track)
    .where("closed_step", ">", head)
    .execute();
  await transaction
    .updateTable("life")
    .set({ reopened_step: null })
    .where("track", "=", track)
    .where("closed_step", "is not", null)
    .where("reopened_step", ">", head)
    .execute();
}

/** The same use has the same id in every track of a repository: what is new to one is compared with another, if there is one. */
async function otherBase(transaction: Write, scan: Selectable<ScanTable>): Promise<Base | undefined> {
  const ref = scan.ref ?? "";
  const other = await transaction
    .selectFrom("track as t")
    .innerJoin("track_step as s", (on) => on.onRef("s.track", "=", "t.track").onRef("s.step", "=", "t.head"))
    .selectAll("t")
    .where("t.target", "=", scan.target)
    .orderBy(sql`case when t.ref = ${ref} then 0 when t.ref = '' then 1 else 2 end`)
    .orderBy("s.looked_at", "desc")
    .orderBy("t.track")
    .limit(1)
    .executeTakeFirst();
  return other && baseOf(transaction, other);
}

async function baseOf(
  transaction: Write,
  { track, head, lives, ref }: Selectable<TrackTable>,
): Promise<(Base & { readonly lookedAt: number }) | undefined> {
  const step = await transaction
    .selectFrom("track_step")
    .select(["scan_id", "commit_id", "engine", "looked_at"])
    .where("track", "=", track)
    .where("step", "=", head)
    .executeTakeFirst();
  if (!step) return undefined;
  const scan = { id: step.scan_id, commit: step.commit_id, ref };
  return { track, head, lives, engine: step.engine, scan, lookedAt: step.looked_at };
}

export interface Step {
  readonly scan: Selectable<ScanTable>;
  readonly complete: boolean;
  readonly summary: Summary;
  readonly changes: Changes;
  /** Open uses by verdict and family. */
  readonly uses: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Lives numbered by now, and those that are open. */
  readonly lives: number;
  readonly open: number;
  readonly countsOfUses: readonly (readonly [use: number, open: number, more: number])[];
}

/** The step that was made becomes the head. */
export async function moveHead(
  store: Store,
  transaction: Write,
  { track, step }: { readonly track: number; readonly step: number },
  made: Step,
): Promise<void> {
  await heldTrack(store, transaction, track);
  const moved = await transaction
    .updateTable("track")
    .set({ head: step, lives: made.lives, open: made.open, staging: null })
    .where("track", "=", track)
    .where("head", "=", step - 1)
    .returning("track")
    .execute();
  if (moved.length === 0) throw new RetryableError(`another scan has become step ${step} of track ${track}`);
  await sql`update life set (path_key, path, use, fingerprint, severity) =
      (select c.path_key, c.path, c.use, c.fingerprint, c.severity from life_change c
        where c.track = life.track and c.life = life.life)
    where track = ${track} and life in (select c.life from life_change c where c.track = ${track})`.execute(
    transaction,
  );
  await transaction.deleteFrom("life_change").where("track", "=", track).execute();
  await transaction.updateTable("track_use").set({ open: 0 }).where("track", "=", track).execute();
  const counts = store.rows({ use: "bigint", open: "bigint", more: "bigint" }, made.countsOfUses);
  await sql`insert into track_use (track, use, rule, algorithm, family, verdict, body, lives, open)
    select u.track, u.use, u.rule, u.algorithm, u.family, u.verdict, u.body, u.lives + r.more, r.open
    from ${counts} ${store.joinInOrder} track_use u on u.track = ${track} and u.use = r.use where true
    on conflict (track, use) do update set lives = excluded.lives, open = excluded.open`.execute(transaction);
  await transaction
    .insertInto("track_step")
    .values({
      track,
      step,
      scan_id: made.scan.id,
      commit_id: made.scan.commit_id,
      engine: made.scan.engine,
      looked_at: lookedAt(made.scan),
      complete: made.complete ? 1 : 0,
      summary: JSON.stringify(made.summary),
      uses: JSON.stringify(made.uses),
      changes: JSON.stringify(made.changes),
    })
    .execute();
}
