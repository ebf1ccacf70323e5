/** Files that a glob matches, scan by scan: a finished scan does not change, so what was found stays while there is room. */
import { SEVERITIES } from "@pqc-audit/reports/model/finding.ts";
import { sql } from "kysely";
import type { ScanInventory } from "../inventory/scan-inventory.ts";
import type { Store } from "../store/store.ts";
import { matching } from "./matching.ts";

/** First place in the scan and number of findings of each file, in their order. */
export type FileRanges = Uint32Array;

const NUMBERS_KEPT = 4_000_000;
/** All, nearly always: the database may go through the whole table for each. */
const SCANS_AT_ONCE = 10_000;

/** Files as one text: the database tells a tenth as many rows so, and here nothing is made of each. */
interface ScanRow {
  readonly scan_id: string;
  readonly files: string;
}

const findings = sql.join(
  SEVERITIES.map((severity) => sql.ref(severity)),
  sql` + `,
);

export class PatternFiles {
  readonly #store: Store;
  /** Least recently used pattern first. */
  readonly #kept = new Map<string, Map<string, FileRanges>>();
  readonly #asking = new Map<string, Promise<unknown>>();
  #numbers = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  /** By scan. Throws `UsageError` where the pattern is none. */
  async of(pattern: string, scans: readonly ScanInventory[]): Promise<ReadonlyMap<string, FileRanges>> {
    // Who asks for the same meanwhile finds what is there by then.
    const before = this.#asking.get(pattern);
    const asking = (before ?? Promise.resolve()).catch(() => undefined).then(() => this.#find(pattern, scans));
    this.#asking.set(pattern, asking);
    try {
      return await asking;
    } finally {
      if (this.#asking.get(pattern) === asking) this.#asking.delete(pattern);
    }
  }

  async #find(pattern: string, scans: readonly ScanInventory[]): Promise<ReadonlyMap<string, FileRanges>> {
    const known = this.#kept.get(pattern) ?? new Map<string, FileRanges>();
    const answer = new Map<string, FileRanges>();
    const missing: ScanInventory[] = [];
    for (const scan of scans) {
      const ranges = known.get(scan.scanId);
      if (ranges) answer.set(scan.scanId, ranges);
      else missing.push(scan);
    }
    this.#kept.delete(pattern);
    this.#kept.set(pattern, known);
    for (let at = 0; at < missing.length; at += SCANS_AT_ONCE) {
      const some = missing.slice(at, at + SCANS_AT_ONCE);
      const rows = new Map((await this.#rows(pattern, some)).map((row) => [row.scan_id, row.files]));
      for (const { scanId, firstSeq } of some) {
        const ranges = rangesOf(rows.get(scanId), firstSeq);
        answer.set(scanId, ranges);
        known.set(scanId, ranges);
        this.#numbers += ranges.length + 20;
      }
    }
    this.#makeRoom();
    return answer;
  }

  async #rows(pattern: string, scans: readonly ScanInventory[]): Promise<readonly ScanRow[]> {
    const asked = this.#store.rows(
      { scan_id: "text" },
      scans.map(({ scanId }) => [scanId]),
    );
    const { rows } = await sql<ScanRow>`select f.scan_id,
        string_agg(f.first_seq || ',' || (${findings}), ',' order by f.first_seq) as files
      from ${asked} ${this.#store.joinInOrder} finding_file f on f.scan_id = r.scan_id
      where ${matching(this.#store, pattern, sql`f.path`)} group by f.scan_id`.execute(this.#store.reader);
    return rows;
  }

  #makeRoom(): void {
    for (const [pattern, scans] of this.#kept) {
      if (this.#numbers <= NUMBERS_KEPT) return;
      this.#kept.delete(pattern);
      for (const ranges of scans.values()) this.#numbers -= ranges.length + 20;
    }
  }
}

function rangesOf(files: string | undefined, firstSeq: number): FileRanges {
  const numbers = files === undefined ? [] : files.split(",");
  const ranges = new Uint32Array(numbers.length);
  for (let at = 0; at < numbers.length; at += 2) {
    ranges[at] = Number(numbers[at]) - firstSeq;
    ranges[at + 1] = Number(numbers[at + 1]);
  }
  return ranges;
}

const PATTERN_FILES = new WeakMap<Store, PatternFiles>();

export function patternFilesOf(store: Store): PatternFiles {
  let files = PATTERN_FILES.get(store);
  if (!files) {
    files = new PatternFiles(store);
    PATTERN_FILES.set(store, files);
  }
  return files;
}
