/** How far a scan is, and how fast it goes: from the ledger alone, so every replica says the same. */
import { type Kysely, type Selectable, sql } from "kysely";
import type { UnitState } from "../ledger/states.ts";
import type { Database } from "../store/schema.ts";
import type { ScanTable } from "../store/tables/scans.ts";

/** Throughput is that of the units which ended within so long. */
const LATELY_MS = 15_000;

export interface Progress {
  /** True once the whole tree is planned: from then on `files` does not grow. */
  readonly sealed: boolean;
  /** Paths planned or skipped so far. */
  readonly files: number;
  /** Units of the plan, and how many of them are final. A unit that was split is counted as its parts. */
  readonly units: number;
  readonly unitsDone: number;
  readonly unitsByState: Readonly<Partial<Record<UnitState, number>>>;
  /** Contents in these units: less than files, as what is known already needs no unit. */
  readonly contents: number;
  readonly contentsDone: number;
  readonly bytes: number;
  readonly bytesDone: number;
  /** Of a scan that is not final. */
  readonly throughput?: { readonly contentsPerSecond: number; readonly bytesPerSecond: number };
}

interface Amount {
  readonly contents: number;
  readonly bytes: number;
}

const ACTIVE: readonly string[] = ["planned", "published", "started"];

/** `now`: milliseconds since 1970. */
export async function progressOf(db: Kysely<Database>, scan: Selectable<ScanTable>, now: number): Promise<Progress> {
  const since = now - LATELY_MS;
  const { rows } = await sql<{ state: UnitState; units: number; lately: number } & Amount>`
    select state, case when state = 'committed' and finished_at > ${since} then 1 else 0 end as lately,
      count(*) as units, coalesce(sum(contents), 0) as contents, coalesce(sum(bytes), 0) as bytes
    from unit where scan_id = ${scan.id} group by 1, 2`.execute(db);
  const states = rows.map(({ state, lately, ...row }) => ({
    state,
    lately: Number(lately) === 1,
    units: Number(row.units),
    contents: Number(row.contents),
    bytes: Number(row.bytes),
  }));
  const unitsByState: Partial<Record<UnitState, number>> = {};
  for (const { state, units } of states) unitsByState[state] = (unitsByState[state] ?? 0) + units;
  const whole = states.filter(({ state }) => state !== "split");
  const done = whole.filter(({ state }) => !ACTIVE.includes(state));
  const lately = states.filter((each) => each.lately);
  const seconds = Math.max(1_000, Math.min(LATELY_MS, now - (scan.started_at ?? now))) / 1_000;
  return {
    sealed: scan.sealed === 1,
    files: scan.sealed === 1 ? scan.present : await plannedPaths(db, scan.id),
    units: sum(whole, "units"),
    unitsDone: sum(done, "units"),
    unitsByState,
    contents: sum(whole, "contents"),
    contentsDone: sum(done, "contents"),
    bytes: sum(whole, "bytes"),
    bytesDone: sum(done, "bytes"),
    ...(scan.finished_at === null && {
      throughput: {
        contentsPerSecond: Math.round(sum(lately, "contents") / seconds),
        bytesPerSecond: Math.round(sum(lately, "bytes") / seconds),
      },
    }),
  };
}

function sum<Key extends string>(rows: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return rows.reduce((all, row) => all + row[key], 0);
}

async function plannedPaths(db: Kysely<Database>, scanId: string): Promise<number> {
  const pages = await sql<{ occurrences: number; skipped: string }>`select occurrences, skipped from plan_page
    where scan_id = ${scanId}`.execute(db);
  return pages.rows.reduce((paths, page) => {
    const skipped = Object.values(JSON.parse(page.skipped) as Record<string, number>);
    return paths + page.occurrences + skipped.reduce((all, count) => all + count, 0);
  }, 0);
}
