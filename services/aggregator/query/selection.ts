/**
 * Which findings of a finished scan a filter selects, file by file: enough to go to any page at once. A finished scan does
 * not change, so a selection is worked out once and kept while there is room.
 */
import { SEVERITIES, type Severity } from "@pqc-audit/reports/model/finding.ts";
import { type RawBuilder, sql } from "kysely";
import { type FindingState, STATES } from "../lives/changes.ts";
import type { Store } from "../store/store.ts";
import { filesOf } from "./files.ts";
import { matching } from "./matching.ts";
import { chooseStates } from "./states.ts";

export interface Filter {
  /** Any of these; all where empty. */
  readonly severities: readonly Severity[];
  readonly filePattern?: string;
  /** What they are against the scan before; any where absent. */
  readonly states?: readonly FindingState[];
}

/** Ranges of the findings' numbers, ascending; arrays of one length. */
export interface Selection {
  /** Number of the range's first finding. */
  readonly first: Float64Array;
  /** Findings in the range, of any severity. */
  readonly size: Uint32Array;
  /** Selected findings in the ranges before it. */
  readonly before: Float64Array;
  /** Selected findings in all. */
  readonly total: number;
}

/** Ranges kept in all, at 20 bytes each. */
const RANGES_KEPT = 1_000_000;
const SELECTIONS_KEPT = 2_000;
const FILES_AT_ONCE = 10_000;

interface File {
  readonly first_seq: number;
  readonly findings: number;
  readonly selected: number;
}

