/**
 * What a scan takes over of the plan of another, complete one of the same repository, options and engine: all of it, or all
 * but paths that are gone. Of paths those with facts are copied, which is what a finished scan keeps; of the others it is
 * known how many there were and what became of them. They become page 0, in the order of their paths.
 */
import type { Occurrence, PlanDifference } from "@pqc-audit/platform/ports/ledger.ts";
import type { Coverage } from "@pqc-audit/reports/model/finding.ts";
import type { SkipReason } from "@pqc-audit/scanner/fact.ts";
import { type RawBuilder, type Selectable, sql } from "kysely";
import { decidingResultsOf } from "../finish/deciding.ts";
import { EACH_BY_INDEX } from "../store/rows.ts";
import type { Store, Write } from "../store/store.ts";
import type { BlobStatus } from "../store/tables/results.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { unseenInAll } from "./unseen.ts";

export type Gone = Pick<PlanDifference, "gone" | "goneSkipped">;
type Skipped = Coverage["skipped"];

/**
 * Writes page 0 of the scan; answers what became of its paths. Undefined where what is gone is not what the other plan
 * held, and then nothing is written.
 */
export async function takeOverPlan(
  store: Store,
  transaction: Write,
  before: Selectable<ScanTable>,
  { scanId, commit }: { readonly scanId: string; readonly commit: string },
  { gone, goneSkipped }: Gone = { gone: [], goneSkipped: {} },
): Promise<Coverage | undefined> {
  const all = JSON.parse(before.coverage ?? "null") as Coverage | null;
  const ended = await outcomesOf(store, transaction, before, gone);
  if (all === null || ended === undefined) return undefined;
  const left: Coverage = {
    ...all,
    present: all.present - gone.length - sum(goneSkipped),
    scanned: all.scanned - ended.scanned,
    skipped: without(without(all.skipped, ended.skipped), goneSkipped),
  };
  const pages = await transaction
    .selectFrom("plan_page")
    .select(["occurrences", "skipped", "unseen"])
    .where("scan_id", "=", before.id)
    .execute();
  const skipped = without(pages.map((page) => JSON.parse(page.skipped) as Skipped).reduce(added, {}), goneSkipped);
  const occurrences = pages.reduce((total, page) => total + page.occurrences, 0) - gone.length;
  const numbers = [left.scanned, occurrences, ...Object.values(left.skipped), ...Object.values(skipped)];
  if (numbers.some((number) => number < 0)) return undefined;
  const held = new Held(store, before, gone);
  if (gone.length > 0 && (await held.pathsGone(transaction)) !== ended.withFacts) return undefined;
  if (gone.length > 0 && (await held.errorsGone(transaction)) !== ended.malformed) return undefined;
  await held.copyTo(transaction, scanId);
  await transaction
    .insertInto("plan_page")
    .values({
      scan_id: scanId,
      page: 0,
      commit_id: commit,
      last_path: "",
      skipped: JSON.stringify(skipped),
      units: 0,
      occurrences,
      unseen: unseenInAll(pages),
    })
    .execute();
  return left;
}

/** Of two disjoint sets of paths. */
export function coverageOfBoth(one: Coverage, other: Coverage): Coverage {
  return {
    present: one.present + other.present,
    scanned: one.scanned + other.scanned,
    skipped: sorted(added(one.skipped, other.skipped)),
    failed: one.failed + other.failed,
    quarantined: one.quarantined + other.quarantined,
  };
}

interface Outcomes {
  readonly scanned: number;
  readonly skipped: Skipped;
  readonly malformed: number;
  readonly withFacts: number;
}

/** What became of these paths; undefined where it is not known of all, or one would not be in a complete scan. */
async function outcomesOf(
  store: Store,
  transaction: Write,
  { engine }: Pick<Selectable<ScanTable>, "engine">,
  paths: readonly Occurrence[],
): Promise<Outcomes | undefined> {
  const outcomes = { scanned: 0, malformed: 0, withFacts: 0 };
  const skipped: Partial<Record<SkipReason, number>> = {};
  if (paths.length === 0) return { ...outcomes, skipped };
  const secondPass = paths.some(({ secondKind }) => secondKind !== undefined);
  const from = rowsOf(store, paths);
  const { rows } = await sql<{
    status: BlobStatus | null;
    reason: SkipReason | null;
    malformed: number;
    paths: number;
  }>`select b.status, case when b.status = 'skipped' then b.detail end as reason,
      case when b.status = 'scanned' and b.detail is not null then 1 else 0 end as malformed, count(*) as paths
    from ${decidingResultsOf({ engine, secondPass }, sql`(select * from ${from}) p`)} o
    left join blob_result b on b.engine = ${engine} and b.blob = o.blob and b.kind = o.kind group by 1, 2, 3`.execute(
    transaction,
  );
  for (const { status, reason, malformed, paths } of rows) {
    const count = Number(paths);
    if (status === "scanned") outcomes.scanned += count;
    else if (status === "skipped" && reason !== null) skipped[reason] = (skipped[reason] ?? 0) + count;
    else return undefined;
    if (Number(malformed) === 1) outcomes.malformed += count;
  }
  const facts = await sql<Counted>`select count(*) as paths from ${from}
    where ${hasFacts(engine, "r")}`.execute(transaction);
  return { ...outcomes, skipped, withFacts: Number(facts.rows[0]?.paths ?? 0) };
}

/** Paths with facts, and errors, that the other scan still holds. */
class Held {
  readonly #id: string;
  readonly #paths: RawBuilder<unknown>;
  readonly #isGone: RawBuilder<unknown>;
  readonly #hadError: RawBuilder<unknown>;

  constructor(store: Store, { id, engine, cleaned }: Selectable<ScanTable>, gone: readonly Occurrence[]) {
    this.#id = id;
    // What a cleaned scan still holds has facts.
    const kept = cleaned === 1 ? sql`` : sql`and ${hasFacts(engine, "o")}`;
    this.#paths = sql`from occurrence o where o.scan_id = ${id} ${kept}`;
    const rows = rowsOf(store, gone);
    const none = sql`1 = 0`;
    this.#isGone =
      gone.length === 0 ? none : sql`(o.path, o.blob, o.kind) in (select r.path, r.blob, r.kind from ${rows})`;
    this.#hadError = gone.length === 0 ? none : sql`e.path in (select r.path from ${rows})`;
  }

  async pathsGone(transaction: Write): Promise<number> {
    const { rows } = await sql<Counted>`select count(*) as paths ${this.#paths} and ${this.#isGone}`.execute(
      transaction,
    );
    return Number(rows[0]?.paths ?? 0);
  }

  async errorsGone(transaction: Write): Promise<number> {
    const { rows } = await sql<Counted>`select count(*) as paths from scan_error e
      where e.scan_id = ${this.#id} and ${this.#hadError}`.execute(transaction);
    return Number(rows[0]?.paths ?? 0);
  }

  async copyTo(transaction: Write, scanId: string): Promise<void> {
    await sql`insert into occurrence (scan_id, page, ordinal, path, blob, kind, size, second_kind)
      select ${scanId}, 0, row_number() over (order by o.path) - 1, o.path, o.blob, o.kind, o.size, o.second_kind
      ${this.#paths} and not (${this.#isGone})`.execute(transaction);
    await sql`insert into scan_error (scan_id, seq, path, status, message)
      select ${scanId}, e.seq, e.path, e.status, e.message from scan_error e
      where e.scan_id = ${this.#id} and not (${this.#hadError})`.execute(transaction);
  }
}

interface Counted {
  readonly paths: number;
}

function rowsOf(store: Store, paths: readonly Occurrence[]): RawBuilder<unknown> {
  return store.rows(
    { path: "text", blob: "text", kind: "text", second_kind: "text" },
    paths.map(({ path, blob, kind, secondKind }) => [path, blob, kind, secondKind ?? null]),
  );
}

function hasFacts(engine: number, row: "o" | "r"): RawBuilder<unknown> {
  const of = (column: string) => sql.ref(`${row}.${column}`);
  return sql`exists (select 1 from blob_result b where b.engine = ${engine} and b.blob = ${of("blob")}
    and b.kind in (${of("kind")}, ${of("second_kind")}) and b.facts > 0 ${EACH_BY_INDEX})`;
}

export function sum(counts: Skipped): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function added(one: Skipped, other: Skipped): Skipped {
  const both: Partial<Record<SkipReason, number>> = { ...one };
  for (const [reason, count] of Object.entries(other) as [SkipReason, number][]) {
    both[reason] = (both[reason] ?? 0) + count;
  }
  return both;
}

/** What came to nothing is left out; what is below that stays, to be noticed. */
function without(from: Skipped, less: Skipped): Skipped {
  const taken = Object.fromEntries(Object.entries(less).map(([reason, count]) => [reason, -count]));
  return Object.fromEntries(Object.entries(added(from, taken)).filter(([, count]) => count !== 0));
}

function sorted(counts: Skipped): Skipped {
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}