/** Selections of one store, the least recently used one going first. */
class Selections {
  readonly #store: Store;
  readonly #kept = new Map<string, { readonly selection: Promise<Selection>; ranges: number }>();
  #ranges = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async of(scanId: string, filter: Filter): Promise<Selection> {
    const key = JSON.stringify([
      scanId,
      [...filter.severities].sort(),
      filter.filePattern,
      [...(filter.states ?? [])].sort(),
    ]);
    let entry = this.#kept.get(key);
    if (entry) this.#kept.delete(key);
    else entry = { selection: select(this.#store, scanId, filter), ranges: 0 };
    // Kept while it is being worked out, so that those who ask for the same meanwhile wait for one query.
    this.#kept.set(key, entry);
    try {
      const selection = await entry.selection;
      if (this.#kept.get(key) === entry && entry.ranges === 0) {
        entry.ranges = selection.first.length + 1;
        this.#ranges += entry.ranges;
        this.#makeRoom();
      }
      return selection;
    } catch (thrown) {
      if (this.#kept.get(key) === entry) this.#kept.delete(key);
      throw thrown;
    }
  }

  #makeRoom(): void {
    for (const [key, { ranges }] of this.#kept) {
      if (this.#ranges <= RANGES_KEPT && this.#kept.size <= SELECTIONS_KEPT) return;
      this.#kept.delete(key);
      this.#ranges -= ranges;
    }
  }
}

const SELECTIONS = new WeakMap<Store, Selections>();

/** Throws `UsageError` where the pattern is none. */
export function selectionOf(store: Store, scanId: string, filter: Filter): Promise<Selection> {
  let selections = SELECTIONS.get(store);
  if (!selections) {
    selections = new Selections(store);
    SELECTIONS.set(store, selections);
  }
  return selections.of(scanId, filter);
}

async function select(store: Store, scanId: string, filter: Filter): Promise<Selection> {
  const chosen = await chooseStates(store, scanId, filter.states ?? []);
  if (chosen === "none") return ofFiles([]);
  if (chosen !== "all") return ofFiles(await filesByState(store, scanId, filter, chosen));
  if (filter.severities.length === 0 && filter.filePattern === undefined) return selectAll(store, scanId);
  const files: File[] = [];
  for await (const some of selectedFiles(store, scanId, filter)) files.push(...some);
  return ofFiles(files);
}

/** The numbers have no gaps. */
async function selectAll(store: Store, scanId: string): Promise<Selection> {
  const { rows } = await sql<{ low: number | null; high: number | null }>`select
    (select min(seq) from finding where scan_id = ${scanId}) as low,
    (select max(seq) from finding where scan_id = ${scanId}) as high`.execute(store.reader);
  const [{ low, high } = { low: null, high: null }] = rows;
  if (low === null || high === null) return ofFiles([]);
  const findings = Number(high) - Number(low) + 1;
  return ofFiles([{ first_seq: Number(low), findings, selected: findings }]);
}

async function* selectedFiles(store: Store, scanId: string, filter: Filter): AsyncGenerator<readonly File[]> {
  const severities = filter.severities.length === 0 ? SEVERITIES : [...new Set(filter.severities)];
  const pattern = ofPattern(store, filter, sql`path`);
  const files = (source: ReturnType<typeof filesOf>) => sql<File>`select first_seq, ${sum(SEVERITIES)} as findings,
    ${sum(severities)} as selected from ${source} where scan_id = ${scanId} and ${sum(severities)} > 0 ${pattern}`;
  const { rows: listed } = await sql`select 1 from finding_file where scan_id = ${scanId} limit 1`.execute(
    store.reader,
  );
  if (listed.length === 0) {
    const { rows } = await sql<File>`${files(sql`(${filesOf(scanId)}) c`)} order by first_seq`.execute(store.reader);
    yield rows;
    return;
  }
  for (let after = 0; ; ) {
    const { rows } = await sql<File>`${files(sql`finding_file`)} and first_seq > ${after}
      order by first_seq limit ${sql.lit(FILES_AT_ONCE)}`.execute(store.reader);
    yield rows;
    if (rows.length < FILES_AT_ONCE) return;
    after = Number(rows.at(-1)?.first_seq);
  }
}

/** Most findings are what they were: those that are not have an index of their own. */
async function filesByState(
  store: Store,
  scanId: string,
  filter: Filter,
  chosen: readonly number[],
): Promise<readonly File[]> {
  const changed = (numbers: readonly number[]) => sql`scan_id = ${scanId} and state >= 2
    and state in (${sql.join(numbers.map((number) => sql.lit(number)))}) ${severe(filter)}`;
  const existing = chosen.includes(STATES.existing);
  const numbers = Object.values(STATES).filter((number) => number >= 2 && chosen.includes(number) !== existing);
  if (!existing) {
    const { rows } = await sql<File>`select min(seq) as first_seq, max(seq) - min(seq) + 1 as findings,
        count(*) as selected
      from finding where ${changed(numbers)} ${ofPattern(store, filter, sql`path`)} group by path
      order by 1`.execute(store.reader);
    return rows;
  }
  const severities = filter.severities.length === 0 ? SEVERITIES : [...new Set(filter.severities)];
  const left = sql`${sum(severities)} - coalesce(x.changed, 0)`;
  const { rows } = await sql<File>`select c.first_seq, ${sum(SEVERITIES)} as findings, ${left} as selected
    from finding_file c left join (select path, count(*) as changed from finding where ${changed(numbers)}
      group by path) x on x.path = c.path
    where c.scan_id = ${scanId} and ${left} > 0 ${ofPattern(store, filter, sql`c.path`)}
    order by c.first_seq`.execute(store.reader);
  return rows;
}

function severe({ severities }: Filter): RawBuilder<unknown> {
  if (severities.length === 0) return sql``;
  return sql`and severity in (${sql.join(severities.map((severity) => sql.lit(SEVERITIES.indexOf(severity))))})`;
}

function ofPattern(store: Store, { filePattern }: Filter, path: RawBuilder<unknown>): RawBuilder<unknown> {
  return filePattern === undefined ? sql`` : sql`and ${matching(store, filePattern, path)}`;
}

function sum(names: readonly Severity[]): RawBuilder<unknown> {
  return sql.join(
    names.map((name) => sql.ref(name)),
    sql` + `,
  );
}

function ofFiles(files: readonly File[]): Selection {
  const first = new Float64Array(files.length);
  const size = new Uint32Array(files.length);
  const before = new Float64Array(files.length);
  let total = 0;
  for (const [at, file] of files.entries()) {
    first[at] = Number(file.first_seq);
    size[at] = Number(file.findings);
    before[at] = total;
    total += Number(file.selected);
  }
  return { first, size, before, total };
}

export interface Ranges {
  /** First and last number of each. */
  readonly ranges: readonly (readonly [number, number])[];
  /** Selected findings at their start that belong to earlier pages. */
  readonly skip: number;
}

/** Where the `count` selected findings from `offset` on lie; few files are looked at, however far it is. */
export function rangesOf({ first, size, before, total }: Selection, offset: number, count: number): Ranges {
  if (offset >= total) return { ranges: [], skip: 0 };
  let [low, high] = [0, before.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((before[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const ranges: [number, number][] = [];
  for (let at = low; at < first.length && (before[at] ?? 0) < offset + count; at++) {
    const from = first[at] ?? 0;
    const to = from + (size[at] ?? 0) - 1;
    const last = ranges.at(-1);
    if (last && last[1] + 1 === from) last[1] = to;
    else ranges.push([from, to]);
  }
  return { ranges, skip: offset - (before[low] ?? 0) };
}
